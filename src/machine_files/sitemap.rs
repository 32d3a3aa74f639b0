//! `/sitemap.xml` (sitemaps.org, protocol 0.9). A large site has several sitemaps, of which this
//! is the index: `/sitemap-1.xml` contains the oldest articles, the last one the newest and the
//! lists.

use std::io;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::Zoned;

use crate::danish::rfc3339;
use crate::diagnostics::Diagnostics;
use crate::fingerprint::FingerprintBuilder;
use crate::index::{ArticleId, PublicationState};
use crate::model::Kind;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::{Memo, Site};
use crate::view::View;
use crate::xml::{self, Writer, text};

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
/// How many URLs a sitemap may have.
const MOST: usize = 50_000;

/// A page of the sitemap, and when it was last changed.
type SitemapUrl<'a> = (UrlPath, Option<&'a Zoned>);

/// A page that is no article.
struct OtherPage<'a> {
    url: UrlPath,
    /// Whether search engines may show it.
    is_open: bool,
    /// What it shows, and what its last change is that of.
    articles: &'a [ArticleId],
}

/// The most recently changed article of each list, found once.
#[derive(Default)]
struct Latest(OnceLock<Vec<Option<ArticleId>>>);

impl Memo for Latest {}

/// The contents of one of several sitemaps: a range of the articles, counted from the oldest, and
/// of the other pages.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PartContents {
    articles: Range<usize>,
    lists: Range<usize>,
}

/// The sitemap, or the index of several.
#[derive(Debug)]
struct Sitemap {
    sections: Arc<[UrlPath]>,
}

/// One of several sitemaps, by its place among them.
#[derive(Debug)]
struct SitemapPart {
    number: usize,
    sections: Arc<[UrlPath]>,
}

/// Comes after all pages, since it lists the sections that they added.
pub(crate) fn plan(planner: &mut Planner<'_>) {
    let sections: Arc<[UrlPath]> = planner.sections().into();
    let parts = all_parts(planner.site, &sections).len();
    planner.generated(Sitemap { sections: Arc::clone(&sections) }, UrlPath::file("sitemap.xml"));
    for number in 0..parts {
        let part = SitemapPart { number, sections: Arc::clone(&sections) };
        planner.generated(part, part_url(number));
    }
}

impl FileOutput for Sitemap {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        view(site, &self.sections)
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        write(site, &self.sections)
    }
}

impl FileOutput for SitemapPart {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        view_of(&locations_of_part(site, &self.sections, self.number))
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        write_locations(site, &locations_of_part(site, &self.sections, self.number))
    }
}

/// The URL of one of several sitemaps.
fn part_url(number: usize) -> UrlPath {
    UrlPath::file(&format!("sitemap-{}.xml", number + 1))
}

/// Writes the sitemap or the index. Every page that search engines may show is there, with the
/// time of its last change in substance: no numbered pages, no redirects, none marked `noindex`.
fn write(site: &Site, sections: &[UrlPath]) -> Result<Vec<u8>, Diagnostics> {
    let parts = all_parts(site, sections);
    if parts.is_empty() {
        return write_locations(site, &everything(site, sections));
    }
    xml::document("the index of sitemaps", |writer| {
        let index = writer.create_element("sitemapindex").with_attribute(NAMESPACE);
        index.write_inner_content(|writer| {
            for (number, part) in parts.iter().enumerate() {
                let location = (part_url(number), changed(&locations(site, sections, part)));
                write_location(writer, site, "sitemap", &location)?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

/// What the sitemap or the index is written from.
fn view<'a>(site: &'a Site, sections: &[UrlPath]) -> View<'a> {
    let parts = all_parts(site, sections);
    if parts.is_empty() {
        return view_of(&everything(site, sections));
    }
    let parts = parts.iter().enumerate();
    let parts =
        parts.map(|(number, part)| (part_url(number), changed(&locations(site, sections, part))));
    view_of(&parts.collect::<Vec<_>>())
}

fn view_of<'a>(locations: &[SitemapUrl<'_>]) -> View<'a> {
    let mut all = FingerprintBuilder::new("locations");
    for (url, changed) in locations {
        all.text(url.as_str());
        if let Some(changed) = changed {
            let offset = i64::from(changed.offset().seconds());
            all.number(changed.timestamp().as_second().cast_unsigned());
            all.number(offset.cast_unsigned());
        }
    }
    View::new().input("locations", all.finish())
}

fn write_locations(site: &Site, locations: &[SitemapUrl<'_>]) -> Result<Vec<u8>, Diagnostics> {
    xml::document("the sitemap", |writer| {
        let urls = writer.create_element("urlset").with_attribute(NAMESPACE);
        urls.write_inner_content(|writer| {
            locations.iter().try_for_each(|location| write_location(writer, site, "url", location))
        })?;
        Ok(())
    })
}

fn write_location(
    writer: &mut Writer,
    site: &Site,
    element: &str,
    (path, changed): &SitemapUrl<'_>,
) -> io::Result<()> {
    let location = site.config.base_url.absolute(path);
    writer.create_element(element).write_inner_content(|writer| {
        text(writer, "loc", &location)?;
        changed.map_or(Ok(()), |changed| text(writer, "lastmod", &rfc3339(changed)))
    })?;
    Ok(())
}

/// The latest change of all.
fn changed<'a>(locations: &[SitemapUrl<'a>]) -> Option<&'a Zoned> {
    locations.iter().filter_map(|(_, changed)| *changed).max()
}

