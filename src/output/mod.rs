//! Outputs: what a file of the built site is, and how each kind claims its paths.
//!
//! In: a [`Site`](crate::site::Site). Out: [`Job`]s, one for each file, which the kinds of outputs
//! add through a [`Planner`]. A kind is a type in a file of its own that implements [`PageOutput`]
//! or [`FileOutput`] and says everything about itself: its paths, name and phase, its template and
//! view or its bytes. `plan` lists them all. May import: `site` and the rows below it.

mod job;
mod kind;
mod planner;

pub use job::Job;
pub(crate) use job::Sibling;
pub(crate) use kind::{FileOutput, PageAddress, PageOutput, changed};
pub(crate) use planner::{Planner, REDIRECT};
