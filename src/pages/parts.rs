//! The parts that every page has: `page`, and the site-wide values that its templates name.

use super::json_ld::{self, Described};
use super::{data, site_wide};
use crate::danish;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::TagEntry;
use crate::model::{Body, ImageRef, Meta};
use crate::paths::UrlPath;
use crate::site::{self, FeedFormat, Site};
use crate::view::{Record, Value, View};

/// What a page says of itself.
#[derive(Default)]
pub(crate) struct PageFacts<'a> {
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) description: Option<&'a str>,
    pub(crate) url: Option<&'a UrlPath>,
    pub(crate) noindex: bool,
    /// The content file, and its image for previews.
    pub(crate) image: Option<(&'a Meta, &'a ImageRef)>,
    /// The tag whose feeds have what the page shows.
    pub(crate) feed: Option<&'a TagEntry>,
    /// The body that it shows, whose videos its policy allows.
    pub(crate) body: Option<&'a Body>,
    /// The JSON-LD of the page.
    pub(crate) about: Option<&'a dyn Described>,
}

/// Starts the view of a page that `template` renders; `components` are those that its Markdown
/// calls.
pub(crate) fn view<'a>(
    site: &'a Site,
    template: &str,
    components: impl IntoIterator<Item = &'a str>,
    facts: PageFacts<'a>,
) -> View<'a> {
    let closure = site.engine.closures().of(template, components);
    let page = page_fingerprint(site, &facts);
    let about = facts.about;
    let view = View::new().part("page", page, move || page_value(site, &facts));
    let view = site_wide::add_to(view, site, &closure);
    json_ld::add_to(data::add_to(view, site, &closure), site, &closure, about)
}

fn page_fingerprint(site: &Site, facts: &PageFacts<'_>) -> Fingerprint {
    let mut all = FingerprintBuilder::new("page");
    all.text(facts.kind)
        .text(&facts.title)
        .optional(facts.description)
        .optional(facts.url.map(UrlPath::as_str))
        .number(u64::from(facts.noindex))
        .text(&site.config.base_url.as_text())
        .optional(site::page_policy(&site.config, facts.body).as_deref());
    if let Some((meta, image)) = facts.image {
        all.fingerprint(site::image_fingerprint(site, &meta.source, Some(image)));
    }
    if let Some(tag) = facts.feed {
        all.text(&site::feed_title(site, Some(tag))).text(tag.url.as_str());
    }
    all.finish()
}

fn page_value(site: &Site, facts: &PageFacts<'_>) -> Value {
    let base = &site.config.base_url;
    let policy = site::page_policy(&site.config, facts.body);
    let image = facts.image.map(|(meta, p)| site::image_value(site, &meta.source, Some(p)));
    Record::new()
        .set("kind", facts.kind)
        .set("title", without_soft_hyphens(&facts.title))
        .set("description", facts.description.map(without_soft_hyphens))
        .set("url", facts.url.map(|url| url.under(base.sub_path())))
        .set("canonical", facts.url.map(|url| base.absolute(url)))
        .set("noindex", facts.noindex)
        .set("csp", policy.map(|policy| Value::html(&policy)))
        .set("image", image)
        .set("feed", facts.feed.map(|tag| feed_value(site, tag)))
        .into()
}

fn feed_value(site: &Site, tag: &TagEntry) -> Record {
    let sub_path = site.config.base_url.sub_path();
    Record::new()
        .set("title", &*site::feed_title(site, Some(tag)))
        .set("url", site::feed_url(Some(tag), FeedFormat::Atom).under(sub_path))
        .set("forms", site::feed_links(sub_path, Some(tag)))
}

/// Soft hyphens help where lines break; search engines take them for letters.
fn without_soft_hyphens(text: &str) -> String {
    text.replace('\u{ad}', "")
}

/// The title of a month: »November 2026«.
pub(crate) fn month_title(year: i16, month: i8) -> String {
    let date = jiff::civil::Date::new(year, month, 1);
    let title = date.map(|date| {
        let style = danish::DateStyle::MonthYear;
        danish::format_date(date.into(), false, style)
    });
    title.map_or_else(|_| String::new(), |title| danish::capitalize_first(&title).into_owned())
}
