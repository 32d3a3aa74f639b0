//! The lengths of lists and feeds.

use std::ops::RangeInclusive;

use super::reader::Section;

const RANGE: RangeInclusive<usize> = 1..=1_000;
const DEFAULT: usize = 20;

/// Reads how many articles a list or feed shows.
pub(super) fn list_length(table: &mut Section<'_, '_>, key: &'static str) -> usize {
    table.integer(key, &RANGE, DEFAULT)
}
