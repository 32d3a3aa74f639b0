//! Events.

use crate::danish::Moment;
use crate::diagnostics::{Code, Diagnostic};
use crate::model::{Event, Meta, Venue};
use crate::parse::fields::Fields;
use crate::parse::model::{FrontMatter, Text};
use crate::parse::raw::Raw;

impl FrontMatter for Event {
    const KEYS: &'static [&'static str] = &[
        "start",
        "end",
        "place",
        "online",
        "price",
        "organizer",
        "url",
        "category",
        "description",
        "image",
    ];

    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self> {
        let start = fields.required_date("start", raw.start);
        let end = raw.end.and_then(|end| fields.moment(&["end".into()], &end));
        let end = end.filter(|end| start.as_ref().is_none_or(|start| is_end(fields, start, end)));
        if raw.place.is_none() && raw.online != Some(true) && meta.withdrawn.is_none() {
            let help =
                "add a line such as `place: {name: Musikhuset, city: Aarhus C}` or `online: true`";
            let problem = Diagnostic::new(Code::NoPlace, "the event does not say where it is");
            let problem = problem.in_file(fields.source).at_key(["title".into()]);
            fields.problems.push(problem.help(help));
        }
        Some(Self {
            description: fields.line(raw.description),
            end,
            place: raw.place.and_then(|raw| {
                let place = Venue {
                    name: fields.line(raw.name),
                    address: fields.line(raw.address),
                    city: fields.line(raw.city),
                };
                if place.parts().next().is_none() {
                    let message = "`place` is empty".into();
                    let help = Some(
                        "write, for example, `place: {name: Musikhuset, city: Aarhus C}`".into(),
                    );
                    fields.bad(Code::BadValue, &["place".into()], message, help);
                }
                Some(place).filter(|place| place.parts().next().is_some())
            }),
            online: raw.online.unwrap_or_default(),
            price: fields.line(raw.price),
            organizer: fields.line(raw.organizer),
            url: raw.url.and_then(|url| fields.web_address(&["url".into()], &url)),
            category: fields.line(raw.category),
            image: raw.image.and_then(|image| fields.image(image)),
            start: start?,
            meta,
            body: text.body,
        })
    }
}

/// Whether an event can end so: not before it begins, and as a day or a time like its start.
fn is_end(fields: &mut Fields<'_>, start: &Moment, end: &Moment) -> bool {
    let key_path = ["end".into()];
    if start.has_time != end.has_time {
        let message = "only one of `start` and `end` has a time of day".into();
        let help = Some("give both a time, or neither".into());
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
