//! Style sheets, images and files that are copied: what a site has apart from pages.
//!
//! In: the theme's files, the images that content uses, the files below `static`. Out: the
//! path of each in the built site, with a name made from its bytes, and what pages need to know
//! about it. May import: rows 0-2.

mod images;
mod statics;
mod theme;

pub(crate) use images::{ImageFile, ImageFiles};
pub(crate) use statics::{StaticFile, StaticFiles, static_files};
pub(crate) use theme::{Theme, ThemeFile, theme};
