//! The parts that every page has: `page`, and the site-wide values that its templates name.

use std::sync::OnceLock;

use super::feed::{self, Format};
use super::json_ld::{self, About};
use super::site::Site;
use super::{data, edition, event, most_read, person, pictures};
use crate::assets::ThemeFile;
use crate::danish;
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{ArticleId, TagEntry};
use crate::model::{Meta, PictureRef};
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

/// How many cards `recent_articles` has.
const RECENT: usize = 10;

/// The values that are site-wide. A view holds those that its templates name; none may be named
/// like a front matter key or a field of another value. Besides them there is `data`, file by file.
pub(super) const SITE_WIDE: &[&str] = &[
    "site",
    "theme",
    "menu",
    "all_tags",
    "all_events",
    "all_people",
    "all_editions",
    "recent_articles",
    "most_read",
];

/// What a page says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct PageFacts<'a> {
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) description: Option<&'a str>,
    pub(super) url: Option<&'a UrlPath>,
    pub(super) noindex: bool,
    /// The content file, and its picture for previews.
    pub(super) picture: Option<(&'a Meta, &'a PictureRef)>,
    /// The tag whose feeds have what the page shows.
    pub(super) feed: Option<&'a TagEntry>,
    /// What search engines are told.
    pub(super) about: About<'a>,
}

/// Starts the view of a page that `template` renders; `components` are those that its Markdown
/// calls.
pub(super) fn view<'a>(
    site: &'a Site,
    template: &str,
    components: impl IntoIterator<Item = &'a str>,
    facts: PageFacts<'a>,
) -> View<'a> {
    let closure = site.engine.closures().of(template, components);
    let page = page_fingerprint(site, &facts);
    let about = facts.about;
    let view = View::new().part("page", page, move || page_value(site, &facts));
    let view = SITE_WIDE
        .iter()
        .filter(|name| closure.mentions(name))
        .fold(view, |view, name| site_wide(site, view, name));
    json_ld::add_to(data::add_to(view, site, &closure), site, &closure, about)
}

fn page_fingerprint(site: &Site, facts: &PageFacts<'_>) -> Fingerprint {
    let mut all = Combiner::new("page");
    all.text(facts.kind)
        .text(&facts.title)
        .optional(facts.description)
        .optional(facts.url.map(UrlPath::as_str))
        .number(u64::from(facts.noindex))
        .text(&site.config.base_url.as_text());
    if let Some((meta, picture)) = facts.picture {
        all.fingerprint(pictures::fingerprint(site, &meta.source, Some(picture)));
    }
    if let Some(tag) = facts.feed {
        all.text(&feed::title(site, Some(tag))).text(tag.url.as_str());
    }
    all.finish()
}

fn page_value(site: &Site, facts: &PageFacts<'_>) -> Value {
    let base = &site.config.base_url;
    let image = facts.picture.map(|(meta, p)| pictures::value(site, &meta.source, Some(p)));
    Record::new()
        .set("kind", facts.kind)
        .set("title", without_soft_hyphens(&facts.title))
        .set("description", facts.description.map(without_soft_hyphens))
        .set("url", facts.url.map(|url| url.under(base.sub_path())))
        .set("canonical", facts.url.map(|url| base.absolute(url)))
        .set("noindex", facts.noindex)
        .set("image", image)
        .set("feed", facts.feed.map(|tag| feed_value(site, tag)))
        .into()
}

/// The feeds of a tag.
fn feed_value(site: &Site, tag: &TagEntry) -> Record {
    let sub_path = site.config.base_url.sub_path();
    Record::new()
        .set("title", &*feed::title(site, Some(tag)))
        .set("url", feed::url(Some(tag), Format::Atom).under(sub_path))
        .set("forms", feed::urls(sub_path, Some(tag)))
}

/// Soft hyphens help where lines break; search engines take them for letters.
fn without_soft_hyphens(text: &str) -> String {
    text.replace('\u{ad}', "")
}

/// The site-wide values with their fingerprints, each made once for all pages.
#[derive(Debug, Default)]
pub(super) struct SiteWide {
    fingerprints: [OnceLock<Fingerprint>; SITE_WIDE.len()],
    values: [OnceLock<Value>; SITE_WIDE.len()],
}

impl SiteWide {
    fn fingerprint(&self, site: &Site, name: &str) -> Fingerprint {
        *self.fingerprints[place(name)].get_or_init(|| site_wide_fingerprint(site, name))
    }

    fn value(&self, site: &Site, name: &str) -> Value {
        self.values[place(name)].get_or_init(|| site_wide_value(site, name)).clone()
    }
}

