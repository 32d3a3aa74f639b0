//! Dates and times as a Danish reader writes them, and as machines do.
//!
//! Days, months and hours are never padded, minutes and seconds always; a full stop divides
//! them (*Retskrivningsordbogen*; the EU's Danish style guide). No time zone is printed.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, Zoned};

/// The months as within a sentence.
pub(super) const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];

/// The months shortened; only »maj« is whole, and so has no full stop.
pub(super) const MONTHS_SHORT: [&str; 12] =
    ["jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."];

const WEEKDAYS: [&str; 7] =
    ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"];

/// A way to write a date. [`FromStr`] reads the names in [`DateStyle::NAMES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// `22. november 2026`
    Long,
    /// `søndag den 22. november 2026`
    Weekday,
    /// `søndag den 22. november 2026 kl. 14.05`
    Full,
    /// `22. november 2026 kl. 14.05`
    Stamp,
    /// `22. nov. 2026`
    Medium,
    /// `22. nov. 2026 kl. 14.05`
    MediumTime,
    /// `22.11.2026`
    Short,
    /// `22. november`
    DayMonth,
    /// `22. nov.`
    DayMonthShort,
    /// `november 2026`, within a sentence
    MonthYear,
    /// `November 2026`, as a heading
    MonthHeading,
    /// `14.05`
    Time,
    /// `14.05.09`
    TimeSeconds,
}

impl DateStyle {
    /// Every style by its name, in the order in which messages list them.
    pub const NAMES: [(&'static str, Self); 13] = [
        ("long", Self::Long),
        ("weekday", Self::Weekday),
        ("full", Self::Full),
        ("stamp", Self::Stamp),
        ("medium", Self::Medium),
        ("medium-time", Self::MediumTime),
        ("short", Self::Short),
        ("day-month", Self::DayMonth),
        ("day-month-short", Self::DayMonthShort),
        ("month-year", Self::MonthYear),
        ("month-heading", Self::MonthHeading),
        ("time", Self::Time),
        ("time-seconds", Self::TimeSeconds),
    ];
}

impl FromStr for DateStyle {
    type Err = UnknownDateStyle;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::NAMES.into_iter().find(|&(known, _)| known == name);
        known.map(|(_, style)| style).ok_or(UnknownDateStyle)
    }
}

/// The error of a name that is no [`DateStyle`]; it lists those that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownDateStyle;

impl fmt::Display for UnknownDateStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = DateStyle::NAMES.map(|(name, _)| name);
        write!(f, "not a date style: the styles are {}", names.join(", "))
    }
}

impl std::error::Error for UnknownDateStyle {}

/// Writes a date in a style.
///
/// Without a time (`has_time` is false), the styles that would print one leave it out, and the
/// styles that are nothing but a time give an empty string.
pub(crate) fn format_date(moment: DateTime, has_time: bool, style: DateStyle) -> String {
    let (date, time) = (moment.date(), has_time.then(|| moment.time()));
    let (day, month, year) = (date.day(), month_name(date), date.year());
    match style {
        DateStyle::Long => format!("{day}. {month} {year}"),
        DateStyle::Weekday => format!("{} den {day}. {month} {year}", weekday_name(date)),
        DateStyle::Full => at(format_date(moment, has_time, DateStyle::Weekday), time),
        DateStyle::Stamp => at(format_date(moment, has_time, DateStyle::Long), time),
        DateStyle::Medium => format!("{day}. {} {year}", month_short(date)),
        DateStyle::MediumTime => at(format_date(moment, has_time, DateStyle::Medium), time),
        DateStyle::Short => format!("{day}.{}.{year}", date.month()),
        DateStyle::DayMonth => format!("{day}. {month}"),
        DateStyle::DayMonthShort => format!("{day}. {}", month_short(date)),
        DateStyle::MonthYear => format!("{month} {year}"),
        DateStyle::MonthHeading => format!("{} {year}", super::capitalize_first(month)),
        DateStyle::Time => time.map(clock).unwrap_or_default(),
        DateStyle::TimeSeconds => {
            time.map(|time| format!("{}.{:02}", clock(time), time.second())).unwrap_or_default()
        }
    }
}

