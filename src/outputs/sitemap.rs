//! `sitemap.xml` (sitemaps.org, protocol 0.9).

use std::io;

use super::feed::last_change;
use super::parts;
use super::site::Site;
use super::xml::{self, Writer, text};
use crate::danish::rfc3339;
use crate::diagnostics::Diagnostics;
use crate::fingerprint::Combiner;
use crate::index::{ArticleId, State, Target};
use crate::paths::UrlPath;
use crate::view::View;
use jiff::Zoned;

/// A page of the sitemap, and when it was last changed.
type Location<'a> = (&'a UrlPath, Option<&'a Zoned>);

/// Lists every page that search engines may show, with the time of its last change in substance.
/// Numbered pages, redirects and pages marked `noindex` stay out.
pub(super) fn xml(site: &Site, home: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
    let lists = lists();
    xml::document("the sitemap", |writer| {
        writer
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
            .write_inner_content(|writer| {
                for location in locations(site, home, &lists) {
                    write(writer, site, location)?;
                }
                Ok(())
            })?;
        Ok(())
    })
}

/// What the sitemap is written from.
pub(super) fn view<'a>(site: &'a Site, home: &UrlPath) -> View<'a> {
    let mut all = Combiner::new("locations");
    for (url, changed) in locations(site, home, &lists()) {
        all.text(url.as_str());
        if let Some(changed) = changed {
            let offset = i64::from(changed.offset().seconds());
            all.number(changed.timestamp().as_second().cast_unsigned());
            all.number(offset.cast_unsigned());
        }
    }
    View::new().input("locations", all.finish())
}

fn lists() -> [UrlPath; 5] {
    ["emner", "forfattere", "udgaver", "events", "navnenyt"].map(|name| UrlPath::folder([name]))
}

fn write(writer: &mut Writer, site: &Site, (path, changed): Location<'_>) -> io::Result<()> {
    let location = site.config.base_url.absolute(path);
    writer.create_element("url").write_inner_content(|writer| {
        text(writer, "loc", &location)?;
        changed.map_or(Ok(()), |changed| text(writer, "lastmod", &rfc3339(changed)))
    })?;
    Ok(())
}

fn locations<'a>(site: &'a Site, home: &'a UrlPath, lists: &'a [UrlPath]) -> Vec<Location<'a>> {
    let index = &site.index;
    let latest =
        |articles: &[ArticleId]| articles.iter().map(|id| last_change(&index.articles[*id])).max();
    let mut all = vec![(home, latest(&index.listed))];
    let articles = index.listed_entries().filter(|entry| !entry.article.meta.noindex);
    all.extend(articles.map(|entry| (&entry.url, Some(last_change(entry)))));
    all.extend(parts::used_tags(site).map(|tag| (&tag.url, latest(&tag.articles))));
    for author in index.authors.iter().filter(|author| author.has_page()) {
        if !author.profile.as_ref().is_some_and(|profile| profile.meta.noindex) {
            all.push((&author.url, latest(&author.articles)));
        }
    }
    for year in &*index.years {
        all.push((&year.url, year.months.first().and_then(|month| latest(&month.articles))));
        all.extend(year.months.iter().map(|month| (&month.url, latest(&month.articles))));
    }
    for edition in index.listed_editions() {
        if !edition.shown_file().is_some_and(|file| file.meta.noindex) {
            all.push((&edition.url, latest(&edition.articles)));
        }
    }
    let others = index.other_contents().filter(|content| {
        let is_page =
            matches!(content.target, Target::Event(_) | Target::Person(_) | Target::Page(_));
        is_page && content.state == State::Listed && !content.meta.noindex
    });
    all.extend(others.map(|content| (content.url, None)));
    let is_there = |list: &&UrlPath| match list.as_str() {
        "/events/" => !index.events.is_empty(),
        "/navnenyt/" => !index.people.is_empty(),
        _ => true,
    };
    all.extend(lists.iter().filter(is_there).map(|list| (list, None)));
    all
}
