//! Moments: what a date in front matter means.
//!
//! A date without an offset is local time of the site's zone. What the clocks' change makes
//! doubtful is decided as RFC 5545 does: in a gap the later time, in a fold the earlier.

use std::fmt;

use jiff::civil::{self, Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::date::{DateStyle, day_range, format_date, rfc3339, time_range};

/// A point in time in the site's zone, and whether its author gave a time of day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The point in time, whole seconds; without a time of day, the start of the day.
    pub zoned: Zoned,
    /// Whether to print a time.
    pub has_time: bool,
}

/// How the clocks' change made a local time doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// The time does not exist, because the clocks go forward over it.
    Gap,
    /// The time exists twice, because the clocks go back over it.
    Fold,
}

impl fmt::Display for ClockChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gap => "this time does not exist: it is skipped when the clocks go forward",
            Self::Fold => "this time occurs twice: it is repeated when the clocks go back",
        })
    }
}

/// Why a text is not a date, in words that help its author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDate {
    /// There is nothing but white space.
    #[error("the date is empty; write one such as 2026-11-22")]
    Empty,
    /// The form is unknown; has the text's beginning.
    #[error("`{0}` is not a date; write 2026-11-22 or 2026-11-22 14:05")]
    Form(String),
    /// The form is a known one that is not used here; has the text and what to write instead.
    #[error("`{0}` is not a supported date format; write {1}")]
    OtherForm(String, String),
    /// The form leaves open which number is the day; has the text and both readings.
    #[error("`{0}` is ambiguous; write {1} or {2}")]
    Ambiguous(String, Date, Date),
    /// The year is outside those that a site may have; has the year as written.
    #[error("the year {0} is outside the range 1970 to 9999")]
    Year(String),
    /// The moment is in the last hours of 9999, where the calendar of time zones has ended.
    #[error("the latest supported time is 9999-12-30 22:00 UTC")]
    TooLate,
    /// There is no such month.
    #[error("there is no month {0}; months run from 01 to 12")]
    Month(u8),
    /// The month has no such day.
    #[error("there is no day {day}: {} {year} has {days} days", english_month(*.month))]
    Day {
        /// The year, which decides the length of February.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
        /// The day that was asked for.
        day: u8,
        /// The days that the month has.
        days: i8,
    },
    /// The time is 24:00; has the next day, if the calendar has one.
    #[error("24:00 is not a time of day; write 00:00 of the next day{}", next_midnight(*.0))]
    Midnight(Option<Date>),
    /// The second is 60.
    #[error("leap seconds are not supported; write 59 instead of 60")]
    LeapSecond,
    /// There is no such time of day; has the time's beginning.
    #[error("`{0}` is not a time of day; write one from 00:00 to 23:59, such as 14:05")]
    Time(String),
    /// There is no such offset; has the offset's beginning.
    #[error("`{0}` is not an offset from UTC; write one such as +01:00, or Z")]
    Offset(String),
}