/// Writes a span of days: `22.–24. november 2026`, `30. november–2. december 2026`. The order of
/// the two does not matter.
pub(crate) fn day_range(one: Date, other: Date) -> String {
    let (first, last) = (one.min(other), one.max(other));
    let days = day_range_without_year(first, last);
    if first.year() == last.year() {
        format!("{days} {}", last.year())
    } else {
        let long = |date: Date| format_date(date.into(), false, DateStyle::Long);
        format!("{}–{}", long(first), long(last))
    }
}

/// Writes a span of days, the first of which is not after the last: `16.–22. november`.
pub(super) fn day_range_without_year(first: Date, last: Date) -> String {
    let (from, to) = (first.day(), last.day());
    if first == last {
        format!("{from}. {}", month_name(first))
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{from}.–{to}. {}", month_name(last))
    } else {
        format!("{from}. {}–{to}. {}", month_name(first), month_name(last))
    }
}

/// Writes a span of time: `22. januar 2026 kl. 9.00-16.30`, and over midnight
/// `31. december 2026 kl. 20.00 til 1. januar 2027 kl. 3.00`. The order does not matter.
pub(crate) fn time_range(one: DateTime, other: DateTime) -> String {
    let (start, end) = (one.min(other), one.max(other));
    let stamp = |moment| format_date(moment, true, DateStyle::Stamp);
    if start == end {
        stamp(start)
    } else if start.date() == end.date() {
        format!("{}-{}", stamp(start), clock(end.time()))
    } else if start.year() == end.year() {
        let from = at(format_date(start, true, DateStyle::DayMonth), Some(start.time()));
        format!("{from} til {}", stamp(end))
    } else {
        format!("{} til {}", stamp(start), stamp(end))
    }
}

/// Names the month of a date, as within a sentence.
pub(crate) fn month_name(date: Date) -> &'static str {
    MONTHS[index(date.month(), MONTHS.len())]
}

/// Names the weekday of a date, as within a sentence.
pub(crate) fn weekday_name(date: Date) -> &'static str {
    WEEKDAYS[index(date.weekday().to_monday_one_offset(), WEEKDAYS.len())]
}

/// Writes a moment as RFC 3339 does, to the second: `2026-11-22T14:05:09+01:00`.
pub(crate) fn rfc3339(moment: &Zoned) -> String {
    // Through whole seconds, for a clock's reading has a fraction; the display also rounds the
    // offset to minutes, which RFC 3339 demands and some zones before 1972 did not keep.
    let second = moment.timestamp().as_second();
    let whole = Timestamp::from_second(second).unwrap_or_else(|_| moment.timestamp());
    whole.display_with_offset(moment.offset()).to_string()
}

/// Writes a moment as RFC 2822 does, which is always English: `Sun, 22 Nov 2026 14:05:09 +0100`.
pub(crate) fn rfc2822(moment: &Zoned) -> String {
    moment.strftime("%a, %-d %b %Y %H:%M:%S %z").to_string()
}

/// Writes `14.05`.
fn clock(time: Time) -> String {
    format!("{}.{:02}", time.hour(), time.minute())
}

/// Adds ` kl. 14.05` to a date, if there is a time.
fn at(date: String, time: Option<Time>) -> String {
    match time {
        Some(time) => format!("{date} kl. {}", clock(time)),
        None => date,
    }
}

fn month_short(date: Date) -> &'static str {
    MONTHS_SHORT[index(date.month(), MONTHS_SHORT.len())]
}