fn place(name: &str) -> usize {
    SITE_WIDE.iter().position(|known| *known == name).unwrap_or_default()
}

fn site_wide_fingerprint(site: &Site, name: &str) -> Fingerprint {
    match name {
        "site" => site.config.site_fingerprint(),
        "theme" => Combiner::new("theme")
            .text(site.theme.style_sheet.url.as_str())
            .text(site.theme.script.url.as_str())
            .text(site.config.base_url.sub_path())
            .finish(),
        "menu" => menu_fingerprint(site),
        "all_tags" => {
            let mut all = Combiner::new("all tags");
            for tag in used_tags(site) {
                all.text(&tag.name).text(&tag.slug).number(tag.articles.len() as u64);
            }
            all.finish()
        }
        "all_events" => event::all_fingerprint(site),
        "all_people" => person::all_fingerprint(site),
        "all_editions" => edition::all_fingerprint(site),
        "most_read" => cards_fingerprint(site, "most read", &most_read::articles(site)),
        _ => cards_fingerprint(site, "recent articles", recent(site)),
    }
}

fn cards_fingerprint(site: &Site, what: &str, articles: &[ArticleId]) -> Fingerprint {
    let mut all = Combiner::new(what);
    for id in articles {
        all.fingerprint(site.card_fingerprint(*id));
    }
    all.finish()
}

fn site_wide<'a>(site: &'a Site, view: View<'a>, name: &'static str) -> View<'a> {
    view.part(name, site.wide.fingerprint(site, name), move || site.wide.value(site, name))
}

fn site_wide_value(site: &Site, name: &str) -> Value {
    match name {
        "site" => site_value(site),
        "theme" => {
            let url = |file: &ThemeFile| file.url.under(site.config.base_url.sub_path()).into();
            Record::new()
                .set("stylesheets", Value::list([url(&site.theme.style_sheet)]))
                .set("scripts", Value::list([url(&site.theme.script)]))
                .into()
        }
        "menu" => menu_value(site),
        "all_events" => event::value(site),
        "all_people" => person::value(site),
        "all_editions" => edition::value(site),
        "all_tags" => Value::list(used_tags(site).map(|tag| tag_value(site, tag))),
        "most_read" => Value::list(most_read::articles(site).into_iter().map(|id| site.card(id))),
        _ => Value::list(recent(site).iter().map(|id| site.card(*id))),
    }
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
        .set("logo", config.publisher.logo.as_ref().map(|logo| logo.href(base)));
    let description = Some(&config.description).filter(|text| !text.is_empty());
    Record::new()
        .set("title", &config.title)
        .set("description", description)
        .set("language", &config.language)
        .set("base_url", base.as_text())
        .set("home", UrlPath::folder([]).under(base.sub_path()))
        .set("feed", feed::url(None, Format::Atom).under(base.sub_path()))
        .set("feed_forms", feed::urls(base.sub_path(), None))
        .set("feed_list", UrlPath::file("feeds.opml").under(base.sub_path()))
        .set("publisher", publisher)
        .set("extra", Value::data(&config.extra))
        .into()
}

fn menu_fingerprint(site: &Site) -> Fingerprint {
    let mut all = Combiner::new("menu");
    for item in &site.config.menu {
        all.text(&item.title).text(&item.url.href(&site.config.base_url));
    }
    all.finish()
}

fn menu_value(site: &Site) -> Value {
    Value::list(site.config.menu.iter().map(|item| {
        let url = item.url.href(&site.config.base_url);
        Record::new().set("title", &item.title).set("url", url).into()
    }))
}

/// The tags with a listed article, A–Å.
pub(super) fn used_tags(site: &Site) -> impl Iterator<Item = &TagEntry> {
    site.index.tags.iter().filter(|tag| !tag.articles.is_empty())
}

/// A tag with its number of articles.
pub(super) fn tag_value(site: &Site, tag: &TagEntry) -> Value {
    Record::new()
        .set("name", &tag.name)
        .set("slug", &tag.slug)
        .set("url", tag.url.under(site.config.base_url.sub_path()))
        .set("count", tag.articles.len())
        .into()
}

/// The title of a month: »November 2026«.
pub(super) fn month_title(year: i16, month: i8) -> String {
    let date = jiff::civil::Date::new(year, month, 1);
    let title = date.map(|date| {
        let style = danish::DateStyle::MonthYear;
        danish::format_date(date.into(), false, style)
    });
    title.map_or_else(|_| String::new(), |title| danish::capitalize_first(&title).into_owned())
}
