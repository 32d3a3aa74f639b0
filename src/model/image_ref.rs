//! Images that front matter names.

use serde::{Deserialize, Serialize};

/// An image that front matter names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRef {
    /// A path relative to the content file, or `/x` for a file below `static`.
    pub src: String,
    /// A description for readers who cannot see it.
    pub alt: String,
    /// The line below the image.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}
