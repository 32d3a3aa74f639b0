//! The whole site, ordered: what is shown, at which URL, under which tags, authors and months.
//!
//! In: models, configuration, and the decision which instant is now. Out: an immutable
//! [`SiteIndex`], and the problems that only the whole shows: unknown tags, equal ids, clocks.
//! May import: rows 0-2.

mod archive;
mod articles;
mod authors;
mod dates;
mod deadlines;
mod editions;
mod entries;
mod entry;
mod events;
mod ids;
mod left_out;
mod lookup;
pub(crate) mod paging;
mod public_ids;
mod related;
mod replace;
mod show;
mod site_index;
mod stories;
mod tags;

pub(crate) use archive::{Month, Year};
pub(crate) use articles::ArticleEntry;
pub(crate) use authors::AuthorEntry;
pub(crate) use editions::EditionEntry;
pub use entries::ContentEntry;
pub(crate) use entries::LinkTarget;
pub(crate) use entry::Placed;
pub(crate) use events::EventEntry;
pub(crate) use ids::{ArticleId, AuthorId, TagId};
pub(crate) use left_out::LeftOut;
pub(crate) use related::{KeptLists, RelatedLists};
pub(crate) use replace::Replacement;
pub use show::Clock;
pub(crate) use show::PublicationState;
pub use site_index::SiteIndex;
pub(crate) use tags::TagEntry;
