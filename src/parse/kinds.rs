//! The kinds of content: what each makes of its front matter.

use std::sync::Arc;

use super::fields::Fields;
use super::raw::Raw;
use super::{Content, Kind};
use crate::danish::{Moment, Week};
use crate::diagnostics::{Code, Diagnostic, Key};
use crate::model::{Article, Author, Body, Edition, Event, Meta, Page, Person, Place};
use crate::related::TermCounter;

/// Makes the model of a kind. None if a required key is missing or wrong, which has been told.
pub(super) fn content(
    kind: Kind,
    fields: &mut Fields<'_>,
    raw: Raw,
    meta: Meta,
    (body, terms): (Body, TermCounter),
    max_tags: usize,
) -> Option<Content> {
    match kind {
        Kind::Article => article(fields, raw, meta, (body, terms), max_tags),
        Kind::Event => event(fields, raw, meta, body),
        Kind::Person => person(fields, raw, meta, body),
        Kind::Edition => edition(fields, raw, meta, body),
        Kind::Page => {
            let description = fields.line(raw.description);
            Some(Content::Page(Arc::new(Page { meta, description, body })))
        }
        Kind::Author => Some(Content::Author(Arc::new(Author {
            meta,
            role: raw.role,
            description: fields.line(raw.description),
            image: raw.image.and_then(|image| fields.picture(image)),
            url: raw.url.and_then(|url| fields.web_address(&["url".into()], url)),
            email: raw.email.and_then(|email| fields.email(email)),
            body,
        }))),
    }
}

fn article(
    fields: &mut Fields<'_>,
    raw: Raw,
    meta: Meta,
    (body, terms): (Body, TermCounter),
    max_tags: usize,
) -> Option<Content> {
    let date = required_date(fields, "date", raw.date);
    let tags = raw.tags.unwrap_or_default();
    if tags.len() > max_tags {
        let message = format!("{} tags; the limit is {max_tags}", tags.len());
        fields.bad(Code::BadValue, &["tags".into()], message, None);
    }
    let mut texts = |key: &str, texts: Vec<String>| -> Vec<String> {
        let key_path = |item| [Key::from(key), Key::Item(item)];
        let checked = texts.into_iter().enumerate();
        checked.filter_map(|(item, text)| fields.not_empty(&key_path(item), text)).collect()
    };
    let tags = texts("tags", tags);
    let authors = texts("authors", raw.authors.unwrap_or_default());
    // As a profile's name is, so that the two are one author.
    let authors = authors.iter().map(|name| fields.display(name.trim())).collect();
    let description = fields.line(raw.description);
    let article = Article {
        terms: terms.finish(&meta.title, description.as_deref().unwrap_or_default()),
        description,
        tags,
        authors,
        image: raw.image.and_then(|image| fields.picture(image)),
        sources: fields.sources(raw.sources.unwrap_or_default()),
        read_also: fields.read_also(raw.read_also.unwrap_or_default()),
        story: raw.story.and_then(|story| fields.not_empty(&["story".into()], story)),
        featured: raw.featured.unwrap_or_default(),
        sponsored: raw.sponsored.and_then(|name| fields.not_empty(&["sponsored".into()], name)),
        feeds: raw.feeds.unwrap_or(true),
        updated: raw.updated.and_then(|date| fields.moment(&["updated".into()], &date)),
        corrections: fields.corrections(raw.corrections.unwrap_or_default()),
        date: date?,
        meta,
        body,
    };
    Some(Content::Article(Arc::new(article)))
}

