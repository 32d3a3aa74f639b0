//! Conditional and range requests (RFC 9110, sections 13 and 14).
//!
//! In: a request, and the entity tag and length of the file that it asks for. Out: which part of
//! the file to send. Entity tags are not compared by the `headers` crate, whose dependency `sha1`
//! brings a package with this program's name, and which asserts on malformed tags.

use std::ops::Range;

use http_range_header::{RangeUnsatisfiableError, parse_range_header};
use hyper::Method;
use hyper::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use hyper::http::request::Parts;

use super::guard::single;

/// What to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Selection {
    /// Nothing: the client has the file already.
    NotModified,
    Whole,
    Part(Range<usize>),
    /// Nothing: the range is beyond the end of the file.
    Unsatisfiable,
}

/// Selects what to send of a file with this entity tag (in quotes) and length.
pub(super) fn select(head: &Parts, tag: &str, length: usize) -> Selection {
    let known = head.headers.get_all(IF_NONE_MATCH).into_iter();
    if known.filter_map(|field| field.to_str().ok()).any(|field| lists_tag(field, tag)) {
        return Selection::NotModified;
    }
    // A weak tag or a date never matches: it cannot promise that every byte is the same.
    let is_same = !head.headers.contains_key(IF_RANGE)
        || single(&head.headers, &IF_RANGE).is_some_and(|known| known.trim() == tag);
    match single(&head.headers, &RANGE) {
        Some(range) if is_same && head.method == Method::GET => select_range(range, length),
        _ => Selection::Whole,
    }
}

/// Selects a single range. Malformed ones and several at once are ignored, as the RFC allows.
fn select_range(field: &str, length: usize) -> Selection {
    let Ok(ranges) = parse_range_header(field) else { return Selection::Whole };
    if ranges.len() != 1 {
        return Selection::Whole;
    }
    match ranges.validate(length as u64).as_deref() {
        Ok([range, ..]) => {
            let [first, last] =
                [range.start(), range.end()].map(|at| usize::try_from(*at).unwrap_or(length));
            Selection::Part(first..last.saturating_add(1).min(length))
        }
        Err(RangeUnsatisfiableError::Unsatisfiable) => Selection::Unsatisfiable,
        _ => Selection::Whole,
    }
}

/// Whether `If-None-Match` lists a tag, or any tag. Weak tags count.
fn lists_tag(field: &str, tag: &str) -> bool {
    // A tag may contain commas but no quotes, so what is between two of those is a tag.
    let parts: Vec<&str> = field.split('"').collect();
    let is_well_formed =
        |tag: &&[&str]| matches!(tag[0].trim_start_matches([' ', '\t', ',']), "" | "W/");
    let mut tags = parts.windows(3).step_by(2).take_while(is_well_formed);
    field.trim() == "*" || tags.any(|listed| listed[1] == tag.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    #[test]
    fn lists_of_tags() {
        for field in ["\"b\"", "W/\"b\"", "\"a\", \"b\"", "\"a,\\\",W/\"b\"", " * ", ",, \"b\""] {
            assert!(lists_tag(field, "\"b\""), "{field}");
        }
        for field in ["", "b", "\"B\"", "\"a\"", "\"b", "w/\"b\"", "\"a, \"b\"", "*, \"a\"", "W/"] {
            assert!(!lists_tag(field, "\"b\""), "{field}");
        }
    }

    #[test]
    fn the_forms_of_a_range() {
        for (field, expected) in [
            ("bytes=0-0", Selection::Part(0..1)),
            ("bytes=2-4", Selection::Part(2..5)),
            ("Bytes=2-", Selection::Part(2..10)),
            ("bytes=-3", Selection::Part(7..10)),
            ("bytes=-30", Selection::Part(0..10)),
            ("bytes=9-99", Selection::Part(9..10)),
            ("bytes=0-99999999999999999999999999", Selection::Part(0..10)),
            ("bytes= 2-4 ,", Selection::Part(2..5)),
            ("bytes=10-", Selection::Unsatisfiable),
            ("bytes=99999999999999999999999999-", Selection::Unsatisfiable),
            ("bytes=-0", Selection::Unsatisfiable),
            ("bytes=5-1", Selection::Whole),
            ("bytes=-", Selection::Whole),
            ("bytes=", Selection::Whole),
            ("bytes", Selection::Whole),
            ("bytes=a-b", Selection::Whole),
            ("bytes=+1-2", Selection::Whole),
            ("bytes=--1", Selection::Whole),
            ("bytes=1 - 2", Selection::Whole),
            ("lines=1-2", Selection::Whole),
            ("bytes=0-1,3-4", Selection::Whole),
        ] {
            assert_eq!(select_range(field, 10), expected, "{field}");
        }
        assert_eq!(select_range("bytes=0-", 0), Selection::Unsatisfiable);
        assert_eq!(select_range("bytes=-5", 0), Selection::Whole);
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn a_tag_is_found_in_every_list(before in "(W/)?\"[a-z,]{0,3}\"", after in "\\PC{0,9}") {
            let field = format!("{before}, \"00ff\", {after}");
            prop_assert!(lists_tag(&field, "\"00ff\""));
        }

        #[test]
        fn a_part_is_within_the_file(field in "(bytes=)?[0-9a, -]{0,24}", length in 0_usize..50) {
            if let Selection::Part(part) = select_range(&field, length) {
                prop_assert!(part.start < part.end && part.end <= length);
            }
        }

        #[test]
        fn a_part_is_what_was_asked_for(first in 0_usize..50, more in 0_usize..50, length in 1_usize..50) {
            let last = first + more;
            let expected = if first < length {
                Selection::Part(first..length.min(last + 1))
            } else {
                Selection::Unsatisfiable
            };
            prop_assert_eq!(select_range(&format!("bytes={first}-{last}"), length), expected);
        }
    }
}
