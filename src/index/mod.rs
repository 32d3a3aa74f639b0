//! The whole site, ordered: what is shown, at which URL, under which tags, authors and months.
//!
//! In: models, configuration, and the decision which instant is now. Out: an immutable
//! [`SiteIndex`], and the problems that only the whole shows: unknown tags, equal ids, clocks.
//! May import: rows 0-2.

mod archive;
mod articles;
mod authors;
mod deadlines;
mod editions;
mod entries;
mod entry;
mod events;
mod ids;
mod lookup;
pub mod paging;
mod public_ids;
mod related;
mod replace;
mod show;
mod site_index;
mod stories;
mod tags;

pub use archive::{Month, Year};
pub use articles::ArticleEntry;
pub use authors::AuthorEntry;
pub use editions::EditionEntry;
pub use entries::{ContentEntry, Entries, Target};
pub use entry::Placed;
pub use events::EventEntry;
pub use ids::{ArticleId, AuthorId, TagId};
pub use lookup::Lookup;
pub use related::{KeptLists, RelatedLists};
pub use replace::Replacement;
pub use show::{Clock, State};
pub use site_index::SiteIndex;
pub use tags::TagEntry;
