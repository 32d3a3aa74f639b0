//! Plain pages.

use serde::{Deserialize, Serialize};

use crate::model::{Body, ContentFile, Meta, SimpleFile};

/// A plain page, such as »Om«.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// What all kinds share.
    pub meta: Meta,
    /// What search engines and feeds show.
    pub description: Option<String>,
    /// What is known of its text.
    pub body: Body,
}

impl ContentFile for Page {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn body(&self) -> &Body {
        &self.body
    }

    fn body_mut(&mut self) -> &mut Body {
        &mut self.body
    }
}

impl SimpleFile for Page {
    const SECTION: Option<&'static str> = None;
}
