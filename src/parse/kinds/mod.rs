//! The kinds of content: what each makes of its front matter.

mod article;
mod author;
mod edition;
mod event;
mod page;
mod people_news;

use super::fields::Fields;
use super::model::{FrontMatter, Text};
use super::raw::{Raw, SHARED_KEYS};
use crate::model::{Content, Kind, Meta, content_kinds};

macro_rules! define_dispatch {
    ($($kind:ident, $directory:literal, $field:ident $(, $entry:ident)?;)*) => {
        /// The front matter keys that a kind of content may use; others are unknown to it.
        pub fn keys(kind: Kind) -> Vec<&'static str> {
            let own = match kind {
                $(Kind::$kind => crate::model::$kind::KEYS,)*
            };
            [SHARED_KEYS, own].concat()
        }

        pub(super) fn title_key(kind: Kind) -> &'static str {
            match kind {
                $(Kind::$kind => crate::model::$kind::TITLE_KEY,)*
            }
        }

        /// Makes the model of a kind.
        pub(super) fn content(
            kind: Kind,
            fields: &mut Fields<'_>,
            raw: Raw,
            meta: Meta,
            text: Text,
        ) -> Option<Content> {
            match kind {
                $(Kind::$kind => crate::model::$kind::read(fields, raw, meta, text).map(Content::from),)*
            }
        }
    };
}

content_kinds!(define_dispatch);
