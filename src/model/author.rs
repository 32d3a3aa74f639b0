//! Authors' profiles.

use serde::{Deserialize, Serialize};

use crate::diagnostics::KeySegment;
use crate::model::{Body, ImageRef, Meta, OptionalKeys};

/// An author's profile. An author without one has a name and a list of articles only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// The metadata that all kinds have; the title is the author's name.
    pub meta: Meta,
    /// The role at the desk.
    pub role: Option<String>,
    /// A line or two about the author.
    pub description: Option<String>,
    /// The portrait.
    pub image: Option<ImageRef>,
    /// The author's own site.
    pub url: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The facts of the text.
    pub body: Body,
}

impl OptionalKeys for Author {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    fn image(&self) -> Option<&ImageRef> {
        self.image.as_ref()
    }

    fn addresses(&self) -> Vec<(Vec<KeySegment>, &str)> {
        self.url.iter().map(|url| (vec!["url".into()], url.as_str())).collect()
    }
}
