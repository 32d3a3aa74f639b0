//! Observers of a build.

/// Is shown how far a build has come, and asked whether to go on.
pub trait Observer: Sync {
    /// A stage of the pipeline is done.
    fn stage(&self, _done: &str) {}

    /// Some of all outputs are rendered, or need not be.
    fn progress(&self, _done: usize, _all: usize) {}

    /// Whether the user wants to stop.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unobserved;

impl Observer for Unobserved {}