impl Moment {
    /// Reads a date of front matter: `2026-11-22`, `2026-11-22 14:05`, `2026-11-22T14:05:09`, the
    /// latter two also with an offset (`+01:00`, ` +0100`, `Z`). Fractions of a second are
    /// dropped. The years are 1970 to 9999.
    ///
    /// The second result is a warning about a time that the clock change makes ambiguous; it is
    /// never there for a bare date or beside an offset.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<(Self, Option<ClockChange>), BadDate> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadDate::Empty);
        }
        let end = text.find(['T', 't', ' ']).unwrap_or(text.len());
        let (day, rest) = text.split_at(end);
        let date = parse_date(day, text)?;
        let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim_start();
        if rest.is_empty() {
            return if end == text.len() {
                let (zoned, _) = in_zone(date.into(), zone)?;
                Ok((Self { zoned, has_time: false }, None))
            } else {
                Err(BadDate::Form(excerpt(text)))
            };
        }
        let (time, offset) = split_time(rest);
        let datetime = date.to_datetime(parse_time(time, date)?);
        let (zoned, change) = if offset.is_empty() {
            in_zone(datetime, zone)?
        } else {
            let stamp =
                parse_offset(offset)?.to_timestamp(datetime).map_err(|_| BadDate::TooLate)?;
            (stamp.to_zoned(zone.clone()), None)
        };
        if !YEARS.contains(&zoned.year()) {
            return Err(BadDate::Year(zoned.year().to_string()));
        }
        Ok((Self { zoned, has_time: true }, change))
    }

    /// The day in the site's zone.
    pub fn date(&self) -> Date {
        self.zoned.date()
    }

    /// Writes the moment for a reader; without a time if its author gave none.
    pub fn format(&self, style: DateStyle) -> String {
        format_date(self.zoned.datetime(), self.has_time, style)
    }

    /// Writes the moment for the `datetime` attribute of HTML: RFC 3339, or just the date.
    pub fn machine(&self) -> String {
        if self.has_time { rfc3339(&self.zoned) } else { self.date().to_string() }
    }

    /// Writes the span from this moment to its end: `22. januar 2026 kl. 9.00-16.30`, or days
    /// if one of the two has no time and they lie on different days.
    pub fn range(&self, end: &Self) -> String {
        if self.has_time && end.has_time {
            time_range(self.zoned.datetime(), end.zoned.datetime())
        } else if self.date() == end.date() {
            self.format(DateStyle::Stamp)
        } else {
            day_range(self.date(), end.date())
        }
    }
}

/// As the second since 1970, the offset from UTC in seconds, and whether there is a time of day.
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let second = self.zoned.timestamp().as_second();
        (second, self.zoned.offset().seconds(), self.has_time).serialize(serializer)
    }
}

/// The zone comes back as an offset: a moment is only ever read as what its clocks showed, or put
/// into a zone that is named.
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let (second, offset, has_time) = <(i64, i32, bool)>::deserialize(deserializer)?;
        let stamp = Timestamp::from_second(second).map_err(Error::custom)?;
        let offset = Offset::from_seconds(offset).map_err(Error::custom)?;
        Ok(Self { zoned: stamp.to_zoned(TimeZone::fixed(offset)), has_time })
    }
}

const YEARS: std::ops::RangeInclusive<i16> = 1970..=9999;

/// Places a local time in a zone, and says how the clock change affects it.
fn in_zone(local: DateTime, zone: &TimeZone) -> Result<(Zoned, Option<ClockChange>), BadDate> {
    let ambiguous = zone.to_ambiguous_zoned(local);
    let change = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(ClockChange::Gap),
        AmbiguousOffset::Fold { .. } => Some(ClockChange::Fold),
    };
    let zoned = ambiguous.compatible().map_err(|_| BadDate::TooLate)?;
    Ok((zoned, change))
}

/// Reads `2026-11-22`; `whole` is what a message quotes.
fn parse_date(text: &str, whole: &str) -> Result<Date, BadDate> {
    let form = || other_form(text, whole);
    let (sign, unsigned) = match text.strip_prefix(['-', '+', '−']) {
        Some(unsigned) => (&text[..text.len() - unsigned.len()], unsigned),
        None => ("", text),
    };
    let mut parts = unsigned.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(form());
    };
    if !is_digits(year) || year.len() < 4 {
        return Err(form());
    }
    let number: i16 = year.parse().unwrap_or(i16::MAX);
    let (Some(month), Some(day)) = (two_digits(month), two_digits(day)) else {
        return Err(form());
    };
    if !sign.is_empty() || year.len() > 4 || !YEARS.contains(&number) {
        return Err(BadDate::Year(excerpt(&format!("{sign}{year}"))));
    }
    civil_date(number, month, day)
}

/// Builds a date, or says what is impossible about it.
fn civil_date(year: i16, month: u8, day: u8) -> Result<Date, BadDate> {
    let first = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok());
    let first = first.ok_or(BadDate::Month(month))?;
    i8::try_from(day).ok().and_then(|day| first.with().day(day).build().ok()).ok_or(BadDate::Day {
        year,
        month: first.month(),
        day,
        days: first.days_in_month(),
    })
}

