//! Publishing: from a built site to a host, so that readers never meet half of it.
//!
//! In: the outputs of a build, and a [`Target`]. Out: a host that has exactly these outputs besides
//! whatever is not ours. May import: the rows above; `store` alone uses the network.
//!
//! What is at a target is known from the manifest that the last publish left there, so nothing is
//! listed and nothing foreign is touched. Before anything is sent, a journal at the target names
//! every path that is about to change. Then come, with a barrier after each: assets, other files, new
//! pages, changed pages, lists, feeds; the manifest, if nobody has replaced it meanwhile; and last
//! of all the deletes. Any error stops before the next stage, and the next publish resumes.

mod announce;
mod audit;
mod directory;
mod error;
mod git;
mod guards;
mod headers;
mod holder;
mod journal;
mod known;
mod lock;
mod lookup;
mod manifest;
mod open;
mod outputs;
mod plan;
mod program;
mod records;
mod rsync;
mod send;
mod session;
mod state;
#[cfg(feature = "network")]
mod store;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use announce::{AnnounceSettings, Http, Token, announce};
pub(crate) use audit::{Audit, audit};
pub(crate) use error::PublishError;
pub(crate) use guards::Permissions;
pub(crate) use headers::headers_of;
pub(crate) use holder::Holder;
pub(crate) use open::{TargetContext, open_target};
pub(crate) use outputs::{LastBuild, LocalFile, Outputs, check_fresh};
pub(crate) use plan::{Plan, PutReason, Retention};
pub(crate) use program::Interruption;
pub(crate) use send::{Request, dry_run, publish};
pub(crate) use session::{Access, Observer, Publisher, roll_back};
pub(crate) use state::LocalState;
pub(crate) use target::{Headers, Target, TargetErrorKind};
