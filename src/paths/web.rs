//! Addresses of other sites. Browsers read more than the standard lets authors write (URL Standard,
//! §4.1): they drop tabs and line ends, take `\` for `/`, and add slashes that are missing. What
//! they would repair is refused here, since other programs repair it otherwise or not at all.

use std::borrow::Cow;

use url::Url;

/// Why a text is no absolute `http` or `https` address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadWebAddress {
    /// It does not begin with `http:` or `https:`.
    #[error("does not begin with `https://`")]
    Scheme,
    /// The scheme is not followed by exactly two slashes: `https:host`, `https:///host`.
    #[error("does not have `//` and a host after `{0}:`")]
    Slashes(String),
    /// It contains a character that browsers drop or replace.
    #[error("contains {}", shown(*.0))]
    Character(char),
    /// The host or port is not valid.
    #[error("is not a web URL: {0}")]
    Invalid(#[from] url::ParseError),
}

impl BadWebAddress {
    /// The problem of a URL in content.
    pub(crate) fn message(&self, address: &str) -> String {
        match self {
            Self::Invalid(error) => format!("`{address}` is not a web URL: {error}"),
            error => format!("the URL `{address}` {error}"),
        }
    }
}

/// How to write an address.
pub(crate) const FULL_URL: &str = "write a full URL such as `https://example.dk/`";

/// Reads an absolute `http` or `https` address. Gives it as it can be published: spaces around it
/// are dropped, those within it encoded.
pub(crate) fn web_address(text: &str) -> Result<Cow<'_, str>, BadWebAddress> {
    let text = text.trim_matches(' ');
    let (scheme, rest) = text.split_once(':').ok_or(BadWebAddress::Scheme)?;
    if !is_web_scheme(scheme) {
        return Err(BadWebAddress::Scheme);
    }
    check_rest(scheme, rest)?;
    if !has_plain_host(rest) {
        Url::parse(text)?;
    }
    Ok(with_encoded_spaces(text))
}

/// Whether `//host` is followed by a path, if anything, and the host is a name that needs no parser
/// to be known as valid, as nearly all are. A name is neither an internationalized one
/// (`xn--`) nor a number (`127.1`, `0x7f`).
fn has_plain_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let is_name = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    host.split('.').all(is_name)
}

/// Reads an address that takes over the scheme of the page: `//host/path`.
fn scheme_relative_address(text: &str) -> Result<Cow<'_, str>, BadWebAddress> {
    let text = text.trim_matches(' ');
    check_rest("https", text)?;
    Url::parse(&format!("https:{text}"))?;
    Ok(with_encoded_spaces(text))
}

/// Reads an address of another site as it can be published: with the scheme of web addresses, or
/// that of the page. One with another scheme, such as `mailto:`, is as it is.
pub(crate) fn external_address(text: &str) -> Result<Cow<'_, str>, BadWebAddress> {
    match text.split_once(':') {
        _ if text.starts_with("//") => scheme_relative_address(text),
        Some((scheme, _)) if is_web_scheme(scheme) => web_address(text),
        _ => Ok(text.into()),
    }
}

/// Whether a scheme is that of web addresses, in any case of letters.
fn is_web_scheme(scheme: &str) -> bool {
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Checks what follows the scheme and its colon.
fn check_rest(scheme: &str, rest: &str) -> Result<(), BadWebAddress> {
    let is_bad = |c: char| c == '\\' || c.is_control() || c != ' ' && c.is_whitespace();
    if let Some(bad) = rest.chars().find(|c| is_bad(*c)) {
        return Err(BadWebAddress::Character(bad));
    }
    match rest.strip_prefix("//") {
        Some(host) if !host.is_empty() && !host.starts_with('/') => Ok(()),
        _ => Err(BadWebAddress::Slashes(scheme.to_owned())),
    }
}

/// A character as messages show it.
fn shown(c: char) -> String {
    if c == '\\' { "`\\`".into() } else { format!("{c:?}") }
}

fn with_encoded_spaces(text: &str) -> Cow<'_, str> {
    if text.contains(' ') { text.replace(' ', "%20").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::property_tests::seeded;

    #[test]
    fn addresses_are_published_as_written() {
        for address in [
            "https://x.dk",
            "HTTP://X.dk:8080/a?b#c",
            "https://blåbær.dk/æ",
            "https://[::1]/",
            "https://x.dk//a",
            "https://me@x.dk/",
        ] {
            assert_eq!(web_address(address).as_deref(), Ok(address));
        }
        assert_eq!(web_address("  https://x.dk/a b ").as_deref(), Ok("https://x.dk/a%20b"));
        assert_eq!(scheme_relative_address("//x.dk/a b").as_deref(), Ok("//x.dk/a%20b"));
        let long = format!("//{}.dk", "a".repeat(300));
        assert!(has_plain_host(&long) && Url::parse(&format!("https:{long}")).is_ok());
    }

    proptest::proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn plain_hosts_are_valid(rest in "//[a-z0-9.x-]{1,9}(/[^\\\\\\s\\pC]{0,5})?") {
            if has_plain_host(&rest) {
                let address = format!("https:{rest}");
                proptest::prop_assert!(Url::parse(&address).is_ok(), "{}", address);
            }
        }
    }

    #[test]
    fn other_schemes_are_left_as_they_are() {
        for address in ["mailto:a b@x.dk", "tel:112", "data:image/png;base64,AA", "x"] {
            assert_eq!(external_address(address).as_deref(), Ok(address));
        }
        assert_eq!(external_address("//x.dk/a b").as_deref(), Ok("//x.dk/a%20b"));
        assert_eq!(external_address("https://x.dk/a b").as_deref(), Ok("https://x.dk/a%20b"));
        assert!(external_address("//").is_err() && external_address("HTTPS:x.dk").is_err());
    }

    #[test]
    fn what_browsers_would_repair_is_refused() {
        for address in [
            "",
            "x.dk",
            "//x.dk",
            "ftp://x.dk",
            "ht\ntps://x.dk",
            "https:x.dk/a",
            "https:/x.dk/a",
            "https:///x.dk",
            "https:\\\\x.dk",
            "https://x.dk\\a",
            "https://\\x.dk",
            "https://x.dk/a\nb",
            "https://x.dk/a\tb",
            "https://x.dk/a\u{a0}b",
            "https://",
            "https:// x.dk",
            "https://x .dk",
            "https://x.dk:99999",
            "https://?a",
        ] {
            assert!(web_address(address).is_err(), "{address:?}");
        }
        for address in ["//", "///x.dk", "//x.dk\\a", "/x", "//x .dk", "//x.dk/\ta"] {
            assert!(scheme_relative_address(address).is_err(), "{address:?}");
        }
    }
}
