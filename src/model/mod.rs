//! What a site is made of: articles, events, people news, editions, authors and pages, as plain data.
//!
//! In: values that `parse` has checked, each for itself. Out: the same, for `index` to order.
//! May import: rows 0-1.

mod article;
mod author;
mod body;
mod content;
mod content_file;
mod edition;
mod event;
mod image_ref;
mod kinds;
mod meta;
mod page;
mod people_news;
mod stored;

pub use article::Article;
pub(crate) use article::{Correction, Credit, Reference};
pub(crate) use author::Author;
pub(crate) use body::{Body, ComponentUse, GovernedUse, Heading, ImageUse, Link, LinkOrigin};
pub use content::{Content, Kind, Models};
pub(crate) use content_file::{ContentFile, OptionalKeys, SimpleFile};
pub(crate) use edition::Edition;
pub(crate) use event::{Event, Venue};
pub(crate) use image_ref::ImageRef;
pub(crate) use kinds::content_kinds;
pub(crate) use meta::{Alias, Meta, Withdrawn};
pub(crate) use page::Page;
pub(crate) use people_news::PeopleNews;
