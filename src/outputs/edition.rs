//! Editions: the week's articles, the editor's picks first, and the list of all editions.

use jiff::civil::Date;

use super::json_ld::About;
use super::parts::{self, PageFacts};
use super::site::Site;
use super::{body, links, notice};
use crate::fingerprint::{Combiner, Fingerprint};
use crate::index::{ArticleId, EditionEntry, State, Target};
use crate::paths::UrlPath;
use crate::view::{Record, Value, View};

pub(super) const TEMPLATE: &str = "edition.html";
pub(super) const ALL_TEMPLATE: &str = "editions.html";

/// The template of an edition: the one that its file names, or the usual one.
pub(super) fn template(entry: &EditionEntry) -> &str {
    let file = entry.file.as_ref().filter(|(_, state)| state.has_page());
    file.and_then(|(file, _)| file.meta.template.as_deref()).unwrap_or(TEMPLATE)
}

/// What an edition shows: the picks, and the other articles day by day.
pub(super) struct Contents {
    /// As the editor ordered them.
    pub(super) picks: Vec<ArticleId>,
    /// The days from Monday on, each with its articles in order of time.
    pub(super) days: Vec<(Date, Vec<ArticleId>)>,
}

/// Puts an edition's articles in order. Picks may come from other weeks.
pub(super) fn contents(site: &Site, entry: &EditionEntry) -> Contents {
    let mut picks: Vec<ArticleId> = Vec::new();
    if let Some(file) = entry.shown_file() {
        for name in &file.picks {
            let target = links::reference(site, &file.meta.source, name, false);
            if let Ok(Target::Article(id)) = target
                && site.index.articles[id].state == State::Listed
                && !picks.contains(&id)
            {
                picks.push(id);
            }
        }
    }
    let mut days: Vec<(Date, Vec<ArticleId>)> = Vec::new();
    for id in entry.articles.iter().rev().filter(|id| !picks.contains(id)) {
        let zoned = &site.index.articles[*id].article.date.zoned;
        let day = zoned.with_time_zone(site.config.timezone.clone()).date();
        match days.last_mut() {
            Some((last, articles)) if *last == day => articles.push(*id),
            _ => days.push((day, vec![*id])),
        }
    }
    Contents { picks, days }
}

/// The page of the edition with this number in the index's list.
pub(super) fn view<'a>(site: &'a Site, number: usize, label: &'a str) -> View<'a> {
    let entry = &site.index.editions[number];
    let is_withdrawn = entry.is_withdrawn();
    let file = entry.file.as_ref().filter(|(_, state)| state.has_page()).map(|(file, _)| &**file);
    let facts = PageFacts {
        kind: "edition",
        title: entry.title().to_owned(),
        description: entry.shown_file().and_then(|file| file.description.as_deref()),
        url: Some(&entry.url),
        noindex: is_withdrawn || file.is_some_and(|file| file.meta.noindex),
        about: if is_withdrawn { About::Nothing } else { About::Edition(entry) },
        ..PageFacts::default()
    };
    let components = file.into_iter().flat_map(|file| &file.body.components);
    let components = components.map(|component| component.name.as_str());
    let view = parts::view(site, template(entry), components, facts);
    let mut own = Combiner::new("edition");
    own.fingerprint(fingerprint(entry));
    if let Some(file) = file {
        own.fingerprint(file.meta.fingerprint).fingerprint(notice::fingerprint(
            site,
            &file.meta,
            &file.body,
            &[],
        ));
    }
    let view = view.part("edition", own.finish(), move || {
        let withdrawn = file.map(|file| notice::withdrawn(site, &file.meta, &file.body));
        record(site, entry)
            .set("from", entry.week.monday().to_string())
            .set("to", entry.week.sunday().to_string())
            .set("withdrawn", withdrawn)
            .set("extra", file.map(|file| Value::map(&file.meta.extra)))
            .into()
    });
    let view = match file {
        Some(file) => {
            let text = body::own_fingerprint(site, &file.meta, &file.body);
            body::add_to(view, site, (&file.meta, &file.body), text, label)
        }
        None => view.part("body", Combiner::new("no intro").finish(), || Value::html("")),
    };
    let contents = contents(site, entry);
    let mut picks = Combiner::new("picks");
    let mut days = Combiner::new("days");
    if !is_withdrawn {
        for id in &contents.picks {
            picks.fingerprint(site.card_fingerprint(*id));
        }
        for (day, articles) in &contents.days {
            days.text(&day.to_string()).number(articles.len() as u64);
            for id in articles {
                days.fingerprint(site.card_fingerprint(*id));
            }
        }
    }
    let Contents { picks: picked, days: by_day } = contents;
    let cards = move |articles: &[ArticleId]| Value::list(articles.iter().map(|id| site.card(*id)));
    let view =
        view.part("picks", picks.finish(), move || {
            if is_withdrawn { Value::list([]) } else { cards(&picked) }
        })
        .part("days", days.finish(), move || {
            let days = by_day.iter().filter(|_| !is_withdrawn).map(|(day, articles)| {
                Record::new().set("date", day.to_string()).set("cards", cards(articles)).into()
            });
            Value::list(days)
        });
    let listed = |range: &'a [EditionEntry]| range.iter().filter(|edition| edition.is_listed());
    let newer = listed(&site.index.editions[..number]).next_back();
    let older = listed(&site.index.editions[number + 1..]).next();
    neighbour(neighbour(view, site, "newer", newer), site, "older", older)
}