fn locations_of_part<'a>(
    site: &'a Site,
    sections: &[UrlPath],
    number: usize,
) -> Vec<SitemapUrl<'a>> {
    let part = all_parts(site, sections).into_iter().nth(number);
    part.map_or_else(Vec::new, |part| locations(site, sections, &part))
}

/// The sitemaps that the index names; none if there is no more than one. Pages that are marked
/// `noindex` count: to mark one changes what its sitemap says, but no other sitemap.
fn all_parts(site: &Site, sections: &[UrlPath]) -> Vec<PartContents> {
    parts_of(site.index.listed.len(), lists(site, sections).len(), MOST)
}

/// Splits what is more than `most`. Articles fill each sitemap by half, the oldest first, so that
/// the lists, which a new article changes, have room behind the newest.
fn parts_of(articles: usize, lists: usize, most: usize) -> Vec<PartContents> {
    if articles + lists <= most {
        return Vec::new();
    }
    let half = most / 2;
    let full = articles / half;
    let mut parts: Vec<PartContents> = (0..full)
        .map(|part| PartContents { articles: part * half..(part + 1) * half, lists: 0..0 })
        .collect();
    parts.push(PartContents { articles: full * half..articles, lists: 0..lists.min(half) });
    let rest = (half..lists).step_by(most);
    parts.extend(
        rest.map(|from| PartContents { articles: 0..0, lists: from..lists.min(from + most) }),
    );
    parts
}

/// Everything, the newest articles first.
fn everything<'a>(site: &'a Site, sections: &[UrlPath]) -> Vec<SitemapUrl<'a>> {
    let lists = lists(site, sections);
    let mut all = list_locations(site, &lists, &(0..1));
    all.extend(article_locations(site, site.index.listed.iter()));
    all.extend(list_locations(site, &lists, &(1..lists.len())));
    all
}

fn locations<'a>(site: &'a Site, sections: &[UrlPath], part: &PartContents) -> Vec<SitemapUrl<'a>> {
    let oldest_first = site.index.listed.iter().rev();
    let articles = oldest_first.skip(part.articles.start).take(part.articles.len());
    let mut all: Vec<_> = article_locations(site, articles).collect();
    if !part.lists.is_empty() {
        all.extend(list_locations(site, &lists(site, sections), &part.lists));
    }
    all
}

fn article_locations<'a>(
    site: &'a Site,
    articles: impl Iterator<Item = &'a ArticleId>,
) -> impl Iterator<Item = SitemapUrl<'a>> {
    let entries = articles.map(|id| &*site.index.articles[*id]);
    let open = entries.filter(|entry| !entry.content.meta.noindex);
    open.map(|entry| (entry.url.clone(), Some(entry.last_change())))
}

