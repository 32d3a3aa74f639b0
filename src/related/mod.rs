//! Which words an article is about, so that related articles can be found.
//!
//! In: the text of an article, block by block. Out: its [`Terms`], stems with weights, by which
//! `index::related` compares articles. May import: `danish`.

mod stems;
mod terms;
mod words;

pub(crate) use terms::{MAX_TERMS, TermCounter, Terms};