fn event(fields: &mut Fields<'_>, raw: Raw, meta: Meta, body: Body) -> Option<Content> {
    let start = required_date(fields, "start", raw.start);
    let end = raw.end.and_then(|end| fields.moment(&["end".into()], &end));
    let end = end.filter(|end| start.as_ref().is_none_or(|start| is_end(fields, start, end)));
    if raw.place.is_none() && raw.online != Some(true) && meta.withdrawn.is_none() {
        let help =
            "add a line such as `place: {name: Musikhuset, city: Aarhus C}` or `online: true`";
        let problem = Diagnostic::new(Code::NoPlace, "the event does not say where it is");
        let problem = problem.in_file(fields.source).at_key(["title".into()]);
        fields.problems.push(problem.help(help));
    }
    let event = Event {
        description: fields.line(raw.description),
        end,
        place: raw.place.and_then(|raw| {
            let place = Place {
                name: fields.line(raw.name),
                address: fields.line(raw.address),
                city: fields.line(raw.city),
            };
            if place.parts().next().is_none() {
                let message = "`place` is empty".into();
                let help =
                    Some("write, for example, `place: {name: Musikhuset, city: Aarhus C}`".into());
                fields.bad(Code::BadValue, &["place".into()], message, help);
            }
            Some(place).filter(|place| place.parts().next().is_some())
        }),
        online: raw.online.unwrap_or_default(),
        price: fields.line(raw.price),
        organizer: fields.line(raw.organizer),
        url: raw.url.and_then(|url| fields.web_address(&["url".into()], url)),
        category: fields.line(raw.category),
        image: raw.image.and_then(|image| fields.picture(image)),
        start: start?,
        meta,
        body,
    };
    Some(Content::Event(Arc::new(event)))
}

/// Whether an event can end so: not before it begins, and as a day or a time like its start.
fn is_end(fields: &mut Fields<'_>, start: &Moment, end: &Moment) -> bool {
    let key_path = ["end".into()];
    if start.has_time != end.has_time {
        let message = "only one of `start` and `end` has a time of day".into();
        let help = Some("use a time in both or in neither".into());
        fields.bad(Code::BadDate, &key_path, message, help);
        return false;
    }
    if end < start {
        let help = Some("write the later time in `end`".into());
        fields.bad(Code::BadDate, &key_path, "the event ends before it begins".into(), help);
        return false;
    }
    true
}

fn person(fields: &mut Fields<'_>, raw: Raw, meta: Meta, body: Body) -> Option<Content> {
    let date = required_date(fields, "date", raw.date);
    if meta.expires.is_none() && meta.withdrawn.is_none() {
        let message = "people news without a last day stays on the site forever";
        let help = "add a line such as `expires: 2027-11-22`: people news is personal data";
        let problem = Diagnostic::new(Code::NoExpiry, message).in_file(fields.source);
        fields.problems.push(problem.at_key(["title".into()]).help(help));
    }
    let person = Person {
        description: fields.line(raw.description),
        person: fields.line(raw.person),
        position: fields.line(raw.position),
        company: fields.line(raw.company),
        started: raw.started.and_then(|date| fields.moment(&["started".into()], &date)),
        previous: fields.line(raw.previous),
        education: fields.line(raw.education),
        image: raw.image.and_then(|image| fields.picture(image)),
        sources: fields.sources(raw.sources.unwrap_or_default()),
        date: date?,
        meta,
        body,
    };
    Some(Content::Person(Arc::new(person)))
}

fn edition(fields: &mut Fields<'_>, raw: Raw, meta: Meta, body: Body) -> Option<Content> {
    let week = week(fields.source.stem());
    if week.is_none() {
        let message = format!("`{}` does not name a week", fields.source.name());
        let help = "name the file after a week such as `2026-uge-47.md`; weeks are numbered as in ISO 8601";
        let problem = Diagnostic::new(Code::BadWeek, message).in_file(fields.source).help(help);
        fields.problems.push(problem);
    }
    let key_path = |item: usize| [Key::from("picks"), Key::from(item)];
    let picks = raw.picks.unwrap_or_default().into_iter().enumerate();
    let edition = Edition {
        date: raw.date.and_then(|date| fields.moment(&["date".into()], &date)),
        description: fields.line(raw.description),
        picks: picks.filter_map(|(item, pick)| fields.not_empty(&key_path(item), pick)).collect(),
        week: week?,
        meta,
        body,
    };
    Some(Content::Edition(Arc::new(edition)))
}

/// The week that a file's name gives: `2026-uge-47`, as in the edition's URL.
fn week(name: &str) -> Option<Week> {
    let (year, number) = name.split_once("-uge-")?;
    let week = Week::new(year.parse().ok()?, number.parse().ok()?)?;
    // Nothing but the one way of writing it, lest two files have one week.
    (format!("{}-{}", week.year(), week.url_part()) == name).then_some(week)
}

fn required_date(fields: &mut Fields<'_>, key: &str, written: Option<String>) -> Option<Moment> {
    if written.is_none() {
        fields.missing(key, &format!("`{key}: 2026-11-22`"));
    }
    fields.moment(&[key.into()], &written?)
}
