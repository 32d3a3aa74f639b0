//! Weeks: ISO 8601 weeks, which Danes number and which start on Monday.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::date::{day_range, day_range_without_year};

/// A week of the ISO week calendar; displays as `Uge 47, 2026`.
///
/// Its year is not always the calendar's: 1 January 2027 is in week 53 of 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: Date,
}

impl Week {
    /// The week of a number (1 to 52 or 53) in a year, if there is one.
    pub fn new(year: i16, number: i8) -> Option<Self> {
        let monday = ISOWeekDate::new(year, number, Weekday::Monday).ok()?;
        Some(Self { monday: monday.date() })
    }

    /// The week of a date.
    pub fn of(date: Date) -> Self {
        let after_monday = date.weekday().to_monday_zero_offset();
        Self { monday: date.saturating_sub(i64::from(after_monday).days()) }
    }

    /// The year to which the week belongs.
    pub fn year(self) -> i16 {
        self.monday.iso_week_date().year()
    }

    /// The number of the week in its year.
    pub fn number(self) -> i8 {
        self.monday.iso_week_date().week()
    }

    /// The first day.
    pub fn monday(self) -> Date {
        self.monday
    }

    /// The last day; in the very last week of the calendar, the calendar's last day.
    pub fn sunday(self) -> Date {
        self.monday.saturating_add(6.days())
    }

    /// The week after, unless the calendar ends.
    pub fn next(self) -> Option<Self> {
        self.monday.checked_add(1.week()).ok().map(Self::of)
    }

    /// The week before, unless the calendar starts.
    pub fn previous(self) -> Option<Self> {
        self.monday.checked_sub(1.week()).ok().map(Self::of)
    }

    /// The name with its days: `Uge 47, 2026 (16.–22. november)`.
    pub fn label(self) -> String {
        format!("{self} ({})", self.span())
    }

    /// The days: `16.–22. november`; over New Year with their years, since neither is that of the
    /// name for all of them.
    pub fn span(self) -> String {
        if self.monday.year() == self.sunday().year() {
            day_range_without_year(self.monday, self.sunday())
        } else {
            day_range(self.monday, self.sunday())
        }
    }

    /// The part of a URL that follows the year: `uge-47`.
    pub fn url_part(self) -> String {
        format!("uge-{}", self.number())
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uge {}, {}", self.number(), self.year())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_year_of_a_week_is_its_own() {
        let vectors = [
            (date(2026, 11, 22), "Uge 47, 2026"),
            (date(2026, 11, 23), "Uge 48, 2026"),
            (date(2026, 12, 28), "Uge 53, 2026"),
            (date(2027, 1, 3), "Uge 53, 2026"),
            (date(2027, 1, 4), "Uge 1, 2027"),
            (date(2025, 12, 29), "Uge 1, 2026"),
            (date(2024, 12, 30), "Uge 1, 2025"),
            (date(2021, 1, 1), "Uge 53, 2020"),
        ];
        for (date, expected) in vectors {
            assert_eq!(Week::of(date).to_string(), expected, "{date}");
        }
    }

    #[test]
    fn a_week_has_its_names() {
        let week = Week::of(date(2026, 11, 22));
        assert_eq!(week.url_part(), "uge-47");
        assert_eq!(week.label(), "Uge 47, 2026 (16.–22. november)");
        let label = |number| Week::new(2026, number).unwrap().label();
        assert_eq!(label(49), "Uge 49, 2026 (30. november–6. december)");
        assert_eq!(label(53), "Uge 53, 2026 (28. december 2026–3. januar 2027)");
        assert_eq!(label(1), "Uge 1, 2026 (29. december 2025–4. januar 2026)");
    }

    #[test]
    fn weeks_follow_each_other() {
        let last = Week::new(2026, 53).unwrap();
        assert_eq!((last.monday(), last.sunday()), (date(2026, 12, 28), date(2027, 1, 3)));
        assert_eq!(last.next(), Week::new(2027, 1));
        assert_eq!(Week::new(2027, 1).unwrap().previous(), Some(last));
        assert!(last < last.next().unwrap());
        assert_eq!(Week::new(2025, 53), None);
        assert_eq!(Week::of(Date::MAX).next(), None);
        assert_eq!(Week::of(Date::MAX).sunday(), Date::MAX);
        assert_eq!(Week::of(Date::MIN).previous(), None);
    }
}