/// Turns a number that counts from 1 into an index.
fn index(number: i8, length: usize) -> usize {
    usize::try_from(number).unwrap_or(1).clamp(1, length) - 1
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    fn sunday(style: DateStyle) -> String {
        format_date(datetime(2026, 11, 22, 14, 5, 9, 0), true, style)
    }

    #[test]
    fn every_style_is_written_as_danes_do() {
        let vectors = [
            ("long", "22. november 2026", "22. november 2026"),
            ("weekday", "søndag den 22. november 2026", "søndag den 22. november 2026"),
            ("full", "søndag den 22. november 2026 kl. 14.05", "søndag den 22. november 2026"),
            ("stamp", "22. november 2026 kl. 14.05", "22. november 2026"),
            ("medium", "22. nov. 2026", "22. nov. 2026"),
            ("medium-time", "22. nov. 2026 kl. 14.05", "22. nov. 2026"),
            ("short", "22.11.2026", "22.11.2026"),
            ("day-month", "22. november", "22. november"),
            ("day-month-short", "22. nov.", "22. nov."),
            ("month-year", "november 2026", "november 2026"),
            ("month-heading", "November 2026", "November 2026"),
            ("time", "14.05", ""),
            ("time-seconds", "14.05.09", ""),
        ];
        assert_eq!(vectors.map(|(name, ..)| name), DateStyle::NAMES.map(|(name, _)| name));
        for (name, with_time, without) in vectors {
            let style = name.parse().unwrap();
            assert_eq!(sunday(style), with_time);
            assert_eq!(format_date(date(2026, 11, 22).into(), false, style), without);
        }
    }

    #[test]
    fn an_unknown_style_lists_the_known() {
        let error = "langt".parse::<DateStyle>().unwrap_err();
        assert!(error.to_string().contains("long, weekday, full"));
    }

    #[test]
    fn nothing_is_padded() {
        let may = datetime(2026, 5, 1, 7, 5, 0, 0);
        assert_eq!(format_date(may, true, DateStyle::Short), "1.5.2026");
        assert_eq!(format_date(may, true, DateStyle::Time), "7.05");
        assert_eq!(format_date(may, true, DateStyle::Medium), "1. maj 2026");
        assert_eq!(format_date(may, true, DateStyle::TimeSeconds), "7.05.00");
    }

    #[test]
    fn months_and_weekdays_have_their_names() {
        let months: Vec<_> = (1..=12).map(|month| month_name(date(2026, month, 1))).collect();
        assert_eq!(
            months.join(" "),
            "januar februar marts april maj juni juli august september oktober november december"
        );
        let days: Vec<_> = (16..=22).map(|day| weekday_name(date(2026, 11, day))).collect();
        assert_eq!(days.join(" "), "mandag tirsdag onsdag torsdag fredag lørdag søndag");
    }

    #[test]
    fn ranges_of_days_repeat_nothing() {
        let november = date(2026, 11, 22);
        assert_eq!(day_range(november, date(2026, 11, 24)), "22.–24. november 2026");
        assert_eq!(day_range(date(2026, 11, 24), november), "22.–24. november 2026");
        assert_eq!(day_range(november, november), "22. november 2026");
        assert_eq!(day_range(november, date(2026, 12, 2)), "22. november–2. december 2026");
        assert_eq!(day_range(november, date(2027, 1, 2)), "22. november 2026–2. januar 2027");
        assert_eq!(day_range(november, date(2027, 11, 23)), "22. november 2026–23. november 2027");
    }

    #[test]
    fn ranges_of_time_repeat_nothing() {
        let nine = datetime(2026, 1, 22, 9, 0, 0, 0);
        let end = |month, day, hour| datetime(2026, month, day, hour, 30, 0, 0);
        assert_eq!(time_range(nine, end(1, 22, 16)), "22. januar 2026 kl. 9.00-16.30");
        assert_eq!(
            time_range(nine, end(1, 23, 16)),
            "22. januar kl. 9.00 til 23. januar 2026 kl. 16.30"
        );
        assert_eq!(
            time_range(datetime(2025, 12, 31, 20, 0, 0, 0), end(1, 1, 3)),
            "31. december 2025 kl. 20.00 til 1. januar 2026 kl. 3.30"
        );
        assert_eq!(time_range(nine, nine), "22. januar 2026 kl. 9.00");
    }

    #[test]
    fn machines_get_their_own_forms() {
        let moment: Zoned = "2026-11-22T14:05:09.75+01:00[Europe/Copenhagen]".parse().unwrap();
        assert_eq!(rfc3339(&moment), "2026-11-22T14:05:09+01:00");
        assert_eq!(rfc2822(&moment), "Sun, 22 Nov 2026 14:05:09 +0100");
        let utc: Zoned = "2026-11-02T04:05:09+00:00[UTC]".parse().unwrap();
        assert_eq!(rfc3339(&utc), "2026-11-02T04:05:09+00:00");
        assert_eq!(rfc2822(&utc), "Mon, 2 Nov 2026 04:05:09 +0000");
    }
}
