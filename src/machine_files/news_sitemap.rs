//! `/news-sitemap.xml`: the articles of the last two days, for Google News
//! (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>).

use crate::danish::rfc3339;
use crate::diagnostics::Diagnostics;
use crate::fingerprint::FingerprintBuilder;
use crate::index::ArticleEntry;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::xml::{self, text};

/// How many articles a news sitemap may have.
const MOST: usize = 1_000;

#[derive(Debug)]
struct NewsSitemap;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    planner.generated(NewsSitemap, UrlPath::file("news-sitemap.xml"));
}

impl FileOutput for NewsSitemap {
    fn name(&self) -> &'static str {
        "news sitemap"
    }

    /// Which articles are new is decided in the index.
    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        let mut all = FingerprintBuilder::new("news");
        all.text(&site.config.title)
            .text(&site.config.language)
            .text(&site.config.base_url.as_text());
        for entry in entries(site) {
            let article = &entry.content;
            all.text(entry.url.as_str())
                .text(&rfc3339(&article.date.zoned))
                .text(&article.meta.title);
        }
        View::new().input("news", all.finish())
    }

    /// The newest article first. Without one it is empty, which is allowed.
    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        let config = &site.config;
        xml::document("the news sitemap", |writer| {
            let urls = writer
                .create_element("urlset")
                .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
                .with_attribute(("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9"));
            urls.write_inner_content(|writer| {
                for entry in entries(site) {
                    writer.create_element("url").write_inner_content(|writer| {
                        text(writer, "loc", &config.base_url.absolute(&entry.url))?;
                        writer.create_element("news:news").write_inner_content(|writer| {
                            let publication = writer.create_element("news:publication");
                            publication.write_inner_content(|writer| {
                                text(writer, "news:name", &config.title)?;
                                text(writer, "news:language", &config.language)
                            })?;
                            let date = rfc3339(&entry.content.date.zoned);
                            text(writer, "news:publication_date", &date)?;
                            text(writer, "news:title", &entry.content.meta.title)
                        })?;
                        Ok(())
                    })?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }
}

/// The new articles but advertisements, and those that search engines shall leave out.
fn entries(site: &Site) -> impl Iterator<Item = &ArticleEntry> {
    let new = site.index.new.iter().map(|id| &*site.index.articles[*id]);
    let open = new.filter(|entry| entry.content.sponsored.is_none() && !entry.content.meta.noindex);
    open.take(MOST)
}
