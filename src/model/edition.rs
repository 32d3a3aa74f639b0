//! Editions: what an editor adds to the articles of a week.

use serde::{Deserialize, Serialize};

use crate::danish::{Moment, Week};
use crate::model::{Body, Meta, OptionalKeys};

/// The file of an edition. A week with articles is an edition also without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// The metadata that all kinds have; the title is the edition's headline.
    pub meta: Meta,
    /// The week, which the file name gives.
    #[serde(with = "super::stored::week")]
    pub week: Week,
    /// From when on title, intro and picks are shown.
    pub date: Option<Moment>,
    /// A line or two.
    pub description: Option<String>,
    /// The articles that come first: slugs or file paths, in order.
    pub picks: Vec<String>,
    /// The facts of the intro.
    pub body: Body,
}

impl OptionalKeys for Edition {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    fn date(&self) -> Option<&Moment> {
        self.date.as_ref()
    }
}
