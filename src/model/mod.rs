//! What a site is made of: articles, events, people news, editions, authors and pages, as plain data.
//!
//! In: values that `parse` has checked, each for itself. Out: the same, for `index` to order.
//! May import: rows 0-1.

mod article;
mod author;
mod body;
mod edition;
mod event;
mod meta;
mod models;
mod page;
mod person;
mod stored;

pub use article::{Article, Correction, Credit, PictureRef, Reference};
pub use author::Author;
pub use body::{Body, ComponentUse, Heading, Link, Origin, PictureUse};
pub use edition::Edition;
pub use event::{Event, Place};
pub use meta::{Alias, Meta, Withdrawn};
pub use models::Models;
pub use page::Page;
pub use person::Person;
