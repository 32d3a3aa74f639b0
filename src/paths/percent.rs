//! Percent-encoding (RFC 3986 §2.1), and the sets of what is encoded where. The only place that
//! knows `percent_encoding`.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// What is encoded in the path of a URL: all but unreserved characters (RFC 3986 §2.3) and `/`.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What is encoded in a line of printable ASCII.
const LINE: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// Appends the path of a URL, encoded.
pub(super) fn push_path(url: &mut String, path: &str) {
    url.extend(percent_encode(path.as_bytes(), PATH));
}

/// The path of a file as a relative URI.
pub(crate) fn encode_path(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    push_path(&mut uri, path);
    uri
}

/// Encodes any bytes as printable ASCII without spaces.
pub(crate) fn encode_line(bytes: &[u8]) -> String {
    percent_encode(bytes, LINE).collect()
}

/// Decodes percent-encoding once, to any bytes; none if a `%` begins no escape.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, [u8]>> {
    if !text.contains('%') {
        return Some(text.as_bytes().into());
    }
    let begins_escape = |(at, _): (usize, &str)| {
        let digits = text.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    text.match_indices('%').all(begins_escape).then(|| percent_decode_str(text).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    #[test]
    fn escapes_are_two_hexadecimal_digits() {
        assert_eq!(decode("a%2Fb%2f%FF"), Some(b"a/b/\xff".into()));
        assert_eq!(decode("%2541"), Some(b"%41".into()));
        for bad in ["%", "%4", "a%", "%zz", "%+1", "% 1", "%%41", "%4\u{e6}"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn unreserved_characters_and_slashes_of_a_path_stay() {
        let mut url = String::new();
        push_path(&mut url, "/aZ09-._~/ !\"#$%&'()*+,:;<=>?@[\\]^`{|}\u{7f}\u{e6}");
        assert_eq!(
            url,
            "/aZ09-._~/%20%21%22%23%24%25%26%27%28%29%2A%2B%2C%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60\
             %7B%7C%7D%7F%C3%A6"
        );
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn what_is_encoded_decodes_to_itself(text in "\\PC{0,20}") {
            let mut encoded = String::new();
            push_path(&mut encoded, &text);
            prop_assert_eq!(decode(&encoded), Some(text.as_bytes().into()));
        }

        #[test]
        fn any_bytes_fit_in_a_line(bytes: Vec<u8>) {
            let line = encode_line(&bytes);
            prop_assert!(line.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert_eq!(decode(&line), Some(bytes.as_slice().into()));
        }
    }
}
