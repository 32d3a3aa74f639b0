//! The site-wide values: made once, and in the view of every page whose templates name them.

use std::sync::{Arc, OnceLock};

use super::{edition_card, event_card, people_card};
use crate::assets::ThemeFile;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ArticleId, TagEntry};
use crate::links::{menu, most_read};
use crate::paths::UrlPath;
use crate::site::{self, FeedFormat, Memo, Site, fingerprint_of_cards};
use crate::template::Closure;
use crate::view::{Record, Value, View};

/// The number of cards in `recent_articles`.
const RECENT: usize = 10;

/// A site-wide value. Besides them there is `data`, file by file.
#[derive(Clone, Copy, Debug)]
enum SiteWide {
    Site,
    Theme,
    Menu,
    AllTags,
    AllEvents,
    AllPeople,
    AllEditions,
    RecentArticles,
    MostRead,
}

impl SiteWide {
    /// Every value, in the order of views.
    const ALL: [Self; 9] = [
        Self::Site,
        Self::Theme,
        Self::Menu,
        Self::AllTags,
        Self::AllEvents,
        Self::AllPeople,
        Self::AllEditions,
        Self::RecentArticles,
        Self::MostRead,
    ];

    /// The name in templates. None may be that of a front matter key or of a field of another
    /// value.
    fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Theme => "theme",
            Self::Menu => "menu",
            Self::AllTags => "all_tags",
            Self::AllEvents => "all_events",
            Self::AllPeople => "all_people",
            Self::AllEditions => "all_editions",
            Self::RecentArticles => "recent_articles",
            Self::MostRead => "most_read",
        }
    }

    /// The fingerprint of everything that [`Self::value`] reads.
    fn fingerprint(self, site: &Site) -> Fingerprint {
        match self {
            Self::Site => site.config.site_fingerprint(),
            Self::Theme => FingerprintBuilder::new("theme")
                .text(site.theme.style_sheet.url.as_str())
                .text(site.theme.script.url.as_str())
                .text(site.config.base_url.sub_path())
                .finish(),
            Self::Menu => menu_fingerprint(site),
            Self::AllTags => {
                let mut all = FingerprintBuilder::new("all tags");
                for tag in site.index.used_tags() {
                    all.text(&tag.name).text(&tag.slug).number(tag.articles.len() as u64);
                }
                all.finish()
            }
            Self::AllEvents => event_card::all_fingerprint(site),
            Self::AllPeople => people_card::all_fingerprint(site),
            Self::AllEditions => edition_card::all_fingerprint(site),
            Self::RecentArticles => fingerprint_of_cards(site, "recent articles", recent(site)),
            Self::MostRead => fingerprint_of_cards(site, "most read", &most_read(site)),
        }
    }

    fn value(self, site: &Site) -> Value {
        match self {
            Self::Site => site_value(site),
            Self::Theme => theme_value(site),
            Self::Menu => menu_value(site),
            Self::AllTags => Value::list(site.index.used_tags().map(|tag| tag_value(site, tag))),
            Self::AllEvents => event_card::value(site),
            Self::AllPeople => people_card::value(site),
            Self::AllEditions => edition_card::value(site),
            Self::RecentArticles => site.cards(recent(site)),
            Self::MostRead => site.cards(&most_read(site)),
        }
    }
}

/// The site-wide values with their fingerprints, each made once for all pages.
#[derive(Default)]
struct SiteWideValues([Cell; SiteWide::ALL.len()]);

impl Memo for SiteWideValues {}

#[derive(Default)]
struct Cell {
    fingerprint: OnceLock<Fingerprint>,
    value: OnceLock<Value>,
}

/// Adds the values that a page's templates name.
pub(crate) fn add_to<'a>(mut view: View<'a>, site: &'a Site, closure: &Closure) -> View<'a> {
    let values = site.memo(|_| SiteWideValues::default());
    for (number, wide) in SiteWide::ALL.into_iter().enumerate() {
        if closure.mentions(wide.name()) {
            let cell = &values.0[number];
            let fingerprint = *cell.fingerprint.get_or_init(|| wide.fingerprint(site));
            let values = Arc::clone(&values);
            let value = move || values.0[number].value.get_or_init(|| wide.value(site)).clone();
            view = view.part(wide.name(), fingerprint, value);
        }
    }
    view
}

/// The newest articles.
fn recent(site: &Site) -> &[ArticleId] {
    &site.index.listed[..site.index.listed.len().min(RECENT)]
}

fn site_value(site: &Site) -> Value {
    let config = &site.config;
    let base = &config.base_url;
    let publisher = Record::new()
        .set("name", config.publisher.name.as_ref())
        .set("url", config.publisher.url.as_ref())
        .set("email", config.publisher.email.as_ref())
        .set("logo", config.publisher.logo.as_ref().map(|logo| logo.link.href(base)));
    let description = Some(&config.description).filter(|text| !text.is_empty());
    Record::new()
        .set("title", &config.title)
        .set("description", description)
        .set("language", &config.language)
        .set("base_url", base.as_text())
        .set("home", UrlPath::directory([]).under(base.sub_path()))
        .set("feed", site::feed_url(None, FeedFormat::Atom).under(base.sub_path()))
        .set("feed_forms", site::feed_links(base.sub_path(), None))
        .set("feed_list", UrlPath::file("feeds.opml").under(base.sub_path()))
        .set("publisher", publisher)
        .set("extra", Value::data(&config.extra))
        .into()
}

fn theme_value(site: &Site) -> Value {
    let url = |file: &ThemeFile| file.url.under(site.config.base_url.sub_path()).into();
    Record::new()
        .set("stylesheets", Value::list([url(&site.theme.style_sheet)]))
        .set("scripts", Value::list([url(&site.theme.script)]))
        .into()
}

fn menu_fingerprint(site: &Site) -> Fingerprint {
    let mut all = FingerprintBuilder::new("menu");
    for (title, url) in menu(site) {
        all.text(title).text(&url);
    }
    all.finish()
}

fn menu_value(site: &Site) -> Value {
    let items = menu(site);
    Value::list(items.map(|(title, url)| Record::new().set("title", title).set("url", url).into()))
}

/// A tag with its number of articles.
pub(crate) fn tag_value(site: &Site, tag: &TagEntry) -> Value {
    Record::new()
        .set("name", &tag.name)
        .set("slug", &tag.slug)
        .set("url", tag.url.under(site.config.base_url.sub_path()))
        .set("count", tag.articles.len())
        .into()
}

#[cfg(test)]
mod tests {
    use super::SiteWide;
    use crate::template::SITE_WIDE;

    #[test]
    fn the_engine_suggests_every_value() {
        let mut names: Vec<_> = SiteWide::ALL.map(SiteWide::name).to_vec();
        names.extend(["data", "json_ld"]);
        names.sort_unstable();
        assert_eq!(names, SITE_WIDE);
    }
}
