//! Entity tags (RFC 9110, section 8.8.3): what a client has already.

use crate::fingerprint::Fingerprint;

/// The strong tag of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntityTag(String);

impl EntityTag {
    /// Makes the tag of the bytes with this fingerprint.
    pub(super) fn new(fingerprint: Fingerprint) -> Self {
        Self(format!("\"{fingerprint}\""))
    }

    /// As it stands in `ETag`.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `If-None-Match` names it, or anything; weak tags count.
    pub(super) fn is_named_by(&self, field: &str) -> bool {
        field.trim() == "*" || tags(field).any(|tag| tag.trim_start_matches("W/") == self.0)
    }

    /// Whether `If-Range` names it. A weak tag or a date does not: it cannot promise that every
    /// byte is the same.
    pub(super) fn is_exactly(&self, field: &str) -> bool {
        field.trim() == self.0
    }
}

/// The tags of a list. A tag may hold commas; what is no tag ends the list.
fn tags(field: &str) -> impl Iterator<Item = &str> {
    let mut rest = field;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let quote = if rest.starts_with("W/\"") { 2 } else { 0 };
        let opened = rest.get(quote..)?.strip_prefix('"')?;
        let (tag, tail) = rest.split_at(quote + 1 + opened.find('"')? + 1);
        rest = tail;
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_of_tags() {
        let tag = EntityTag("\"b\"".into());
        for field in ["\"b\"", "W/\"b\"", "\"a\", \"b\"", "\"a,\\\",W/\"b\"", " * ", ",, \"b\""] {
            assert!(tag.is_named_by(field), "{field}");
        }
        for field in ["", "b", "\"B\"", "\"a\"", "\"b", "w/\"b\"", "\"a, \"b\"", "*, \"a\"", "W/"] {
            assert!(!tag.is_named_by(field), "{field}");
        }
        assert!(tag.is_exactly("\"b\""));
        assert!(!tag.is_exactly("W/\"b\""));
        assert!(!tag.is_exactly("Wed, 21 Oct 2026 07:28:00 GMT"));
    }

    proptest! {
        #[test]
        fn a_tag_is_found_in_every_list(before in "(W/)?\"[a-z,]{0,3}\"", after in "\\PC{0,9}") {
            let tag = EntityTag::new(Fingerprint::of(b"x"));
            let field = format!("{before}, {}, {after}", tag.as_str());
            prop_assert!(tag.is_named_by(&field));
        }
    }
}
