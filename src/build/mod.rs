//! The pipeline: everything between a site's directory and its output, in the one place that knows
//! the order.
//!
//! In: a site's directory with its configuration. Out: the committed output, and a report.
//! [`run`] is the whole order; `check`, `explain` and `serve` use the same stages. May import: all
//! rows above.

mod assemble;
mod check;
mod error;
#[cfg(feature = "network")]
mod external;
mod next;
mod observer;
mod pipeline;
mod policy;
mod problems;
mod render;
mod stale;
mod verify;

pub(crate) use assemble::{CachedInputs, PartialSite, assemble};
pub use assemble::{ReadySite, prepare};
pub(crate) use check::{CheckReport, assemble_cached, check, index_cached};
pub use error::BuildError;
#[cfg(feature = "network")]
pub(crate) use external::{Outcome, OutsideReport, check_outside};
pub(crate) use next::{ChangedOutput, Due, MAX_INSTANTS, Next, OutputChange, due, next};
pub(crate) use observer::Observer;
pub use observer::Unobserved;
pub(crate) use pipeline::{BuildOptions, BuildReport, OpenSite, run};
pub(crate) use policy::{MAX_BASELINE_BYTES, baseline_text, load_policy};
pub use problems::{located, text_of};
pub(crate) use render::render_jobs;
pub use render::{Sink, render};
pub(crate) use stale::stale;
