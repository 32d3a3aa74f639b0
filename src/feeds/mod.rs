//! Feeds: one description, which is written as Atom, RSS and JSON Feed.
//!
//! In: a [`Feed`] with its entries, whatever they are. Out: bytes. The feeds of articles are
//! described in `articles`; a feed of something else needs a description of its own, no writer.
//! May import: `pages`, `body`, `output`, `site`, and the rows below them.

mod active_content;
pub(crate) mod articles;
mod atom;
mod content;
pub(crate) mod editions;
mod feed;
mod json;
mod rss;
mod shared;

pub(crate) use articles::{id, marked_title};
pub(crate) use editions::ABOUT as ABOUT_EDITIONS;

use crate::diagnostics::Diagnostics;
use crate::site::FeedFormat;
use feed::Feed;

fn write(feed: &Feed<'_>, format: FeedFormat) -> Result<Vec<u8>, Diagnostics> {
    match format {
        FeedFormat::Atom => atom::write(feed),
        FeedFormat::Rss => rss::write(feed),
        FeedFormat::Json => json::write(feed),
    }
}

#[cfg(test)]
mod tests;