fn list_locations<'a>(
    site: &'a Site,
    lists: &[OtherPage<'_>],
    range: &Range<usize>,
) -> Vec<SitemapUrl<'a>> {
    let change = |id: &ArticleId| site.index.articles[*id].last_change();
    let memo = site.memo(|_| Latest::default());
    let latest = memo.0.get_or_init(|| {
        let latest = |list: &OtherPage<'_>| list.articles.iter().copied().max_by_key(change);
        lists.iter().map(latest).collect()
    });
    let lists = lists.iter().zip(latest).skip(range.start).take(range.len());
    let open = lists.filter(|(list, _)| list.is_open);
    open.map(|(list, latest)| (list.url.clone(), latest.as_ref().map(change))).collect()
}

/// All pages but articles, the front page first.
fn lists<'a>(site: &'a Site, sections: &[UrlPath]) -> Vec<OtherPage<'a>> {
    let index = &site.index;
    let list = |url: &UrlPath, articles| OtherPage { url: url.clone(), is_open: true, articles };
    let mut all = vec![list(&site.home, index.listed.as_slice())];
    all.extend(site.index.used_tags().map(|tag| list(&tag.url, &tag.articles)));
    for author in index.authors.iter().filter(|author| author.has_page()) {
        let is_open = !author.profile.as_ref().is_some_and(|profile| profile.meta.noindex);
        all.push(OtherPage { is_open, ..list(&author.url, &author.articles) });
    }
    for year in &*index.years {
        let newest = year.months.first().map_or(&[][..], |month| &month.articles);
        all.push(list(&year.url, newest));
        all.extend(year.months.iter().map(|month| list(&month.url, &month.articles)));
    }
    for edition in index.listed_editions() {
        let is_open = !edition.shown_file().is_some_and(|file| file.meta.noindex);
        all.push(OtherPage { is_open, ..list(&edition.url, &edition.articles) });
    }
    for content in
        index.other_contents().filter(|content| content.state == PublicationState::Listed)
    {
        // Editions and authors are lists of articles, which have been added.
        if !matches!(content.target.kind, Kind::Edition | Kind::Author) {
            let is_open = !content.meta.noindex;
            all.push(OtherPage { is_open, ..list(content.url, &[]) });
        }
    }
    all.extend(sections.iter().map(|url| list(url, &[])));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(articles: Range<usize>, lists: Range<usize>) -> PartContents {
        PartContents { articles, lists }
    }

    #[test]
    fn what_fits_is_not_split() {
        assert_eq!(parts_of(7, 3, 10), []);
        assert_eq!(parts_of(0, 1, 10), []);
    }

    #[test]
    fn sitemaps_fill_from_the_oldest_end() {
        assert_eq!(parts_of(8, 3, 10), [part(0..5, 0..0), part(5..8, 0..3)]);
        assert_eq!(parts_of(10, 1, 10), [part(0..5, 0..0), part(5..10, 0..0), part(10..10, 0..1)]);
        assert_eq!(parts_of(2, 16, 10), [part(0..2, 0..5), part(0..0, 5..15), part(0..0, 15..16)]);
    }

    #[test]
    fn no_sitemap_has_too_many_and_each_page_stands_in_one() {
        for (articles, lists) in (0..40).flat_map(|a| (1..40).map(move |l| (a, l))) {
            let parts = parts_of(articles, lists, 10);
            assert_eq!(parts.is_empty(), articles + lists <= 10);
            if parts.is_empty() {
                continue;
            }
            assert!(parts.iter().all(|part| part.articles.len() + part.lists.len() <= 10));
            let all: Vec<usize> = parts.iter().flat_map(|part| part.articles.clone()).collect();
            assert_eq!(all, (0..articles).collect::<Vec<_>>());
            let all: Vec<usize> = parts.iter().flat_map(|part| part.lists.clone()).collect();
            assert_eq!(all, (0..lists).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_new_article_leaves_full_sitemaps_alone() {
        for articles in 10..40 {
            let (before, after) = (parts_of(articles, 4, 10), parts_of(articles + 1, 4, 10));
            let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
            assert!(same + 1 >= before.len(), "{before:?} {after:?}");
        }
    }
}
