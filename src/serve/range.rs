//! Parts of a file (RFC 9110, section 14), which browsers ask for when they seek in a film.

use std::ops::Range;

/// Which part of a file a request wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: there is no range, it makes no sense, or there are several, which a server
    /// may ignore.
    All,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that the file does not have.
    Beyond,
}

/// Reads a `Range` field for a file of `length` bytes.
pub(super) fn wanted(field: &str, length: usize) -> Wanted {
    let Some((first, last)) = single(field) else { return Wanted::All };
    let (first, last) = match (number(first), number(last)) {
        (Ok(Some(first)), Ok(last)) if last.is_none_or(|last| first <= last) => (first, last),
        (Ok(None), Ok(Some(0))) => return Wanted::Beyond,
        // No range can name the last bytes of what has none.
        (Ok(None), Ok(Some(_))) if length == 0 => return Wanted::All,
        (Ok(None), Ok(Some(count))) => (length.saturating_sub(count), None),
        _ => return Wanted::All,
    };
    if first >= length {
        return Wanted::Beyond;
    }
    Wanted::Part(first..last.map_or(length, |last| last.saturating_add(1).min(length)))
}

/// The two ends of the only range of bytes.
fn single(field: &str) -> Option<(&str, &str)> {
    let (unit, ranges) = field.split_once('=')?;
    let mut ranges = ranges.split(',').map(|range| range.trim_matches([' ', '\t']));
    let mut ranges = ranges.by_ref().filter(|range| !range.is_empty());
    let range = ranges.next()?;
    if !unit.eq_ignore_ascii_case("bytes") || ranges.next().is_some() {
        return None;
    }
    range.split_once('-')
}

/// Reads a number that may be absent; one that is larger than any file is the largest there is.
fn number(digits: &str) -> Result<Option<usize>, ()> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(());
    }
    Ok((!digits.is_empty()).then(|| digits.parse().unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_of_a_range() {
        for (field, expected) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=2-4", Wanted::Part(2..5)),
            ("Bytes=2-", Wanted::Part(2..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-30", Wanted::Part(0..10)),
            ("bytes=9-99", Wanted::Part(9..10)),
            ("bytes=0-99999999999999999999999999", Wanted::Part(0..10)),
            ("bytes= 2-4 ,", Wanted::Part(2..5)),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=99999999999999999999999999-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=5-1", Wanted::All),
            ("bytes=-", Wanted::All),
            ("bytes=", Wanted::All),
            ("bytes", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("bytes=+1-2", Wanted::All),
            ("bytes=--1", Wanted::All),
            ("bytes=1 - 2", Wanted::All),
            ("lines=1-2", Wanted::All),
            ("bytes=0-1,3-4", Wanted::All),
        ] {
            assert_eq!(wanted(field, 10), expected, "{field}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Beyond);
        assert_eq!(wanted("bytes=-5", 0), Wanted::All);
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file(field in "(bytes=)?[0-9a, -]{0,24}", length in 0_usize..50) {
            if let Wanted::Part(part) = wanted(&field, length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }

        #[test]
        fn a_part_is_what_was_asked_for(first in 0_usize..50, more in 0_usize..50, length in 1_usize..50) {
            let last = first + more;
            let expected = if first < length {
                Wanted::Part(first..length.min(last + 1))
            } else {
                Wanted::Beyond
            };
            prop_assert_eq!(wanted(&format!("bytes={first}-{last}"), length), expected);
        }
    }
}
