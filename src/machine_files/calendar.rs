//! `events.ics`: all events for calendars (iCalendar, RFC 5545, with the names of RFC 7986).
//!
//! Times are given in UTC, so no time zone has to be described; days are days. Nothing depends on
//! when the file is written: an event's `DTSTAMP` is its own start.

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::danish::Moment;
use crate::diagnostics::Diagnostics;
use crate::feeds;
use crate::fingerprint::Fingerprint;
use crate::index::EventEntry;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;

/// The longest line in octets, without its end (RFC 5545, 3.1).
const MAX_LINE: usize = 75;

#[derive(Debug)]
struct EventCalendar;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    if planner.site.index.has_events() {
        planner.generated(EventCalendar, UrlPath::file("events.ics"));
    }
}

impl FileOutput for EventCalendar {
    fn name(&self) -> &'static str {
        "calendar"
    }

    fn view<'a>(&self, site: &'a Site, url: &UrlPath) -> View<'a> {
        View::new().input("calendar", Fingerprint::of(text(site, url).as_bytes()))
    }

    fn bytes(&self, site: &Site, url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(text(site, url).into_bytes())
    }
}

/// Writes the calendar.
fn text(site: &Site, url: &UrlPath) -> String {
    let base = &site.config.base_url;
    let name = escaped(&format!("{}: arrangementer", site.config.title));
    let mut calendar = Calendar(String::new());
    calendar.line("BEGIN", "VCALENDAR");
    calendar.line("VERSION", "2.0");
    calendar
        .line("PRODID", &format!("-//{}//digest//DA", escaped(site.config.own_base_url.host())));
    calendar.line("CALSCALE", "GREGORIAN");
    calendar.line("METHOD", "PUBLISH");
    calendar.line("NAME", &name);
    calendar.line("X-WR-CALNAME", &name);
    calendar.line("SOURCE;VALUE=URI", &base.absolute(url));
    calendar.line("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
    calendar.line("X-PUBLISHED-TTL", "PT12H");
    for entry in site.index.listed_events() {
        calendar.event(site, entry);
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

struct Calendar(String);

impl Calendar {
    fn event(&mut self, site: &Site, entry: &EventEntry) {
        let event = &entry.content;
        let url = site.config.base_url.absolute(&entry.url);
        self.line("BEGIN", "VEVENT");
        self.line("UID", &escaped(&feeds::id(site, &entry.id)));
        self.line("DTSTAMP", &utc(&event.start));
        if event.start.has_time {
            self.line("DTSTART", &utc(&event.start));
            // An end that is the start may not be given (RFC 5545, 3.8.2.2).
            if let Some(end) = event.end.as_ref().filter(|end| **end != event.start) {
                self.line("DTEND", &utc(end));
            }
        } else {
            let last = event.end.as_ref().unwrap_or(&event.start);
            // The end of a whole day is the day after, which no longer belongs to it.
            let end = last.date().saturating_add(1.day());
            self.line("DTSTART;VALUE=DATE", &event.start.date().strftime("%Y%m%d").to_string());
            self.line("DTEND;VALUE=DATE", &end.strftime("%Y%m%d").to_string());
        }
        self.line("SUMMARY", &escaped(&event.meta.title));
        let price = event.price.as_ref().map(|price| format!("Pris: {price}"));
        let organizer = event.organizer.as_ref().map(|name| format!("Arrangør: {name}"));
        let about: Vec<&str> =
            [event.description.as_deref(), organizer.as_deref(), price.as_deref(), Some(&url)]
                .into_iter()
                .flatten()
                .collect();
        self.line("DESCRIPTION", &escaped(&about.join("\n")));
        if let Some(place) = location(entry) {
            self.line("LOCATION", &escaped(&place));
        }
        if let Some(category) = &event.category {
            self.line("CATEGORIES", &escaped(category));
        }
        self.line("URL", &url);
        self.line("END", "VEVENT");
    }

    /// Writes a content line, folded by octets but never within a character.
    fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut rest = line.as_str();
        // A line that goes on begins with a space, which counts.
        let mut room = MAX_LINE;
        while rest.len() > room {
            let (first, after) = rest.split_at(boundary(rest, room));
            self.0.push_str(first);
            self.0.push_str("\r\n ");
            rest = after;
            room = MAX_LINE - 1;
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }
}

/// The last place at or before a number of octets at which no character is cut.
fn boundary(text: &str, octets: usize) -> usize {
    (0..=octets).rev().find(|place| text.is_char_boundary(*place)).unwrap_or_default()
}

fn location(entry: &EventEntry) -> Option<String> {
    let event = &entry.content;
    let place = event.place.as_ref().map(|place| place.parts().collect::<Vec<_>>().join(", "));
    place.or_else(|| event.online.then(|| "Online".into()))
}

fn utc(moment: &Moment) -> String {
    moment.zoned.with_time_zone(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value (RFC 5545, 3.3.11), in which lines end alike and a tab is a space. Other control
/// characters cannot be written at all.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            '\u{ad}' => {}
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(name: &str, value: &str) -> String {
        let mut calendar = Calendar(String::new());
        calendar.line(name, value);
        calendar.0
    }

    #[test]
    fn lines_are_folded_by_octets_and_never_within_a_character() {
        assert_eq!(folded("SUMMARY", "kort"), "SUMMARY:kort\r\n");
        let exactly = "x".repeat(MAX_LINE - "SUMMARY:".len());
        assert_eq!(folded("SUMMARY", &exactly), format!("SUMMARY:{exactly}\r\n"));
        for text in ["æøå".repeat(80), "x".repeat(200), format!("x{}", "🎉å".repeat(60))] {
            let folded = folded("SUMMARY", &text);
            for line in folded.split_terminator("\r\n") {
                assert!(line.len() <= MAX_LINE, "{} octets: {line}", line.len());
            }
            let unfolded = folded.replace("\r\n ", "");
            assert_eq!(unfolded, format!("SUMMARY:{text}\r\n"));
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne\u{7}g\u{ad}h"), "a\\;b\\,c\\\\d\\negh");
        assert_eq!(escaped("a\r\nb\rc\td"), "a\\nb\\nc d");
        assert_eq!(escaped("BEGIN:VEVENT"), "BEGIN:VEVENT");
        assert_eq!(escaped("»Øl: 5G« 🎉"), "»Øl: 5G« 🎉");
    }
}
