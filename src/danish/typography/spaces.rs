//! Spaces at which a line must not break.

use super::run::RunContext;
use super::units::begins_with_unit;
use crate::danish::date::{MONTHS, MONTHS_SHORT};

/// Abbreviations and words that are bound to the number after them.
const BEFORE_NUMBER: [&str; 6] = ["kl.", "nr.", "s.", "stk.", "§", "uge"];

/// Scales that are bound to the currency after them.
const SCALES: [&str; 3] = ["mio.", "mia.", "bio."];

/// Whether the space at byte `at` is within something that belongs together.
pub(super) fn binds(place: &RunContext<'_>, at: usize) -> bool {
    // Nearly every space is between two words, and two bytes show that.
    let bytes = place.text.as_bytes();
    if let (Some(before), Some(after)) = (at.checked_sub(1).map(|at| bytes[at]), bytes.get(at + 1))
        && !(after.is_ascii_digit() || before.is_ascii_digit() || before == b'.')
    {
        return false;
    }
    let word = Word { place, end: at };
    let after = &place.text[at + 1..];
    if place.char_from(at + 1).is_some_and(|c| c.is_ascii_digit()) {
        return BEFORE_NUMBER.iter().any(|abbreviation| word.is(abbreviation));
    }
    match place.char_before(at) {
        Some(c) if c.is_ascii_digit() => begins_with_unit(after),
        Some('.') => {
            (word.is_day() && starts_with_month(after))
                || (starts_with(after, "kr") && SCALES.iter().any(|scale| word.is(scale)))
        }
        _ => false,
    }
}

/// The word that ends where a space is.
struct Word<'a> {
    place: &'a RunContext<'a>,
    end: usize,
}

impl Word<'_> {
    /// Whether the whole word is this abbreviation, in either case.
    fn is(&self, abbreviation: &str) -> bool {
        let Some(start) = self.end.checked_sub(abbreviation.len()) else {
            return false;
        };
        self.place.text.as_bytes()[start..self.end].eq_ignore_ascii_case(abbreviation.as_bytes())
            && !self.place.char_before(start).is_some_and(char::is_alphanumeric)
    }

    /// Whether the word is a day of a month: `1.` to `31.`.
    fn is_day(&self) -> bool {
        let bytes = &self.place.text.as_bytes()[..self.end.saturating_sub(1)];
        let digits = bytes.iter().rev().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let start = bytes.len() - digits;
        let number = self.place.text[start..bytes.len()].parse::<u8>().unwrap_or_default();
        digits <= 2
            && (1..=31).contains(&number)
            && !self.place.char_before(start).is_some_and(char::is_alphanumeric)
    }
}

/// Whether a text starts with a unit, and not with a longer word.
fn starts_with(text: &str, unit: &str) -> bool {
    text.strip_prefix(unit).is_some_and(|rest| {
        !unit.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphanumeric)
    })
}

/// Whether a text starts with the name of a month, long or short.
fn starts_with_month(text: &str) -> bool {
    MONTHS.iter().chain(&MONTHS_SHORT).any(|month| starts_with(text, month))
}
