//! Editions: the week's articles, the editor's picks first, and the list of all editions.

use std::sync::Arc;

use jiff::civil::Date;

use super::edition_card::{fingerprint, link, record};
use super::json_ld::{Described, Trail};
use super::parts::{self, PageFacts};
use crate::body;
use crate::body::notice;
use crate::fingerprint::FingerprintBuilder;
use crate::index::{ArticleId, EditionEntry, LinkTarget, PublicationState};
use crate::links;
use crate::model::{Body, Edition, Meta};
use crate::output::{PageAddress, PageOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::{Record, Value, View};
use crate::write::Phase;

/// The title of the list, and the name of its directory.
const LIST: (&str, &str) = ("Udgaver", "udgaver");

/// An edition, by its number in the index.
#[derive(Debug)]
struct EditionPage(usize);

#[derive(Debug)]
struct EditionList;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (id, entry) in planner.site.index.editions.iter().enumerate() {
        let page = EditionPage(id);
        match (entry.has_page(), file(entry)) {
            (true, Some(file)) => planner.introduced(page, &entry.url, &file.meta, "edition"),
            (has_page, _) => {
                // A file that waits must be right before its day.
                if let Some((file, _)) = entry.file.as_ref().filter(|_| entry.is_checked()) {
                    planner.check_template(&file.meta);
                }
                if has_page {
                    planner.page(page, &entry.url, "a week's edition");
                }
            }
        }
    }
}

pub(crate) fn plan_list(planner: &mut Planner<'_>) {
    planner.section(EditionList, UrlPath::directory([LIST.1]), "the list of all editions");
}

/// The editor's file, if the page shows it or its notice.
fn file(entry: &EditionEntry) -> Option<&Edition> {
    let file = entry.file.as_ref().filter(|(_, state)| state.has_page());
    file.map(|(file, _)| &**file)
}

/// What an edition shows: the picks, and the other articles day by day.
pub(crate) struct Contents {
    /// As the editor ordered them.
    pub(crate) picks: Vec<ArticleId>,
    /// The days from Monday on, each with its articles in order of time.
    pub(crate) days: Vec<(Date, Vec<ArticleId>)>,
}

/// Puts an edition's articles in order. Picks may come from other weeks.
pub(crate) fn contents(site: &Site, entry: &EditionEntry) -> Contents {
    let mut picks: Vec<ArticleId> = Vec::new();
    if let Some(file) = entry.shown_file() {
        for name in &file.picks {
            let target = links::reference(site, &file.meta.source, name, false);
            if let Some(id) = target.ok().and_then(LinkTarget::article)
                && site.index.articles[id].state == PublicationState::Listed
                && !picks.contains(&id)
            {
                picks.push(id);
            }
        }
    }
    let mut days: Vec<(Date, Vec<ArticleId>)> = Vec::new();
    for id in entry.articles.iter().rev().filter(|id| !picks.contains(id)) {
        let zoned = &site.index.articles[*id].content.date.zoned;
        let day = zoned.with_time_zone(site.config.timezone.clone()).date();
        match days.last_mut() {
            Some((last, articles)) if *last == day => articles.push(*id),
            _ => days.push((day, vec![*id])),
        }
    }
    Contents { picks, days }
}

impl PageOutput for EditionPage {
    fn name(&self) -> &'static str {
        "edition"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    /// The template that the file names, or the usual one.
    fn template<'a>(&self, site: &'a Site) -> &'a str {
        let file = file(&site.index.editions[self.0]);
        file.map_or("edition.html", |file| file.meta.template_or("edition.html"))
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        file(&site.index.editions[self.0]).map(|file| (&file.meta, &file.body))
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let number = self.0;
        let entry = &site.index.editions[number];
        let is_withdrawn = entry.is_withdrawn();
        let file = file(entry);
        let facts = PageFacts {
            kind: "edition",
            title: entry.title().to_owned(),
            description: entry.shown_file().and_then(|file| file.description.as_deref()),
            url: Some(&entry.url),
            noindex: is_withdrawn || file.is_some_and(|file| file.meta.noindex),
            body: entry.shown_file().map(|file| &file.body),
            about: if is_withdrawn { None } else { Some(self) },
            ..PageFacts::default()
        };
        let components = file.into_iter().flat_map(|file| &file.body.components);
        let components = components.map(|component| component.name.as_str());
        let view = parts::view(site, self.template(site), components, facts);
        let mut own = FingerprintBuilder::new("edition");
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
                body::add_to(view, site, (&file.meta, &file.body), text, at)
            }
            None => {
                view.part("body", FingerprintBuilder::new("no intro").finish(), || Value::html(""))
            }
        };
        let contents = contents(site, entry);
        let mut picks = FingerprintBuilder::new("picks");
        let mut days = FingerprintBuilder::new("days");
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
        let cards =
            move |articles: &[ArticleId]| Value::list(articles.iter().map(|id| site.card(*id)));
        let view = view
            .part("picks", picks.finish(), move || {
                if is_withdrawn { Value::list([]) } else { cards(&picked) }
            })
            .part("days", days.finish(), move || {
                let days = by_day.iter().filter(|_| !is_withdrawn).map(|(day, articles)| {
                    Record::new().set("date", day.to_string()).set("cards", cards(articles)).into()
                });
                Value::list(days)
            });
        let listed = |range: &'a [Arc<EditionEntry>]| {
            range.iter().map(|edition| &**edition).filter(|edition| edition.is_listed())
        };
        let newer = listed(&site.index.editions[..number]).next_back();
        let older = listed(&site.index.editions[number + 1..]).next();
        neighbour(neighbour(view, site, "newer", newer), site, "older", older)
    }
}

impl Described for EditionPage {
    fn trail(&self, site: &Site) -> Trail {
        let entry = &site.index.editions[self.0];
        Trail::new().section(LIST.0, LIST.1).step(entry.title(), &entry.url)
    }
}

impl PageOutput for EditionList {
    fn name(&self) -> &'static str {
        "list of editions"
    }

    fn phase(&self) -> Phase {
        Phase::List
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "editions.html"
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let facts = PageFacts {
            kind: "editions",
            title: LIST.0.into(),
            url: Some(at.url),
            about: Some(self),
            ..PageFacts::default()
        };
        parts::view(site, self.template(site), [], facts)
    }
}

impl Described for EditionList {
    fn trail(&self, _site: &Site) -> Trail {
        Trail::new().section(LIST.0, LIST.1)
    }
}

fn neighbour<'a>(
    view: View<'a>,
    site: &'a Site,
    name: &'static str,
    entry: Option<&'a EditionEntry>,
) -> View<'a> {
    let mut all = FingerprintBuilder::new("neighbour");
    all.optional(entry.map(|entry| entry.url.as_str()));
    view.part(name, all.finish(), move || entry.map(|entry| link(site, entry)).into())
}
