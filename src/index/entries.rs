//! The entries of all kinds, and what they have in common: made from the list of kinds.

use std::sync::Arc;

use super::articles::ArticleEntry;
use super::authors::AuthorEntry;
use super::editions::EditionEntry;
use super::entry::{IndexEntry, Placed, Summary};
use super::events::EventEntry;
use super::ids::ArticleId;
use super::show::{Clock, PublicationState};
use crate::model::{Body, ContentFile, Kind, Meta, Models, content_kinds};
use crate::paths::UrlPath;

macro_rules! entry {
    ($kind:ident) => { Placed<crate::model::$kind> };
    ($kind:ident $entry:ident) => { $entry };
}

macro_rules! define_entries {
    ($($kind:ident, $directory:literal, $field:ident $(, $entry:ident)?;)*) => {
        /// The entries of each kind, also those that are not shown now. Articles and people news
        /// have the newest first, events the earliest; pages go by path, authors A–Å. Editions are
        /// the weeks with listed articles, newest first, and behind them those that have a file
        /// only.
        #[derive(Clone, Debug)]
        pub struct Entries {
            $(
                #[doc = concat!("Those of files in `", $directory, "`.")]
                pub $field: Vec<Arc<entry!($kind $($entry)?)>>,
            )*
        }

        impl Entries {
            /// The entries of those kinds that need no other kind; no entries of the others.
            pub(super) fn place(models: Models, clock: &Clock) -> Self {
                Self { $($field: shared(IndexEntry::place(models.$field, clock)),)* }
            }

            fn count(&self, kind: Kind) -> usize {
                match kind {
                    $(Kind::$kind => self.$field.len(),)*
                }
            }

            pub(super) fn summary(&self, target: LinkTarget) -> Summary<'_> {
                match target.kind {
                    $(Kind::$kind => self.$field[target.number].summary(),)*
                }
            }
        }
    };
}

content_kinds!(define_entries);

/// So that an index with some entries replaced shares all others.
pub(super) fn shared<T>(entries: Vec<T>) -> Vec<Arc<T>> {
    entries.into_iter().map(Arc::new).collect()
}

/// An entry that a link can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkTarget {
    pub kind: Kind,
    /// Its number in the list of its kind.
    pub number: usize,
}

impl LinkTarget {
    /// An article as a target.
    pub fn of_article(number: ArticleId) -> Self {
        Self { kind: Kind::Article, number }
    }

    /// The article, if it is one.
    pub fn article(self) -> Option<ArticleId> {
        (self.kind == Kind::Article).then_some(self.number)
    }
}

/// A content file in its place.
#[derive(Clone, Copy)]
pub struct ContentEntry<'a> {
    /// The entry that it belongs to.
    pub target: LinkTarget,
    /// The file. Only some loops read its keys, and those of all files are far apart in memory.
    pub file: &'a dyn ContentFile,
    /// The metadata that all kinds have.
    pub meta: &'a Meta,
    /// The facts of its text.
    pub body: &'a Body,
    /// Where its page is.
    pub url: &'a UrlPath,
    /// The id that feeds use.
    pub id: &'a str,
    /// Whether its text is shown now.
    pub state: PublicationState,
    /// Whether there is a page that shows it, if only as a notice.
    pub has_page: bool,
}

impl Entries {
    /// Every content file, kind by kind.
    pub fn contents(&self) -> impl Iterator<Item = ContentEntry<'_>> {
        Kind::ALL.into_iter().flat_map(|kind| self.contents_of(kind))
    }

    /// Every content file but the articles', of which there are many.
    pub fn other_contents(&self) -> impl Iterator<Item = ContentEntry<'_>> {
        let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Article);
        kinds.flat_map(|kind| self.contents_of(kind))
    }

    fn contents_of(&self, kind: Kind) -> impl Iterator<Item = ContentEntry<'_>> {
        (0..self.count(kind)).filter_map(move |number| self.content(LinkTarget { kind, number }))
    }

    /// The content file of an entry; none of a week or an author without one.
    pub fn content(&self, target: LinkTarget) -> Option<ContentEntry<'_>> {
        let Summary { file, url, id, text_state, has_page, .. } = self.summary(target);
        let file = file?;
        Some(ContentEntry {
            target,
            file,
            meta: file.meta(),
            body: file.body(),
            url,
            id,
            state: text_state,
            has_page,
        })
    }
}
