//! Configuration: what `site.toml` says, checked.
//!
//! In: the text of `site.toml`, and the environment variables that override it. Out: a
//! [`SiteConfig`] and warnings, or everything that is wrong. The file is read key by key
//! (`reader`); nothing of its raw form leaves this module. May import: `danish`, `diagnostics`,
//! `fingerprint`, `paths`.

mod address;
mod extra;
mod limits;
mod list_length;
mod read;
mod reader;
mod sections;
mod security;
mod site_config;
mod tags;

pub use address::{BaseUrl, Link};
pub use limits::{BadLimit, Limits};
pub use sections::{
    Archive, Feeds, FrontPage, Html, Markdown, MenuItem, Publisher, Related, Robots,
};
pub use security::SecurityTxt;
pub use site_config::SiteConfig;
pub use tags::{DeclaredTag, Tags};

#[cfg(test)]
mod tests;
