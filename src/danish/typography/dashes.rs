//! Dashes and ellipses.
//!
//! A Danish dash is an en dash: between words with spaces around it, between numbers without
//! (*Retskrivningsordbogen* §55, §57). There is no em dash.

use super::run::{RunContext, is_space};

/// Reads the hyphens at byte `at`: how many there are, and what they become.
pub(super) fn hyphens(place: &RunContext<'_>, at: usize) -> (usize, Option<char>) {
    let length = place.repeats(at, b'-');
    let before = place.char_before(at);
    let after = place.char_from(at + length);
    let alone = before != Some('-') && after != Some('-');
    let dash = match length {
        1 => before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace),
        // A word after two hyphens and no space is an option of some program: `--strict`.
        2 => alone && !(is_space(before) && after.is_some_and(char::is_alphanumeric)),
        3 => alone,
        _ => false,
    };
    (length, dash.then_some('–'))
}

/// Reads the full stops at byte `at`: how many there are, and what they become.
pub(super) fn full_stops(place: &RunContext<'_>, at: usize) -> (usize, Option<char>) {
    let length = place.repeats(at, b'.');
    let exactly = place.char_before(at) != Some('.') && place.char_from(at + length) != Some('.');
    (length, (length == 3 && exactly).then_some('…'))
}
