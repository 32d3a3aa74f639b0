//! The outputs: which files the built site has, and how each is made.
//!
//! In: the index, the assets, the engine. Out: a [`Plan`], a list of jobs that have claimed
//! their paths; and for each job its bytes. One file per kind of output. Pages go through a
//! [`View`](crate::view::View) and a template; feeds, sitemaps and plain text are written here.
//! May import: rows 0-6.

mod archive;
mod article;
mod author;
mod body;
mod calendar;
mod card;
mod check;
mod content_page;
mod copied;
mod data;
mod edition;
mod event;
mod feed;
mod file;
mod front;
mod html;
mod icons;
mod job;
mod json_ld;
mod links;
mod listing;
mod llms;
mod most_read;
mod news_sitemap;
mod not_found;
mod notice;
mod now;
mod opml;
mod page;
mod parts;
mod person;
mod pictures;
mod plan;
mod read_also;
mod redirect;
mod robots;
mod security;
mod site;
mod site_wide;
mod sitemap;
mod story;
mod tag;
mod xml;

pub use check::{check, check_unless};
pub use feed::Format as FeedFormat;
pub use file::FileKind;
pub(crate) use html::escape;
pub use job::{Job, JobKind};
pub use pictures::used as used_pictures;
pub use plan::{Plan, plan};
pub use site::Site;
