//! Addresses of other sites, compared by what they lead to rather than by how they are written.
//!
//! In: an absolute web address. Out: whether it is that of a front page; a key that two addresses
//! of one page share. May import: nothing.

use url::Url;

/// Parameters that only say where a reader came from.
const TRACKING: [&str; 24] = [
    "_ga",
    "_gl",
    "cmp",
    "cmpid",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "ocid",
    "ref",
    "ref_src",
    "referrer",
    "smid",
    "twclid",
    "wbraid",
    "xtor",
    "yclid",
];

/// The prefixes of more such parameters.
const TRACKING_PREFIXES: [&str; 5] = ["utm_", "mtm_", "pk_", "at_", "guce_"];

/// The languages, and countries, that are directories of front pages: `/da/`, `/uk`, `/da-dk/`.
const LANGUAGES: [&str; 24] = [
    "ca", "da", "de", "dk", "en", "es", "eu", "fi", "fo", "fr", "gb", "int", "is", "it", "kl",
    "nb", "nl", "nn", "no", "pl", "se", "sv", "uk", "us",
];

/// Reads a web address; none if it is not one.
pub(super) fn read(address: &str) -> Option<Url> {
    let url = Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then_some(url)
}

/// Whether an address is that of a site, or of one of its languages, rather than of a page.
pub(super) fn is_front_page(url: &Url) -> bool {
    let names = |part: &str| !is_index(part) && !is_language(part);
    let mut parts = url.path().split('/').filter(|part| !part.is_empty());
    // At most a language and an index: `/da/index.html`.
    let is_root = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => true,
        (Some(part), None, _) => !names(part),
        (Some(first), Some(second), None) => is_language(first) && is_index(second),
        _ => false,
    };
    is_root && query(url).is_empty() && route(url).is_none()
}

/// What two addresses share that lead to one page: without scheme, `www.`, port if it is the usual
/// one, trailing slash, index file, tracking parameters and fragment, the parameters in order.
pub(super) fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path();
    let path = match path.rsplit_once('/') {
        Some((directory, last)) if is_index(last) => directory,
        _ => path,
    };
    let mut query = query(url);
    query.sort();
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let route = route(url).unwrap_or_default();
    format!("{host}{port}{}?{}#{route}", path.trim_end_matches('/'), query.join("&"))
}

/// The parameters that may decide which page is shown.
fn query(url: &Url) -> Vec<(String, String)> {
    let all = url.query_pairs().filter(|(name, _)| {
        let name = name.to_lowercase();
        let is_tracking = TRACKING.contains(&name.as_str())
            || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        !name.is_empty() && !is_tracking
    });
    all.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The fragment, where it is a page of its own: `#/nyhed/1`, `#!nyhed`.
fn route(url: &Url) -> Option<&str> {
    url.fragment().filter(|fragment| fragment.starts_with(['/', '!']) && fragment.len() > 1)
}

fn is_index(part: &str) -> bool {
    let part = part.to_lowercase();
    let name = part.split_once('.').map(|(name, _)| name);
    name.is_some_and(|name| ["index", "default", "forside", "home"].contains(&name))
}

fn is_language(part: &str) -> bool {
    let part = part.to_lowercase();
    let is_known = |part: &str| LANGUAGES.contains(&part);
    match part.split_once(['-', '_']) {
        Some((language, region)) => {
            is_known(language)
                && region.len() == 2
                && region.bytes().all(|b| b.is_ascii_lowercase())
        }
        None => is_known(&part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_bare(address: &str) -> bool {
        is_front_page(&read(address).unwrap())
    }

    #[test]
    fn front_pages() {
        for bare in [
            "https://dr.dk",
            "http://www.dr.dk/",
            "https://dr.dk//",
            "https://dr.dk/index.html",
            "https://dr.dk/Default.aspx",
            "https://dr.dk/?utm_source=x&fbclid=1",
            "https://dr.dk/?",
            "https://dr.dk/#top",
            "https://x.com/da/",
            "https://x.com/en-US",
            "https://x.com/da/index.php?UTM_medium=x",
        ] {
            assert!(is_bare(bare), "{bare}");
        }
        for page in [
            "https://dr.dk/nyheder",
            "https://dr.dk/?p=123",
            "https://dr.dk/?utm_source=x&id=1",
            "https://dr.dk/#/nyhed/1",
            "https://dr.dk/#!nyhed",
            "https://dr.dk/da/nyhed",
            "https://dr.dk/da/index.html/x",
            "https://t.me/xy",
            "https://dr.dk/index",
        ] {
            assert!(!is_bare(page), "{page}");
        }
    }

    #[test]
    fn one_page_has_one_key() {
        let key_of = |address: &str| key(&read(address).unwrap());
        let page = key_of("https://dr.dk/nyhed/1?b=2&a=1");
        for same in [
            "http://www.dr.dk/nyhed/1/?a=1&b=2",
            "https://DR.dk:443/nyhed/1?b=2&utm_source=rss&a=1#top",
            " https://dr.dk/nyhed/1/index.html?a=1&b=2&ref=forside",
        ] {
            assert_eq!(key_of(same), page, "{same}");
        }
        for other in [
            "https://dr.dk/nyhed/2?a=1&b=2",
            "https://dr.dk/nyhed/1?a=1",
            "https://dr.dk/Nyhed/1?a=1&b=2",
            "https://nyheder.dr.dk/nyhed/1?a=1&b=2",
            "https://dr.dk:8080/nyhed/1?a=1&b=2",
            "https://dr.dk/nyhed/1?a=1&b=2#/andet",
        ] {
            assert_ne!(key_of(other), page, "{other}");
        }
    }

    #[test]
    fn only_web_addresses_are_read() {
        for other in ["mailto:x@dr.dk", "/nyhed/1", "", "ftp://dr.dk/", "https://"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
