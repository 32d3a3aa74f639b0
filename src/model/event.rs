//! Events: conferences, courses and the like, of which readers want to know in time.

use serde::{Deserialize, Serialize};

use crate::danish::Moment;
use crate::diagnostics::KeySegment;
use crate::model::{Body, ImageRef, Meta, OptionalKeys};

/// An event as its content file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The metadata that all kinds have.
    pub meta: Meta,
    /// A line or two about it.
    pub description: Option<String>,
    /// When it begins; without a time it lasts all day.
    pub start: Moment,
    /// When it ends, as a day or a time like its start; never before it.
    pub end: Option<Moment>,
    /// Where it takes place.
    pub place: Option<Venue>,
    /// Whether one can take part from afar.
    pub online: bool,
    /// Its price, as readers see it.
    pub price: Option<String>,
    /// The organizer.
    pub organizer: Option<String>,
    /// Where one reads more and signs up.
    pub url: Option<String>,
    /// Its topic, in a word.
    pub category: Option<String>,
    pub image: Option<ImageRef>,
    /// The facts of its text.
    pub body: Body,
}

impl OptionalKeys for Event {
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

/// Where an event takes place. At least one of the three is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// The name of the house.
    pub name: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// The town, such as `Aarhus C`.
    pub city: Option<String>,
}

impl Venue {
    /// The parts that are there, from the house to the town.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.name, &self.address, &self.city].into_iter().flatten().map(String::as_str)
    }
}
