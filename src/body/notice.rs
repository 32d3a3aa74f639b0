//! Notices of the front matter: what was corrected in a text, and why it was taken back. Each is a
//! paragraph of Markdown, whose links lead where those of the body do.

use crate::danish::Moment;
use crate::fingerprint::Fingerprint;
use crate::links::{self, From, Gathered, Mode};
use crate::markdown;
use crate::model::{Body, Correction, Meta};
use crate::site::Site;
use crate::view::{Record, Value};

/// The fingerprint of where the links of all notices lead.
pub(crate) fn fingerprint(
    site: &Site,
    meta: &Meta,
    body: &Body,
    corrections: &[Correction],
) -> Fingerprint {
    let from = From { source: &meta.source, body };
    let mut all = Gathered::default();
    for (_, text) in links::notices(meta, corrections) {
        for link in markdown::inline(text, &site.markdown).links {
            all.add(&links::resolve(site, from, &link.target, Mode::Trusting));
        }
    }
    all.finish()
}

/// `corrections`, as `docs/templates.md` lists them.
pub(crate) fn corrections(
    site: &Site,
    meta: &Meta,
    body: &Body,
    corrections: &[Correction],
) -> Value {
    let notices = corrections.iter();
    let notices = notices.map(|notice| record(site, meta, body, &notice.date, &notice.text));
    Value::list(notices.map(Value::from))
}

/// The notice of a text that was taken back, or none.
pub(crate) fn withdrawn(site: &Site, meta: &Meta, body: &Body) -> Value {
    let notice = meta.withdrawn.as_ref();
    notice.map(|notice| record(site, meta, body, &notice.date, &notice.text)).into()
}

fn record(site: &Site, meta: &Meta, body: &Body, date: &Moment, text: &str) -> Record {
    let html = super::inline(site, meta, body, text);
    Record::new().set("date", date.machine()).set("text", Value::html(&html))
}
