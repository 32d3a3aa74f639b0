//! A content file in its place, whatever its kind.

use std::cmp::Reverse;
use std::sync::Arc;

use super::show::{Clock, PublicationState};
use crate::model::{ContentFile, SimpleFile};
use crate::paths::UrlPath;

/// An entry of the index: a content file, or a week or an author, which can do without one.
pub(super) trait IndexEntry: Sized {
    type Model;

    /// Orders the files of the kind, and gives each its place. No files are left for entries that
    /// are made of several kinds: `SiteIndex::new` has made those before.
    fn place(files: Vec<Arc<Self::Model>>, clock: &Clock) -> Vec<Self>;

    fn summary(&self) -> Summary<'_>;
}

/// What links and redirects ask of an entry of any kind.
pub(super) struct Summary<'a> {
    pub(super) file: Option<&'a dyn ContentFile>,
    pub(super) url: &'a UrlPath,
    pub(super) id: &'a str,
    /// The title that its page has, if it is not the file's.
    pub(super) own_title: Option<&'a str>,
    /// Whether a link to it leads to a page now.
    pub(super) state: PublicationState,
    /// Whether the text of its file is shown now. The page of a week, and that of an author, may
    /// be there without it.
    pub(super) text_state: PublicationState,
    /// Whether there is a page that shows the file, if only as a notice.
    pub(super) has_page: bool,
}

impl<'a> Summary<'a> {
    pub(super) fn title(&self) -> &'a str {
        match (self.own_title, self.file) {
            (Some(title), _) => title,
            (None, Some(file)) => &file.meta().title,
            (None, None) => "",
        }
    }
}

/// A content file in its place.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The file.
    pub content: Arc<T>,
    /// Where its page is.
    pub url: UrlPath,
    /// The id that feeds use.
    pub id: String,
    /// Whether it is shown now.
    pub state: PublicationState,
}

impl<T: ContentFile> Placed<T> {
    pub(super) fn new(content: Arc<T>, url: UrlPath, clock: &Clock) -> Self {
        let meta = content.meta();
        let state = PublicationState::of(meta, content.date(), clock);
        Self { id: meta.public_id(&url), state, url, content }
    }
}

impl<T: ContentFile + 'static> Placed<T> {
    /// Another text in the same place.
    pub(super) fn with(&self, content: &Arc<T>) -> Self {
        let (content, url, id) = (Arc::clone(content), self.url.clone(), self.id.clone());
        Self { content, url, id, state: self.state }
    }

    pub(super) fn file_summary(&self) -> Summary<'_> {
        let Self { content, url, id, state } = self;
        Summary {
            file: Some(&**content),
            url,
            id,
            own_title: None,
            state: *state,
            text_state: *state,
            has_page: state.has_page(),
        }
    }
}

impl<T: SimpleFile + 'static> IndexEntry for Placed<T> {
    type Model = T;

    fn place(mut files: Vec<Arc<T>>, clock: &Clock) -> Vec<Self> {
        files.sort_by(|a, b| {
            let newest = |file: &T| Reverse(file.date().map(|date| date.zoned.timestamp()));
            newest(a).cmp(&newest(b)).then_with(|| a.meta().source.cmp(&b.meta().source))
        });
        let place = |file: Arc<T>| {
            let url = UrlPath::directory(T::SECTION.into_iter().chain([file.meta().slug.as_str()]));
            Self::new(file, url, clock)
        };
        files.into_iter().map(place).collect()
    }

    fn summary(&self) -> Summary<'_> {
        self.file_summary()
    }
}
