//! People news (»Navnenyt«): who got which position where.

use serde::{Deserialize, Serialize};

use crate::danish::Moment;
use crate::model::{Body, Credit, ImageRef, Meta, OptionalKeys, SimpleFile};

/// A piece of people news as its content file has it. It is personal data, so it should have a
/// last day ([`Meta::expires`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleNews {
    /// The metadata that all kinds have.
    pub meta: Meta,
    /// A line or two.
    pub description: Option<String>,
    /// When it is published.
    pub date: Moment,
    /// The person's name.
    pub person: Option<String>,
    /// The new position.
    pub position: Option<String>,
    /// Where.
    pub company: Option<String>,
    /// The first day in the position.
    pub started: Option<Moment>,
    /// The previous position.
    pub previous: Option<String>,
    /// The person's education.
    pub education: Option<String>,
    /// The portrait.
    pub image: Option<ImageRef>,
    /// Whose reporting it digests.
    pub sources: Vec<Credit>,
    /// The facts of its text.
    pub body: Body,
}

impl OptionalKeys for PeopleNews {
    fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    fn image(&self) -> Option<&ImageRef> {
        self.image.as_ref()
    }

    fn date(&self) -> Option<&Moment> {
        Some(&self.date)
    }
}

impl SimpleFile for PeopleNews {
    const SECTION: Option<&'static str> = Some("navnenyt");
}
