//! Paths: three types that cannot be mixed up, and the table in which outputs claim theirs.
//!
//! In: text. Out: a [`SourcePath`] (a file of the site's directory), an [`OutputPath`] (a file of
//! the built site), a [`UrlPath`] (what a browser asks for). May import: nothing of this crate.

mod claims;
mod glob;
mod output;
pub(crate) mod percent;
mod source;
mod url;
mod web;

pub(crate) use claims::{Claimant, Claims, Collision};
pub(crate) use glob::Glob;
pub(crate) use output::BadOutputPath;
pub use output::OutputPath;
pub use source::SourcePath;
pub use url::UrlPath;
pub(crate) use url::{decoded, without_dots};
pub(crate) use web::{BadWebAddress, FULL_URL, external_address, web_address};
