//! Authors' profiles.

use serde::{Deserialize, Serialize};

use crate::model::{Body, ContentFile, Meta, PictureRef};

/// An author's profile. An author without one has a name and a list of articles only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// What all kinds share; the title is the author's name.
    pub meta: Meta,
    /// The role at the desk.
    pub role: Option<String>,
    /// A line or two about the author.
    pub description: Option<String>,
    /// The portrait.
    pub image: Option<PictureRef>,
    /// The author's own site.
    pub url: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// What is known of the text.
    pub body: Body,
}

impl ContentFile for Author {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn body(&self) -> &Body {
        &self.body
    }

    fn body_mut(&mut self) -> &mut Body {
        &mut self.body
    }

    fn image(&self) -> Option<&PictureRef> {
        self.image.as_ref()
    }
}
