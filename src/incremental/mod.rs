//! What is kept from one build to the next, so that only what changed is done again.
//!
//! In: jobs, and the caches of an earlier build. Out: which outputs can stay, which
//! files need not be read or parsed again, and the reasons for `explain`. May import: rows 0-7.
//!
//! A page's key is the fingerprint of exactly what its template is given ([`Key`]), so there is
//! nothing to declare and nothing to trace: equal key, equal bytes. What is stored degrades to a
//! miss: a cache that cannot be read, is damaged or comes from another version of the program
//! costs a warning and a full build, never an error and never a wrong page.

#[cfg(feature = "network")]
mod external;
mod key;
mod noop;
mod output_cache;
mod published;
mod related;
mod reuse;
mod seal;
mod sources;

#[cfg(feature = "network")]
pub(crate) use external::{load_known_links, save_known_links};
pub use key::{Key, settings};
pub(crate) use noop::{NoopCheck, inputs};
pub(crate) use output_cache::{OutputCache, OutputName, load_directories, save_directories};
pub(crate) use related::{load_related, save_related};
pub(crate) use reuse::Reuse;
pub(crate) use sources::SourceCache;
