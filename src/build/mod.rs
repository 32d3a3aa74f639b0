//! The pipeline: everything between a site's directory and its output, in the one place that knows
//! the order.
//!
//! In: a site's directory with its configuration. Out: the committed output, and a report.
//! [`run`] is the whole order; `check`, `explain` and `serve` use the same stages. May import: all
//! rows above.

mod assemble;
mod error;
mod observer;
mod pipeline;
mod problems;
mod render;
mod verify;

pub use assemble::{CachedInputs, CheckedSite, PartialSite, ReadySite, assemble, prepare};
pub use error::BuildError;
pub use observer::{Observer, Unobserved};
pub use pipeline::{OpenSite, Options, Report, assemble_cached, check, run};
pub use problems::{located, text_of};
pub use render::{Discard, Sink, render, render_jobs};
