//! Which addresses guests may link to.

/// Whether an address is relative or of a scheme that only leads to a page, a mail or a call.
///
/// Reads it as browsers do (URL Standard §4.4): spaces and control characters before it, and
/// tabs and line ends anywhere in it, do not count.
pub(super) fn is_safe(address: &str) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let mut characters = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    let mut scheme = String::new();
    loop {
        match characters.next() {
            None | Some('/' | '\\' | '?' | '#') => return true,
            Some(':') => break,
            Some(c) if scheme.len() <= LONGEST => scheme.push(c.to_ascii_lowercase()),
            Some(_) => {}
        }
    }
    SCHEMES.contains(&scheme.as_str())
}

/// Whether an address leads out of the site by itself: it has one of the allowed schemes.
pub(super) fn is_external(address: &str) -> bool {
    let is_scheme = |scheme: &str| {
        address.len() > scheme.len()
            && address.as_bytes()[scheme.len()] == b':'
            && address.as_bytes()[..scheme.len()].eq_ignore_ascii_case(scheme.as_bytes())
    };
    SCHEMES.into_iter().any(is_scheme)
}

const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
const LONGEST: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_schemes_and_relative_addresses_are_safe() {
        for address in [
            "",
            "#a",
            "/x/",
            "../a.md#b",
            "@slug",
            "//host/x",
            "a/b:c",
            "?a:b",
            "HTTPS://x",
            "tel:112",
            " http://x",
        ] {
            assert!(is_safe(address), "{address:?}");
        }
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            " \n javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
            "file:///etc",
            "x:y",
            "httpsx:y",
            "ø:x",
            ":x",
            "java\u{0}script:x",
        ] {
            assert!(!is_safe(address), "{address:?}");
        }
    }

    #[test]
    fn an_external_address_names_its_scheme() {
        assert!(is_external("https://x") && is_external("MAILTO:a@b.dk"));
        assert!(!is_external("a.md") && !is_external("//x") && !is_external("http"));
    }
}
