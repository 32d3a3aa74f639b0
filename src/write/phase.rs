//! In which order outputs are put in place.
//!
//! In: nothing. Out: [`Phase`]. May import: nothing.

/// The order in which files are put in place: nothing comes before what it links to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Images, styles, scripts: what pages load.
    Asset,
    Page,
    /// Lists of pages.
    List,
    /// Feeds, sitemaps and whatever else robots start from.
    Feed,
}
