//! When articles appear: an article's number in, its date and time out. Imports nothing.
//!
//! The newest article appears on the last day of 2025, a Wednesday, whatever the size of the
//! site, so that no clock of a build finds a scheduled one.

/// Articles on each weekday.
const PER_DAY: usize = 20;

/// Wednesday 31 December 2025, in days since 1 January 1970.
const LAST_DAY: u64 = 20_453;

/// A calendar day in the Gregorian calendar.
#[derive(Clone, Copy)]
pub(crate) struct Day {
    /// The year, such as 2025.
    pub(crate) year: u64,
    /// The month, 1 to 12.
    pub(crate) month: u64,
    /// The day of the month, from 1.
    pub(crate) date: u64,
}

/// Gives the day of the article that has `newer` articles after it, and its place within that day
/// as minutes after midnight: earlier articles come earlier.
pub(crate) fn moment(newer: usize) -> (Day, usize) {
    let weekdays = (newer / PER_DAY) as u64;
    // Counted back from a Wednesday, the first weekend comes before the third weekday.
    let weekends = (weekdays + 2) / 5;
    let slot = PER_DAY - 1 - newer % PER_DAY;
    (civil(LAST_DAY - weekdays - 2 * weekends), 6 * 60 + slot * 45)
}

/// Turns days since 1 January 1970 into a date (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`, for days after the epoch).
fn civil(days: u64) -> Day {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let date = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    Day { year, month, date }
}
