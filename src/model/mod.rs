//! What a site is made of: articles, authors, pages and tags, as plain data.
//!
//! In: values that `parse` has checked, each for itself. Out: the same, for `index` to order.
//! May import: rows 0-1.

mod article;
mod author;
mod body;
mod meta;
mod page;
mod stored;

pub use article::{Article, Correction, Credit, PictureRef, Reference};
pub use author::Author;
pub use body::{Body, ComponentUse, Heading, Link, Origin, PictureUse};
pub use meta::{Alias, Meta, Withdrawn};
pub use page::Page;
