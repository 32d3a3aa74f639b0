//! Plain pages.

use serde::{Deserialize, Serialize};

use crate::model::{Body, Meta, OptionalKeys, SimpleFile};

/// A plain page, such as »Om«.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The metadata that all kinds have.
    pub meta: Meta,
    /// The description that search engines and feeds show.
    pub description: Option<String>,
    /// The facts of its text.
    pub body: Body,
}

impl OptionalKeys for Page {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl SimpleFile for Page {
    const SECTION: Option<&'static str> = None;
}
