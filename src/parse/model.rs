//! What a kind of content says of its front matter.

use super::fields::Fields;
use super::raw::Raw;
use crate::model::{Body, Meta};
use crate::related::TermCounter;

/// The model of a kind, made from front matter.
pub(super) trait FrontMatter: Sized {
    /// The keys that it knows apart from those of all kinds.
    const KEYS: &'static [&'static str];

    /// The key of the title, which can be `title` as well.
    const TITLE_KEY: &'static str = "title";

    /// Checks the keys of the kind. None if a required one is missing or wrong, which has been
    /// reported.
    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self>;
}

/// The text below the front matter.
pub(super) struct Text {
    pub(super) body: Body,
    pub(super) terms: TermCounter,
}
