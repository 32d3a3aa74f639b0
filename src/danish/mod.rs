//! The Danish language: what a Danish reader expects of slugs, dates, numbers, quotes and order.
//!
//! In: strings, numbers and dates of `jiff`. Out: text for readers, or an order. Everything here
//! is a pure function. May import: `fingerprint`.
//!
//! The norm is *Retskrivningsordbogen* (5th edition, 2024) and the advice of Dansk Sprognævn.
//! Dates and numbers are formatted here and not by a library, because CLDR departs from that
//! norm: it pads (`01.05.2026`, `07.05`) and never writes `søndag den`.

mod casing;
mod collation;
mod date;
mod moment;
mod number;
mod plural;
mod price;
mod reading;
mod slug;
mod stem;
mod typography;
mod week;

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

pub use casing::capitalize_first;
pub(crate) use collation::{Collator, IndexGroup};
pub use date::DateStyle;
pub(crate) use date::{format_date, month_name, rfc2822, rfc3339};
pub(crate) use moment::{ClockChange, Moment};
pub(crate) use number::{decimal, integer};
pub(crate) use plural::{Conjunction, count, list};
pub(crate) use price::price_in_kroner;
pub(crate) use reading::TextMeasure;
pub use slug::{Anchors, heading_id};
pub(crate) use slug::{MAX_SLUG, slug};
pub(crate) use slug::{is_apostrophe, is_invisible};
pub(crate) use stem::{STOP_WORDS, stem};
pub(crate) use typography::{AddressKind, Run, addresses};
pub use typography::{Quotes, Typography};
pub(crate) use week::Week;

/// Composes the characters of a text (Unicode normalisation form C); borrows if they are.
///
/// macOS hands out file names with `å` as two characters, other systems and editors as one.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composing_borrows_what_is_composed() {
        assert!(matches!(nfc("Aarhus"), Cow::Borrowed("Aarhus")));
        assert!(matches!(nfc("Århus"), Cow::Borrowed("Århus")));
        assert_eq!(nfc("A\u{30a}rhus"), "Århus");
    }
}
