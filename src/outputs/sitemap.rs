//! `sitemap.xml` (sitemaps.org, protocol 0.9).

use std::io;

use jiff::Zoned;
use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::parts;
use super::site::Site;
use crate::danish::rfc3339;
use crate::index::{ArticleEntry, ArticleId, State};
use crate::paths::UrlPath;

/// Lists every page that search engines may show, with the time of its last change in substance.
/// Numbered pages, redirects and pages marked `noindex` stay out.
pub(super) fn xml(site: &Site, home: &UrlPath, lists: &[UrlPath]) -> io::Result<Vec<u8>> {
    let index = &site.index;
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(super::feed::declaration())?;
    writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|writer| {
            let mut url = |path: &UrlPath, changed: Option<&Zoned>| -> io::Result<()> {
                let location = site.config.base_url.absolute(path);
                writer.create_element("url").write_inner_content(|writer| {
                    writer.create_element("loc").write_text_content(BytesText::new(&location))?;
                    if let Some(changed) = changed {
                        let changed = rfc3339(changed);
                        writer
                            .create_element("lastmod")
                            .write_text_content(BytesText::new(&changed))?;
                    }
                    Ok(())
                })?;
                Ok(())
            };
            let latest = |articles: &[ArticleId]| {
                articles.iter().map(|id| last_change(&index.articles[*id])).max()
            };
            url(home, latest(&index.listed))?;
            for entry in index.listed_entries().filter(|entry| !entry.article.meta.noindex) {
                url(&entry.url, Some(last_change(entry)))?;
            }
            for tag in parts::used_tags(site) {
                url(&tag.url, latest(&tag.articles))?;
            }
            for author in index.authors.iter().filter(|author| author.has_page()) {
                if !author.profile.as_ref().is_some_and(|profile| profile.meta.noindex) {
                    url(&author.url, latest(&author.articles))?;
                }
            }
            for year in &index.years {
                let newest = year.months.first().and_then(|month| latest(&month.articles));
                url(&year.url, newest)?;
                for month in &year.months {
                    url(&month.url, latest(&month.articles))?;
                }
            }
            for entry in &index.pages {
                if entry.state == State::Listed && !entry.page.meta.noindex {
                    url(&entry.url, None)?;
                }
            }
            lists.iter().try_for_each(|list| url(list, None))
        })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// When an article was last changed in substance: its date, its update, or a correction.
pub(super) fn last_change(entry: &ArticleEntry) -> &Zoned {
    let article = &entry.article;
    let corrections = article.corrections.iter().map(|correction| &correction.date);
    let moments = corrections.chain(article.updated.as_ref()).map(|moment| &moment.zoned);
    moments.fold(&article.date.zoned, |latest, moment| latest.max(moment))
}