/// Finds out which other form a date has, so that the message can say what to write.
fn other_form(text: &str, whole: &str) -> BadDate {
    let mut parts = text.split(['.', '/', '-']);
    let unknown = || BadDate::Form(excerpt(whole));
    let (Some(a), Some(b), Some(c), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return unknown();
    };
    let date = |year: &str, month: &str, day: &str| {
        let is_year = year.len() == 4 && is_digits(year);
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        civil_date(year, month, day).ok().filter(|_| is_year)
    };
    let known = |date: Date| BadDate::OtherForm(excerpt(whole), date.to_string());
    // A full stop or a hyphen is written between numbers where the day comes first; a slash
    // also where the month does.
    match (date(a, b, c), date(c, b, a), date(c, a, b).filter(|_| text.contains('/'))) {
        (Some(year_first), ..) => known(year_first),
        (_, Some(day_first), Some(month_first)) if day_first != month_first => {
            BadDate::Ambiguous(excerpt(whole), day_first, month_first)
        }
        (_, Some(date), _) | (_, _, Some(date)) => known(date),
        _ => unknown(),
    }
}

/// Splits `14:05:09 +0100` before the offset.
fn split_time(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | ':' | '.' | ',')).unwrap_or(text.len());
    let (time, offset) = text.split_at(end);
    (time, offset.trim_start())
}

/// Reads `14:05` or `14:05:09`; the date is for the message about 24:00.
fn parse_time(text: &str, date: Date) -> Result<civil::Time, BadDate> {
    let bad = || BadDate::Time(excerpt(text));
    let mut parts = text.splitn(3, ':');
    let hour = parts.next().and_then(two_digits).ok_or_else(bad)?;
    let minute = parts.next().and_then(two_digits).ok_or_else(bad)?;
    let second = match parts.next() {
        None => 0,
        Some(second) => match second.split_once(['.', ',']) {
            Some((whole, fraction)) if is_digits(fraction) => two_digits(whole),
            Some(_) => None,
            None => two_digits(second),
        }
        .ok_or_else(bad)?,
    };
    match (hour, minute, second) {
        (24, 0, 0) => Err(BadDate::Midnight(date.tomorrow().ok())),
        (0..=23, 0..=59, 60) => Err(BadDate::LeapSecond),
        _ => {
            let [hour, minute, second] = [hour, minute, second].map(u8::cast_signed);
            civil::Time::new(hour, minute, second, 0).map_err(|_| bad())
        }
    }
}

/// Reads `Z`, `+01:00`, `+0100` or `+01`.
fn parse_offset(text: &str) -> Result<Offset, BadDate> {
    let bad = || BadDate::Offset(excerpt(text));
    if text.eq_ignore_ascii_case("z") || text == "UTC" {
        return Ok(Offset::UTC);
    }
    let (sign, digits) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(digits), _) => (1, digits),
        (_, Some(digits)) => (-1, digits),
        _ => return Err(bad()),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if is_digits(digits) && digits.len() == 4 => digits.split_at(2),
        None => (digits, "00"),
    };
    match (two_digits(hours), two_digits(minutes)) {
        (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
            let seconds = sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60);
            Offset::from_seconds(seconds).map_err(|_| bad())
        }
        _ => Err(bad()),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && is_digits(text)).then(|| text.parse().ok())?
}

/// Shortens a text to what a message can quote.
fn excerpt(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn next_midnight(date: Option<Date>) -> String {
    date.map(|date| format!(": {date} 00:00")).unwrap_or_default()
}

fn english_month(month: i8) -> String {
    Date::new(2000, month, 1).map(|date| date.strftime("%B").to_string()).unwrap_or_default()
}

#[cfg(test)]
#[path = "moment_tests.rs"]
mod tests;
