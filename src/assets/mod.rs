//! Style sheets and pictures: what pages refer to besides other pages.
//!
//! In: the theme's files, and the pictures that content uses. Out: where each lies in the built
//! site, under a name made of its bytes, and what pages must know of it. May import: rows 0-2.

mod picture;
mod theme;

pub use picture::{Picture, Pictures};
pub use theme::{StyleSheet, style_sheet};
