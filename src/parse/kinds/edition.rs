//! The files of editions.

use crate::danish::Week;
use crate::diagnostics::{Code, Diagnostic, KeySegment};
use crate::model::{Edition, Meta};
use crate::parse::fields::Fields;
use crate::parse::model::{FrontMatter, Text};
use crate::parse::raw::Raw;

impl FrontMatter for Edition {
    const KEYS: &'static [&'static str] = &["date", "description", "picks"];

    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self> {
        let week = week(fields.source.stem());
        if week.is_none() {
            let message = format!("`{}` does not name a week", fields.source.name());
            let help = "name the file after a week such as `2026-uge-47.md`; weeks are numbered as in ISO 8601";
            let problem = Diagnostic::new(Code::BadWeek, message).in_file(fields.source).help(help);
            fields.problems.push(problem);
        }
        let key_path = |item: usize| [KeySegment::from("picks"), KeySegment::from(item)];
        let date = raw.date.and_then(|date| fields.moment(&["date".into()], &date));
        fields.check_is_shown(&meta, date.as_ref());
        let picks = raw.picks.unwrap_or_default().into_iter().enumerate();
        Some(Self {
            date,
            description: fields.line(raw.description),
            picks: picks
                .filter_map(|(item, pick)| fields.not_empty(&key_path(item), pick))
                .collect(),
            week: week?,
            meta,
            body: text.body,
        })
    }
}

/// The week that a file's name gives: `2026-uge-47`, as in the edition's URL.
fn week(name: &str) -> Option<Week> {
    let (year, number) = name.split_once("-uge-")?;
    let week = Week::new(year.parse().ok()?, number.parse().ok()?)?;
    // Only one spelling is allowed, so that no week has two files.
    (format!("{}-{}", week.year(), week.url_part()) == name).then_some(week)
}
