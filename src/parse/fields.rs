//! From front matter as written to checked values, with every problem reported.

use std::collections::HashSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::raw::{Raw, RawCredit, RawImage, RawNote, RawReference};
use crate::danish::{self, ClockChange, Moment, Typography};
use crate::diagnostics::{Code, Diagnostic, KeySegment, Position};
use crate::fingerprint::Fingerprint;
use crate::model::{Alias, Correction, Credit, ImageRef, Meta, Reference, Withdrawn};
use crate::paths::{BadWebAddress, FULL_URL, SourcePath, UrlPath, web_address};

/// The file being read, and the problems found in it so far.
pub(super) struct Fields<'a> {
    pub(super) source: &'a SourcePath,
    pub(super) timezone: &'a TimeZone,
    pub(super) typography: Typography,
    pub(super) max_title: usize,
    pub(super) max_tags: usize,
    pub(super) problems: Vec<Diagnostic>,
}

impl Fields<'_> {
    /// Reads the keys that all kinds share. The title has the key `title_key`: an author's
    /// name is its title.
    pub(super) fn meta(
        &mut self,
        raw: &mut Raw,
        title_key: &str,
        default_slug: &str,
        fingerprint: Fingerprint,
    ) -> Meta {
        let title = raw.name.take().or(raw.title.take());
        Meta {
            source: self.source.clone(),
            fingerprint,
            title: self.title(title_key, title),
            id: raw.id.take().and_then(|id| self.id(id)),
            slug: self.slug(raw.slug.take(), default_slug),
            draft: raw.draft.unwrap_or_default(),
            expires: raw.expires.take().and_then(|text| self.last_day("expires", &text)),
            aliases: self.aliases(raw.aliases.take().unwrap_or_default()),
            sort_key: raw.sort_key.take(),
            noindex: raw.noindex.unwrap_or_default(),
            template: raw.template.take(),
            withdrawn: raw.withdrawn.take().and_then(|note| {
                let (date, text) = self.note(&["withdrawn".into()], note)?;
                Some(Withdrawn { date, text })
            }),
            extra: raw.extra.take().unwrap_or_default(),
        }
    }

    /// An id becomes part of an IRI (RFC 3987), the id of a feed's entry.
    fn id(&mut self, id: String) -> Option<String> {
        let id = self.not_empty(&["id".into()], id)?;
        let is_bad = |c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c);
        match id.chars().find(|c| is_bad(*c)) {
            None => Some(id),
            Some(bad) => {
                let message = format!("an id cannot contain {bad:?}");
                let help = Some(format!("write `id: {}`", danish::slug(&id)));
                self.bad(Code::BadValue, &["id".into()], message, help);
                None
            }
        }
    }

    fn title(&mut self, key: &str, title: Option<String>) -> String {
        let Some(title) = title else {
            self.missing(key, &format!("`{key}: …`"));
            return String::new();
        };
        let title = self.display(title.trim());
        let characters = title.chars().count();
        if title.is_empty() {
            self.bad(Code::BadValue, &[key.into()], format!("`{key}` is empty"), None);
        } else if characters > self.max_title {
            let limit = self.max_title;
            let message = format!("`{key}` has {characters} characters; the limit is {limit}");
            self.bad(Code::BadValue, &[key.into()], message, None);
        }
        title
    }

    /// The form in which readers see a text: Danish typography, no soft hyphens.
    pub(super) fn display(&self, text: &str) -> String {
        let text = text.replace('\u{ad}', "");
        self.typography.text(&text).into_owned()
    }

    /// A text of a line or two, or none if nothing is written.
    pub(super) fn line(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.display(text.trim())).filter(|text| !text.is_empty())
    }

    fn slug(&mut self, written: Option<String>, default: &str) -> String {
        let (slug, key) = match written {
            Some(slug) => (slug, Some("slug")),
            None => (danish::slug(default), None),
        };
        let clean = danish::slug(&slug);
        if !slug.is_empty() && clean == slug {
            return slug;
        }
        let help = match clean.as_str() {
            "" => String::from("write a `slug` with the letters a-z, digits and hyphens"),
            clean => format!("write `slug: {clean}`"),
        };
        let is_too_long = slug.len() > danish::MAX_SLUG;
        let message = match key {
            Some(_) if is_too_long => {
                let (length, limit) = (slug.chars().count(), danish::MAX_SLUG);
                format!("the slug has {length} characters; the limit is {limit}")
            }
            Some(_) => {
                format!("`{slug}` is not a slug: a slug contains only a-z, 0-9 and single hyphens")
            }
            None => String::from("no slug can be made from the file name"),
        };
        let key_path: Vec<KeySegment> = key.into_iter().map(KeySegment::from).collect();
        self.bad(Code::BadUrl, &key_path, message, Some(help));
        slug
    }

    fn aliases(&mut self, aliases: Vec<String>) -> Vec<Alias> {
        let mut checked = Vec::new();
        for (item, written) in aliases.into_iter().enumerate() {
            let key_path = ["aliases".into(), item.into()];
            let help = Some("write a former URL on this site, such as `/gammel/adresse/`".into());
            if !written.starts_with('/') {
                let message = format!("the alias `{written}` does not begin with `/`");
                self.bad(Code::BadUrl, &key_path, message, help);
                continue;
            }
            match UrlPath::parse(&written) {
                Ok(url) if is_no_page(&url) => {
                    let message = format!(
                        "the alias `{written}` cannot redirect: hosts do not serve it as a page"
                    );
                    let help = "set up the redirect at your host (the site's feeds are \
                                `/atom.xml`, `/rss.xml` and `/feed.json`), or put a file at this \
                                path into `static/`";
                    self.bad(Code::BadUrl, &key_path, message, Some(help.into()));
                }
                Ok(url) => checked.push(Alias { url, written }),
                Err(error) => {
                    let message = format!("the alias `{written}` is not a URL: {error}");
                    self.bad(Code::BadUrl, &key_path, message, help);
                }
            }
        }
        checked
    }

    pub(super) fn required_date(&mut self, key: &str, written: Option<String>) -> Option<Moment> {
        if written.is_none() {
            self.missing(key, &format!("`{key}: 2026-11-22`"));
        }
        self.moment(&[key.into()], &written?)
    }

    /// Reads a moment, warning where the clocks change.
    pub(super) fn moment(&mut self, key_path: &[KeySegment], text: &str) -> Option<Moment> {
        match Moment::parse(text, self.timezone) {
            Ok((moment, change)) => {
                if let Some(change) = change {
                    self.warn_of_clock_change(key_path, text, change, &moment);
                }
                Some(moment)
            }
            Err(error) => {
                let help = "write a date such as `2026-11-22` or `2026-11-22 14:05`".into();
                self.bad(Code::BadDate, key_path, error.to_string(), Some(help));
                None
            }
        }
    }

    fn warn_of_clock_change(
        &mut self,
        key_path: &[KeySegment],
        text: &str,
        change: ClockChange,
        moment: &Moment,
    ) {
        let what = match change {
            ClockChange::Gap => "does not exist, because the clocks go forward",
            ClockChange::Fold => "occurs twice, because the clocks go back",
        };
        let message = format!("{text} {what}; read as {}", danish::rfc3339(&moment.zoned));
        let help = Some("add the offset, such as `+02:00`".into());
        self.bad(Code::ClockChange, key_path, message, help);
    }

    fn last_day(&mut self, key: &str, text: &str) -> Option<Date> {
        let moment = self.moment(&[key.into()], text)?;
        if moment.has_time {
            let message = format!("`{key}` is the last day shown; it cannot have a time of day");
            let help = Some(format!("write `{key}: {}`", moment.zoned.date()));
            self.bad(Code::BadDate, &[key.into()], message, help);
            return None;
        }
        Some(moment.zoned.date())
    }

    /// Warns of what no day shows: its last day is over before its first begins.
    pub(super) fn check_is_shown(&mut self, meta: &Meta, date: Option<&Moment>) {
        let first = date.map(|date| date.zoned.with_time_zone(self.timezone.clone()).date());
        if meta.expires.zip(first).is_some_and(|(last, first)| last < first) {
            let message = "`expires` is before `date`, so this is never shown".into();
            let help = Some("write a later day in `expires`, or correct `date`".into());
            self.bad(Code::NeverShown, &["expires".into()], message, help);
        }
    }

    fn note(&mut self, key_path: &[KeySegment], note: RawNote) -> Option<(Moment, String)> {
        let date = self.moment(&join(key_path, "date"), &note.date);
        let text = self.not_empty(&join(key_path, "text"), note.text);
        date.zip(text)
    }

    pub(super) fn corrections(&mut self, notes: Vec<RawNote>) -> Vec<Correction> {
        let mut corrections = Vec::new();
        for (item, note) in notes.into_iter().enumerate() {
            let key_path = ["corrections".into(), item.into()];
            if let Some((date, text)) = self.note(&key_path, note) {
                corrections.push(Correction { date, text });
            }
        }
        corrections
    }

    pub(super) fn image(&mut self, raw: RawImage) -> Option<ImageRef> {
        let key_path = ["image".into(), "src".into()];
        let src = self.not_empty(&key_path, raw.src)?;
        if src.contains("://") || src.starts_with("//") {
            let help = Some("put the image next to the file, and write its name here".into());
            let message = format!("`{src}` is an image on another site");
            self.bad(Code::BadValue, &key_path, message, help);
            return None;
        }
        let alt = raw.alt.unwrap_or_default().trim().to_owned();
        if alt.is_empty() {
            let help = Some("describe the image in `alt`".into());
            let message = "the image has no alternative text".into();
            self.bad(Code::MissingAlt, &["image".into()], message, help);
        }
        let caption = raw.caption.map(|caption| self.display(&caption));
        Some(ImageRef { src, alt: self.display(&alt), caption, credit: raw.credit })
    }

    pub(super) fn sources(&mut self, sources: Vec<RawCredit>) -> Vec<Credit> {
        let mut checked = Vec::new();
        for (item, raw) in sources.into_iter().enumerate() {
            let key_path = ["sources".into(), item.into()];
            let name = self.not_empty(&join(&key_path, "name"), raw.name);
            let url = raw.url.and_then(|url| self.web_address(&join(&key_path, "url"), &url));
            let date = raw.date.and_then(|date| self.moment(&join(&key_path, "date"), &date));
            let language =
                raw.language.and_then(|l| self.language(&join(&key_path, "language"), l));
            let paywall = raw.paywall.unwrap_or_default();
            checked.extend(name.map(|name| Credit { name, url, date, language, paywall }));
        }
        self.unique("sources", checked, |credit| credit.url.clone().unwrap_or(credit.name.clone()))
    }

    /// Leaves out what a list names twice, with a warning. Entries are the same if `of` gives the
    /// same for them.
    pub(super) fn unique<T>(
        &mut self,
        key: &str,
        entries: Vec<T>,
        of: impl Fn(&T) -> String,
    ) -> Vec<T> {
        let mut seen = HashSet::with_capacity(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        for (item, entry) in entries.into_iter().enumerate() {
            let name = of(&entry);
            if seen.contains(&name) {
                let message = format!("`{name}` is in the list already");
                let help = Some("delete one of the two".into());
                self.bad(Code::DuplicateEntry, &[key.into(), item.into()], message, help);
            } else {
                seen.insert(name);
                kept.push(entry);
            }
        }
        kept
    }

    pub(super) fn read_also(&mut self, references: Vec<RawReference>) -> Vec<Reference> {
        let mut checked = Vec::new();
        for (item, raw) in references.into_iter().enumerate() {
            let key_path = ["read_also".into(), item.into()];
            checked.extend(match raw {
                RawReference::Article(name) => {
                    self.not_empty(&key_path, name).map(Reference::Article)
                }
                RawReference::Elsewhere(link) => {
                    let title = self.not_empty(&join(&key_path, "title"), link.title);
                    let url = self.web_address(&join(&key_path, "url"), &link.url);
                    title.zip(url).map(|(title, url)| {
                        let title = self.display(&title);
                        Reference::Elsewhere { title, url }
                    })
                }
            });
        }
        checked
    }

    fn language(&mut self, key_path: &[KeySegment], tag: String) -> Option<String> {
        let is_tag = tag.split('-').all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if is_tag {
            return Some(tag);
        }
        let help = Some("write a language tag such as `en` or `de`".into());
        self.bad(Code::BadValue, key_path, format!("`{tag}` is not a language tag"), help);
        None
    }

    /// Checks an address elsewhere: `http` or `https`, with a host.
    pub(super) fn web_address(&mut self, key_path: &[KeySegment], address: &str) -> Option<String> {
        match web_address(address) {
            Ok(address) => Some(address.into_owned()),
            Err(error) => {
                let help = Some(FULL_URL.into());
                let message = match error {
                    BadWebAddress::Scheme => format!("`{address}` is not a web URL"),
                    error => format!("`{address}` {error}"),
                };
                self.bad(Code::BadValue, key_path, message, help);
                None
            }
        }
    }

    pub(super) fn email(&mut self, address: String) -> Option<String> {
        let parts = address.split_once('@');
        let is_plain = !address.contains(|c: char| c.is_whitespace() || "<>\"".contains(c));
        if is_plain && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
            return Some(address);
        }
        let help = Some("write, for example, `redaktion@example.dk`".into());
        self.bad(
            Code::BadValue,
            &["email".into()],
            format!("`{address}` is not an email address"),
            help,
        );
        None
    }

    pub(super) fn not_empty(&mut self, key_path: &[KeySegment], text: String) -> Option<String> {
        if !text.trim().is_empty() {
            return Some(text);
        }
        let name = key_path.iter().rev().find_map(|key| match key {
            KeySegment::Name(name) => Some(name.as_str()),
            KeySegment::Item(_) => None,
        });
        let message = format!("`{}` is empty", name.unwrap_or_default());
        self.bad(Code::BadValue, key_path, message, None);
        None
    }

    /// Reports that a required key is missing, at the line on which front matter begins.
    pub(super) fn missing(&mut self, key: &str, example: &str) {
        let problem = Diagnostic::new(Code::MissingKey, format!("`{key}` is missing"))
            .in_file(self.source)
            .at(Position::new(1, 1))
            .help(format!("add a line such as {example}"));
        self.problems.push(problem);
    }

    /// Reports a bad value. Its position is found later: one search finds those of all.
    pub(super) fn bad(
        &mut self,
        code: Code,
        key_path: &[KeySegment],
        message: String,
        help: Option<String>,
    ) {
        let problem = Diagnostic::new(code, message)
            .in_file(self.source)
            .at(Position::new(1, 1))
            .at_key(key_path.iter().cloned());
        self.problems.push(problem.help_maybe(help));
    }
}

fn join(key_path: &[KeySegment], name: &str) -> Vec<KeySegment> {
    key_path.iter().cloned().chain([name.into()]).collect()
}
/// Whether a host serves what is at a URL as something else than a page, so that a page there would
/// redirect nobody: feeds, data, scripts, documents, images.
fn is_no_page(url: &UrlPath) -> bool {
    const EXTENSIONS: [&str; 21] = [
        "atom", "avif", "css", "csv", "gif", "ico", "ics", "jpeg", "jpg", "js", "json", "mp3",
        "mp4", "opml", "pdf", "png", "rdf", "rss", "svg", "webp", "xml",
    ];
    let name = url.as_str().rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|found| EXTENSIONS.iter().any(|no| found.eq_ignore_ascii_case(no)))
}
