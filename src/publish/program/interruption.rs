//! Whether the user has interrupted what is going on.

use std::fmt;
use std::sync::Arc;

/// Asked while a program runs: whether it is to end early.
#[derive(Clone)]
pub(crate) struct Interruption(Arc<dyn Fn() -> bool + Send + Sync>);

impl Interruption {
    pub(crate) fn new(is_interrupted: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_interrupted))
    }

    pub(crate) fn never() -> Self {
        Self::new(|| false)
    }

    pub(super) fn has_come(&self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interruption")
    }
}
