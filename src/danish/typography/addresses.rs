//! Addresses in running text: URLs, email addresses and file names. They are shown as typed.
//!
//! What a URL is and where it ends follows the autolinks of GitHub Flavored Markdown (§6.9), with
//! three differences: quotation marks end it; brackets and braces are treated as parentheses are;
//! and after a host only a path, a port, a query or a fragment is part of it, because in
//! `www.dr.dk's` the rest is Danish.

use std::cell::OnceCell;
use std::ops::Range;

/// An address and where it is in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) range: Range<usize>,
    pub(crate) kind: AddressKind,
}

/// What an address begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressKind {
    /// `http://` or `https://`.
    Url,
    /// `www.`
    Www,
    /// A local part and `@`.
    Email,
    /// A host or file name, perhaps with a path.
    Name,
}

/// Finds the addresses in a text, in order.
pub(crate) fn addresses(text: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(char::is_whitespace) {
        if word.contains(['.', ':', '@']) {
            in_word(word, start, &mut found);
        }
        // The length of the separator is that of the character there.
        start += word.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// The ranges of a run that stay as they are: its addresses. They are looked for when there is
/// something to set, which in most texts there is not.
#[derive(Default)]
pub(super) struct Kept(OnceCell<Vec<Range<usize>>>);

impl Kept {
    /// Whether the byte at `at` of the run's text is in one of them.
    pub(super) fn holds(&self, text: &str, at: usize) -> bool {
        let ranges = self.0.get_or_init(|| ranges(text));
        let next = ranges.partition_point(|range| range.end <= at);
        ranges.get(next).is_some_and(|range| range.contains(&at))
    }
}

/// Not a part of the loop over the characters, whose code must stay small.
#[inline(never)]
fn ranges(text: &str) -> Vec<Range<usize>> {
    if !is_possible(text) {
        return Vec::new();
    }
    addresses(text).into_iter().map(|address| address.range).collect()
}

/// Whether a text may have an address: every kind has one of these marks.
fn is_possible(text: &str) -> bool {
    memchr::memchr2(b'/', b'@', text.as_bytes()).is_some()
        || ["--", "www."].into_iter().any(|mark| text.contains(mark))
}

/// Finds the addresses in a word that begins at `offset`.
fn in_word(word: &str, offset: usize, found: &mut Vec<Address>) {
    let mut at = 0;
    while let Some(begin) = word[at..].find(char::is_alphanumeric).map(|begin| at + begin) {
        let Some((kind, length)) = address(&word[begin..]) else {
            // An address does not begin within a word.
            let is_word = |c: char| c.is_alphanumeric() || is_local(c);
            let length = word[begin..].find(|c| !is_word(c));
            at = length.map_or(word.len(), |length| begin + length);
            continue;
        };
        let end = begin + length;
        let range = offset + begin..offset + end;
        found.push(Address { range, kind });
        at = end;
    }
}

/// The kind and length of the address that a text begins with.
fn address(text: &str) -> Option<(AddressKind, usize)> {
    let scheme = ["http://", "https://"].into_iter().find(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if let Some(scheme) = scheme {
        let host = host_length(&text[scheme.len()..])?;
        return Some((AddressKind::Url, with_path(text, scheme.len() + host)));
    }
    if let Some(rest) = text.strip_prefix("www.") {
        let host = text.len() - rest.len() + host_length(rest)?;
        return Some((AddressKind::Www, with_path(text, host)));
    }
    let local = text.find(|c: char| !is_local(c)).unwrap_or(text.len());
    if text[local..].starts_with('@') {
        let host = host_length(&text[local + 1..])?;
        let is_full = text[local + 1..local + 1 + host].contains('.');
        return is_full.then_some((AddressKind::Email, local + 1 + host));
    }
    let name = name_length(text);
    let is_path = text[name..].starts_with('/');
    let is_special = is_path || text[..name].contains("--");
    (is_special && has_ending(&text[..name])).then(|| (AddressKind::Name, with_path(text, name)))
}

/// Whether a name has a top-level domain or the extension of a file.
fn has_ending(name: &str) -> bool {
    let mut labels = name.rsplit('.');
    labels
        .next()
        .is_some_and(|last| last.len() >= 2 && last.bytes().all(|b| b.is_ascii_lowercase()))
        && labels.clone().next().is_some()
        && labels.all(|label| !label.is_empty())
}

/// The length of what may be part of a name: ASCII letters, digits, hyphens, full stops between
/// them.
fn name_length(text: &str) -> usize {
    let length = text.find(|c: char| !is_local(c)).unwrap_or(text.len());
    text[..length].trim_end_matches(['.', '-', '_', '+']).len()
}

/// Whether a character may be part of what precedes `@`.
fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')
}

/// The length of the host that a text begins with; none if there is none.
fn host_length(text: &str) -> Option<usize> {
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let length = text.find(|c| !is_host(c)).unwrap_or(text.len());
    let host = text[..length].trim_end_matches(['.', '-', '_']);
    let is_valid = host.starts_with(char::is_alphanumeric)
        && !host.contains("..")
        // No underscore in the last two labels.
        && host.rsplit('.').take(2).all(|label| !label.contains('_'));
    is_valid.then_some(host.len())
}

/// The length of an address whose host ends at `host`, with what follows it.
fn with_path(text: &str, host: usize) -> usize {
    if !text[host..].starts_with(['/', ':', '?', '#']) {
        return host;
    }
    let end = text[host..].find(ends_address).map_or(text.len(), |end| host + end);
    host + path_length(&text[host..end])
}

fn ends_address(c: char) -> bool {
    matches!(c, '<' | '"' | '»' | '«' | '›' | '‹' | '“' | '”' | '„' | '‘' | '’' | '‚')
}

/// The length of a path without the punctuation and the brackets that close around it.
fn path_length(path: &str) -> usize {
    const PAIRS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
    let mut surplus = PAIRS.map(|(open, close)| {
        path.matches(close).count().saturating_sub(path.matches(open).count())
    });
    let mut length = path.len();
    while let Some(last) = path[..length].chars().next_back() {
        let pair = PAIRS.iter().position(|(_, close)| *close == last);
        match (last, pair) {
            ('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '…', _) => {}
            (';', _) => {
                let name = path[..length - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                // An entity is no part of the address.
                if name.ends_with('&') && name.len() < length - 1 {
                    length = name.len();
                }
            }
            (_, Some(pair)) if surplus[pair] > 0 => surplus[pair] -= 1,
            _ => break,
        }
        length -= path[..length].chars().next_back().map_or(0, char::len_utf8);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(AddressKind, &str)> {
        let addresses = addresses(text).into_iter();
        addresses.map(|address| (address.kind, &text[address.range])).collect()
    }

    #[test]
    fn urls_end_as_in_github_flavored_markdown() {
        for (text, expected) in [
            ("https://a.dk", "https://a.dk"),
            ("HTTP://a.dk/b.", "HTTP://a.dk/b"),
            ("(https://a.dk/b)", "https://a.dk/b"),
            ("https://a.dk/b_(c)", "https://a.dk/b_(c)"),
            ("(https://a.dk/b_(c))", "https://a.dk/b_(c)"),
            ("[https://a.dk/b]", "https://a.dk/b"),
            ("https://a.dk/?b=c&d=e?!", "https://a.dk/?b=c&d=e"),
            ("https://a.dk/b&copy;", "https://a.dk/b"),
            ("https://a.dk/b;", "https://a.dk/b"),
            ("https://a.dk/b<c", "https://a.dk/b"),
            ("»https://a.dk/b«", "https://a.dk/b"),
            ("\"https://a.dk/b\"", "https://a.dk/b"),
            ("https://a.dk:8080/~b/c...", "https://a.dk:8080/~b/c"),
            ("https://a.dk: se", "https://a.dk"),
            ("https://blåbær.dk/æ", "https://blåbær.dk/æ"),
            ("http://localhost:1111/", "http://localhost:1111/"),
            ("https://a.dk/redaktør's-brev", "https://a.dk/redaktør's-brev"),
        ] {
            assert_eq!(found(text), [(AddressKind::Url, expected)], "{text}");
        }
        for (text, expected) in [
            ("www.dr.dk's", "www.dr.dk"),
            ("www.a.dk/b...c,", "www.a.dk/b...c"),
            ("www.a.dk.", "www.a.dk"),
        ] {
            assert_eq!(found(text), [(AddressKind::Www, expected)], "{text}");
        }
    }

    #[test]
    fn email_addresses_and_names_are_found() {
        for (text, kind, expected) in [
            ("bo--x@e.example,", AddressKind::Email, "bo--x@e.example"),
            ("(a.b+c@d.dk)", AddressKind::Email, "a.b+c@d.dk"),
            ("xn--blbr-roah.dk", AddressKind::Name, "xn--blbr-roah.dk"),
            ("dr.dk/a--b.", AddressKind::Name, "dr.dk/a--b"),
            ("a--b.txt", AddressKind::Name, "a--b.txt"),
        ] {
            assert_eq!(found(text), [(kind, expected)], "{text}");
            assert!(is_possible(text), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_addresses() {
        for text in [
            "https://",
            "https://.",
            "https://-a",
            "http:/a.dk",
            "xhttps://",
            "www.",
            "a@b",
            "@a",
            "2019--2020.",
            "ja--nej.Og",
            "f.eks.--",
            "s.12/13--14",
            "ja...nej",
            "og/eller",
            "a_b",
            "11.990,-",
            "dr.dk's",
            "..",
            "a.b@",
            "1.5--2.5",
            "http://a_b.dk",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn addresses_are_found_one_after_another() {
        let text = "Se\u{a0}https://a.dk\nog b@c.dk/https://d.dk,www.e.dk";
        let words: Vec<_> = found(text).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["https://a.dk", "b@c.dk", "https://d.dk", "www.e.dk"]);
    }
}
