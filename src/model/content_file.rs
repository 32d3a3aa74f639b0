//! What the models of all kinds have in common.

use super::body::Body;
use super::image_ref::ImageRef;
use super::meta::Meta;
use crate::danish::Moment;
use crate::diagnostics::KeySegment;

/// A content file as a model, whatever its kind: what the list of kinds gives every model that has
/// the fields `meta` and `body`.
pub trait ContentFile: OptionalKeys + Send + Sync {
    /// The front matter keys of all kinds.
    fn meta(&self) -> &Meta;

    /// The facts of its text.
    fn body(&self) -> &Body;
}

/// The front matter keys that some kinds have and any file may be asked for.
pub trait OptionalKeys {
    /// The image that front matter names.
    fn image(&self) -> Option<&ImageRef> {
        None
    }

    /// The line about it for lists, search engines and social media.
    fn description(&self) -> Option<&str> {
        None
    }

    /// From when on it is shown; none if it always is.
    fn date(&self) -> Option<&Moment> {
        None
    }

    /// The web addresses that front matter gives, each with its key.
    fn addresses(&self) -> Vec<(Vec<KeySegment>, &str)> {
        Vec::new()
    }
}

/// A kind that has no rules of its own: each file has a page at its slug, and lists have the newest
/// first, or go by path if files have no date.
pub(crate) trait SimpleFile: ContentFile {
    /// The first part of its URLs; none if they begin with the slug.
    const SECTION: Option<&'static str>;
}
