//! The feed of editions: one entry for each week.

use std::fmt::Write;

use jiff::Zoned;

use super::articles::{id, marked_title};
use super::content;
use super::feed::{Feed, FeedEntry};
use crate::body;
use crate::danish::rfc3339;
use crate::diagnostics::Diagnostics;
use crate::fingerprint::FingerprintBuilder;
use crate::html::escape;
use crate::index::{ArticleEntry, ArticleId, EditionEntry};
use crate::output::{FileOutput, Planner};
use crate::pages::{edition, edition_card};
use crate::paths::UrlPath;
use crate::site::{FeedFormat, Site, edition_feed_title, edition_feed_url, has_edition_feed};
use crate::view::View;

/// What the feed is about.
pub(crate) const ABOUT: &str = "Ugens artikler samlet, uge for uge.";

#[derive(Debug)]
struct EditionFeed;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    if has_edition_feed(planner.site) {
        planner.generated(EditionFeed, edition_feed_url());
    }
}

impl FileOutput for EditionFeed {
    fn name(&self) -> &'static str {
        "feed of editions"
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        let feed = FingerprintBuilder::new("feed of editions")
            .text(&id(site, edition_feed_url().as_str()))
            .optional(site.config.feeds.hub.as_deref())
            .finish();
        let mut entries = FingerprintBuilder::new("editions");
        entries.number(u64::from(site.config.feeds.full_text));
        for entry in editions(site) {
            let (published, updated) = dates(site, entry);
            entries
                .text(&entry.id)
                .fingerprint(edition_card::fingerprint(entry))
                .optional(published.map(rfc3339).as_deref())
                .optional(updated.map(rfc3339).as_deref());
            for article in articles(site, entry) {
                entries.fingerprint(site.card_fingerprint(article));
            }
            if let Some(file) = entry.shown_file() {
                entries.fingerprint(body::own_fingerprint(site, &file.meta, &file.body));
            }
        }
        View::new()
            .input("site", site.config.site_fingerprint())
            .input("feed", feed)
            .input("entries", entries.finish())
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        let config = &site.config;
        let base = &config.base_url;
        let mut entries = Vec::new();
        for entry in editions(site) {
            entries.extend(described(site, entry)?);
        }
        let feed = Feed {
            id: id(site, edition_feed_url().as_str()),
            title: edition_feed_title(site).into(),
            description: Some(ABOUT),
            language: &config.language,
            url: base.absolute(&edition_feed_url()),
            home: base.absolute(&UrlPath::directory(["udgaver"])),
            publisher: config.publisher.name.as_ref().unwrap_or(&config.title),
            hub: config.feeds.hub.as_deref(),
            entries,
        };
        super::write(&feed, FeedFormat::Atom)
    }
}

fn editions(site: &Site) -> impl Iterator<Item = &EditionEntry> {
    site.index.listed_editions().take(site.config.feeds.limit)
}

/// The articles in the order of the edition's page.
fn articles(site: &Site, entry: &EditionEntry) -> Vec<ArticleId> {
    let contents = edition::contents(site, entry);
    let by_day = contents.days.into_iter().flat_map(|(_, articles)| articles);
    contents.picks.into_iter().chain(by_day).collect()
}

/// When the edition began, with its first article, and when anything in it was last changed.
fn dates<'a>(site: &'a Site, entry: &'a EditionEntry) -> (Option<&'a Zoned>, Option<&'a Zoned>) {
    let articles = entry.articles.iter().map(|id| &*site.index.articles[*id]);
    let first = articles.clone().next_back().map(|article| &article.content.date.zoned);
    let written = entry.shown_file().and_then(|file| file.date.as_ref()).map(|date| &date.zoned);
    (first, articles.map(ArticleEntry::last_change).chain(written).max())
}

/// An edition as an entry; none for one without articles.
fn described<'a>(
    site: &'a Site,
    entry: &'a EditionEntry,
) -> Result<Option<FeedEntry<'a>>, Diagnostics> {
    let (Some(published), Some(updated)) = dates(site, entry) else { return Ok(None) };
    let title = match entry.shown_file() {
        Some(file) => format!("{}: {}", entry.name, file.meta.title),
        None => entry.week.label(),
    };
    Ok(Some(FeedEntry {
        id: id(site, &entry.id),
        title: title.into(),
        url: site.config.base_url.absolute(&entry.url),
        published,
        updated,
        authors: Vec::new(),
        tags: Vec::new(),
        summary: entry.shown_file().and_then(|file| file.description.as_deref()),
        content: Some(html(site, entry)?.into()),
        image: None,
    }))
}

/// The intro, if full texts are wanted, and the week's articles with their descriptions.
fn html(site: &Site, entry: &EditionEntry) -> Result<String, Diagnostics> {
    let label = format!("the feed's entry {}", entry.url);
    let intro = entry.shown_file().filter(|_| site.config.feeds.full_text);
    let mut html = match intro {
        Some(file) => body::render(site, &file.meta, &file.body, &label)?,
        None => String::new(),
    };
    html.push_str("<ul>\n");
    for article in articles(site, entry) {
        let article = &site.index.articles[article];
        let url = article.url.under(site.config.base_url.sub_path());
        let title = marked_title(article);
        let about = article.content.description.as_deref().map(escape);
        let about = about.map_or_else(String::new, |about| format!("<br>{about}"));
        // A text in memory takes whatever it is given.
        let _ =
            writeln!(html, "<li><a href=\"{}\">{}</a>{about}</li>", escape(&url), escape(&title));
    }
    html.push_str("</ul>\n");
    Ok(content::finished(site, &entry.url, &html))
}
