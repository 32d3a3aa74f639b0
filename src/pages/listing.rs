//! What all paged lists of articles share.

use crate::fingerprint::FingerprintBuilder;
use crate::index::ArticleId;
use crate::index::paging::Paging;
use crate::paths::UrlPath;
use crate::site::{Site, fingerprint_of_cards};
use crate::view::{Record, View};

/// One page of a list.
#[derive(Clone, Copy)]
pub(crate) struct ListPage<'a> {
    /// The list's own URL.
    pub(crate) url: &'a UrlPath,
    /// All its articles, newest first.
    pub(crate) articles: &'a [ArticleId],
    /// The number of articles on a numbered page.
    pub(crate) per_page: usize,
    /// The page's number, or none for the list's own URL.
    pub(crate) number: Option<usize>,
}

impl<'a> ListPage<'a> {
    fn paging(self) -> Paging {
        Paging::new(self.articles.len(), self.per_page)
    }

    /// The numbers of all pages of the list, its own URL first.
    pub(crate) fn numbers(self) -> impl Iterator<Item = Option<usize>> {
        self.paging().pages()
    }

    /// The articles of this page.
    pub(crate) fn shown(self) -> &'a [ArticleId] {
        &self.articles[self.paging().range(self.number)]
    }

    /// Adds `cards` and `pager`.
    pub(crate) fn add_to(self, view: View<'a>, site: &'a Site) -> View<'a> {
        let (paging, url, number) = (self.paging(), self.url, self.number);
        let newer = paging.newer(number).map(|newer| page_url(url, newer));
        let older = paging.older(number).map(|older| page_url(url, Some(older)));
        let mut pager = FingerprintBuilder::new("pager");
        pager
            .number(number.unwrap_or_default() as u64)
            .optional(newer.as_ref().map(UrlPath::as_str))
            .optional(older.as_ref().map(UrlPath::as_str));
        cards(view, site, self.shown()).part("pager", pager.finish(), move || {
            let sub_path = site.config.base_url.sub_path();
            Record::new()
                .set("number", number)
                .set("newer", newer.as_ref().map(|url| url.under(sub_path)))
                .set("older", older.as_ref().map(|url| url.under(sub_path)))
                .into()
        })
    }
}

/// Adds `cards`.
pub(crate) fn cards<'a>(view: View<'a>, site: &'a Site, articles: &'a [ArticleId]) -> View<'a> {
    let fingerprint = fingerprint_of_cards(site, "cards", articles);
    view.part("cards", fingerprint, move || site.cards(articles))
}

/// The URL of a list's page: its own, or `side/N/` below it.
pub(crate) fn page_url(list: &UrlPath, number: Option<usize>) -> UrlPath {
    match number {
        Some(number) => list.below(["side", &number.to_string()]),
        None => list.clone(),
    }
}
