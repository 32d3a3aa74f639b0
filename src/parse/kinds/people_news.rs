//! People news.

use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Meta, PeopleNews};
use crate::parse::fields::Fields;
use crate::parse::model::{FrontMatter, Text};
use crate::parse::raw::Raw;

impl FrontMatter for PeopleNews {
    const KEYS: &'static [&'static str] = &[
        "date",
        "person",
        "position",
        "company",
        "started",
        "previous",
        "education",
        "description",
        "image",
        "sources",
    ];

    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self> {
        let date = fields.required_date("date", raw.date);
        fields.check_is_shown(&meta, date.as_ref());
        if meta.expires.is_none() && meta.withdrawn.is_none() {
            let message = "people news without `expires` stays on the site forever";
            let help =
                "add a line such as `expires: 2027-11-22`: people news contains personal data";
            let problem = Diagnostic::new(Code::NoExpiry, message).in_file(fields.source);
            fields.problems.push(problem.at_key(["title".into()]).help(help));
        }
        Some(Self {
            description: fields.line(raw.description),
            person: fields.line(raw.person),
            position: fields.line(raw.position),
            company: fields.line(raw.company),
            started: raw.started.and_then(|date| fields.moment(&["started".into()], &date)),
            previous: fields.line(raw.previous),
            education: fields.line(raw.education),
            image: raw.image.and_then(|image| fields.image(image)),
            sources: fields.sources(raw.sources.unwrap_or_default()),
            date: date?,
            meta,
            body: text.body,
        })
    }
}
