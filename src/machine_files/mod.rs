//! Files for programs, and files that are copied: everything but pages and feeds that is written
//! without a template.
//!
//! In: a [`Site`](crate::site::Site). Out: jobs for the planner, whose bytes are made here. One file
//! a kind. May import: `feeds`, `output`, `site`, and the rows below them.

pub(crate) mod calendar;
pub(crate) mod copied;
pub(crate) mod hosting;
pub(crate) mod icons;
pub(crate) mod llms;
pub(crate) mod news_sitemap;
pub(crate) mod opml;
pub(crate) mod robots;
pub(crate) mod security;
pub(crate) mod sitemap;
pub(crate) mod theme;
