//! The live site: what the server is asked for, rendered from the sources as they are.
//!
//! In: a site's directory, and what to rescan. Out: a [`LiveSite`](super::LiveSite). One thread
//! rescans and makes snapshots (`rebuilder`). Threads that answer requests render pages from the
//! current one (`site`, `pages`). Links are checked afterwards, when the page is out already
//! (`link_check`).

mod link_check;
mod pages;
mod rebuilder;
mod site;

pub(crate) use rebuilder::Update;
pub use rebuilder::{Opened, Rebuilder, Source};
pub use site::Live;
