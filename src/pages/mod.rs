//! Pages: everything that is rendered through a template, one file per kind of page.
//!
//! In: a [`Site`](crate::site::Site). Out: jobs for the planner, whose views are made here. A new
//! kind of page is a file that implements [`PageOutput`](crate::output::PageOutput) and a line in
//! `plan`; what it shares with others is in `parts` (every page), `content_page` (pages of content
//! files) and `listing` (paged lists). May import: `body`, `links`, `output`, `site`, and the rows
//! below them.

pub(crate) mod archive;
pub(crate) mod article;
pub(crate) mod author;
mod content_page;
mod data;
pub(crate) mod edition;
pub(crate) mod edition_card;
pub(crate) mod event;
mod event_card;
pub(crate) mod front;
mod json_ld;
mod listing;
pub(crate) mod live;
pub(crate) mod not_found;
pub(crate) mod page;
mod parts;
pub(crate) mod people;
mod people_card;
mod read_also;
pub(crate) mod redirect;
mod site_wide;
mod story;
pub(crate) mod tag;

pub(crate) use read_also::{find_all_related, kept_related, shows_related};