fn neighbour<'a>(
    view: View<'a>,
    site: &'a Site,
    name: &'static str,
    entry: Option<&'a EditionEntry>,
) -> View<'a> {
    let mut all = Combiner::new("neighbour");
    all.optional(entry.map(|entry| entry.url.as_str()));
    view.part(name, all.finish(), move || entry.map(|entry| link(site, entry)).into())
}

/// A link to an edition by its week: `{title, url}`.
pub(super) fn link(site: &Site, entry: &EditionEntry) -> Record {
    Record::new()
        .set("title", &entry.name)
        .set("url", entry.url.under(site.config.base_url.sub_path()))
}

/// The list of all editions.
pub(super) fn all<'a>(site: &'a Site, url: &'a UrlPath) -> View<'a> {
    let facts = PageFacts {
        kind: "editions",
        title: "Udgaver".into(),
        url: Some(url),
        about: About::Editions,
        ..PageFacts::default()
    };
    parts::view(site, ALL_TEMPLATE, [], facts)
}

/// The fingerprint of everything that [`value`] reads.
pub(super) fn all_fingerprint(site: &Site) -> Fingerprint {
    let mut all = Combiner::new("all editions");
    for entry in site.index.listed_editions() {
        all.fingerprint(fingerprint(entry));
    }
    all.finish()
}

/// `all_editions`, the newest first.
pub(super) fn value(site: &Site) -> Value {
    Value::list(site.index.listed_editions().map(|entry| record(site, entry).into()))
}

/// The fingerprint of everything that [`record`] reads.
pub(super) fn fingerprint(entry: &EditionEntry) -> Fingerprint {
    let mut all = Combiner::new("edition card");
    all.text(entry.url.as_str()).number(entry.articles.len() as u64);
    if let Some(file) = entry.shown_file() {
        all.text(&file.meta.title)
            .optional(file.description.as_deref())
            .number(u64::from(file.meta.draft));
    }
    all.finish()
}

/// The fields of an edition, as `docs/templates.md` lists them.
pub(super) fn record(site: &Site, entry: &EditionEntry) -> Record {
    let file = entry.shown_file();
    Record::new()
        .set("title", entry.title())
        .set("headline", file.map(|file| &file.meta.title))
        .set("description", file.and_then(|file| file.description.as_ref()))
        .set("url", entry.url.under(site.config.base_url.sub_path()))
        .set("week", &entry.name)
        .set("number", u32::from(entry.week.number().unsigned_abs()))
        .set("year", entry.week.year().to_string())
        .set("span", entry.week.span())
        .set("count", entry.articles.len())
        .set("draft", file.is_some_and(|file| file.meta.draft))
}
