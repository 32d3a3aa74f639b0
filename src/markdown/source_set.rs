//! The candidates of `srcset` (HTML §4.8.4.2.1): addresses of images, each with a descriptor such
//! as `2x` or `800w`. May import: `document`.

use std::ops::Range;

use super::document::ParsedLink;

/// The value of a `srcset`, of the candidates that `resolve` has an address for.
pub(crate) fn source_set_value(
    candidates: &[ParsedLink],
    resolve: impl Fn(&ParsedLink) -> Option<String>,
) -> String {
    let candidates = candidates.iter().filter_map(|link| {
        let address = resolve(link)?;
        Some(if link.text.is_empty() { address } else { format!("{address} {}", link.text) })
    });
    candidates.collect::<Vec<_>>().join(", ")
}

/// A candidate: the range of its address in the attribute's value, and its descriptor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Candidate<'v> {
    pub(crate) address: Range<usize>,
    pub(crate) descriptor: &'v str,
}

/// Splits the value of `srcset` as browsers do: an address may contain commas, but not end in one.
pub(crate) fn candidates(value: &str) -> impl Iterator<Item = Candidate<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &value[at..];
        let start = at + rest.find(|c: char| !is_space(c) && c != ',')?;
        let length = value[start..].find(is_space).unwrap_or(value.len() - start);
        let address = &value[start..start + length];
        let trimmed = address.trim_end_matches(',');
        let address = start..start + trimmed.len();
        let after = start + length;
        if trimmed.len() < length {
            at = after;
            return Some(Candidate { address, descriptor: "" });
        }
        let end = after + descriptor_length(&value[after..]);
        at = end;
        Some(Candidate { address, descriptor: value[after..end].trim_matches(is_space) })
    })
}

/// The length of the text up to the comma that ends a candidate; those in parentheses do not.
fn descriptor_length(text: &str) -> usize {
    let mut is_within = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => is_within = true,
            b')' => is_within = false,
            b',' if !is_within => return at,
            _ => {}
        }
    }
    text.len()
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_split_as_browsers_split_them() {
        let split = |value: &str| -> Vec<(String, String)> {
            let text = |c: Candidate<'_>| (value[c.address].to_owned(), c.descriptor.to_owned());
            candidates(value).map(text).collect()
        };
        let pairs = |expected: &[(&str, &str)]| -> Vec<(String, String)> {
            expected.iter().map(|(a, d)| ((*a).to_owned(), (*d).to_owned())).collect()
        };
        for (value, expected) in [
            ("a.png 2x, b.png 3x", &[("a.png", "2x"), ("b.png", "3x")][..]),
            ("a.png", &[("a.png", "")]),
            (" ,\n a.png  800w ,b.png 400w,", &[("a.png", "800w"), ("b.png", "400w")]),
            ("a.png, b.png", &[("a.png", ""), ("b.png", "")]),
            ("https://x.dk/w_1,h_2/a.png 2x", &[("https://x.dk/w_1,h_2/a.png", "2x")]),
            ("a.png,b.png 2x", &[("a.png,b.png", "2x")]),
            ("a.png f(1,2) 2x, b.png", &[("a.png", "f(1,2) 2x"), ("b.png", "")]),
            ("", &[]),
            (" , ", &[]),
        ] {
            assert_eq!(split(value), pairs(expected), "{value}");
        }
    }
}
