//! Which requests are refused before anything is looked up.
//!
//! In: the head of a request. Out: nothing, or a [`Refusal`].
//!
//! Any page in a browser on this machine can send requests here, and any host name can be made to
//! resolve to this machine. So only requests to our own hosts are answered, only `GET` and `HEAD`,
//! and the event stream only to our own pages.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hyper::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, ORIGIN, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

const MAX_TARGET_BYTES: usize = 8 * 1024;
/// Says where a request comes from (Fetch Metadata).
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No `Host`, or more than one.
    NoHost,
    /// A host that is not this server.
    ForeignHost,
    /// Neither `GET` nor `HEAD`.
    Method,
    /// A request with a body.
    Body,
    /// A target that is not a path.
    Target,
    LongTarget,
    /// Another site's page asks for the server's own files.
    ForeignPage,
}

impl Refusal {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NoHost | Self::Body | Self::Target => StatusCode::BAD_REQUEST,
            Self::ForeignHost | Self::ForeignPage => StatusCode::FORBIDDEN,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::LongTarget => StatusCode::URI_TOO_LONG,
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::NoHost => "A request must have one Host header.\n",
            Self::ForeignHost => {
                "This host name is not allowed. `digest serve --host NAME` adds one.\n"
            }
            Self::Method => "Only GET and HEAD are allowed.\n",
            Self::Body => "A GET or HEAD request must not have a body.\n",
            Self::Target => "The path is not valid.\n",
            Self::LongTarget => "The path is too long.\n",
            Self::ForeignPage => "Only pages from this server may request this.\n",
        }
    }
}

/// Checks any request. `local` is the address at which it came in, `names` are the host names that
/// are ours in addition to those of this machine.
pub(super) fn check(head: &Parts, local: SocketAddr, names: &[&str]) -> Result<(), Refusal> {
    let host = host(&head.headers).ok_or(Refusal::NoHost)?;
    if !is_ours(host, local, names) {
        return Err(Refusal::ForeignHost);
    }
    if !matches!(head.method, Method::GET | Method::HEAD) {
        return Err(Refusal::Method);
    }
    let length = head.headers.get_all(CONTENT_LENGTH).into_iter();
    let is_empty = length.into_iter().all(|length| length == "0");
    if !is_empty || head.headers.contains_key(TRANSFER_ENCODING) {
        return Err(Refusal::Body);
    }
    if head.uri.scheme().is_some() || head.uri.authority().is_some() {
        return Err(Refusal::Target);
    }
    match head.uri.path_and_query() {
        Some(target) if target.as_str().len() > MAX_TARGET_BYTES => Err(Refusal::LongTarget),
        Some(_) => Ok(()),
        None => Err(Refusal::Target),
    }
}

/// Checks that a request for one of the server's own files comes from one of its own pages.
/// Browsers say so in one of two headers, or in neither when a page reads from its own host; then
/// the token in the URL must do.
pub(super) fn check_page(headers: &HeaderMap) -> Result<(), Refusal> {
    let own = host(headers).map(|host| format!("http://{host}"));
    let is_own = |origin: &str| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(origin));
    let mut origins = headers.get_all(ORIGIN).into_iter();
    let mut sites = headers.get_all(FETCH_SITE).into_iter();
    let is_good = origins.all(|origin| origin.to_str().is_ok_and(is_own))
        && sites.all(|site| site == "same-origin" || site == "none");
    if is_good { Ok(()) } else { Err(Refusal::ForeignPage) }
}

/// The only `Host` of a request.
fn host(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(HOST).into_iter();
    let host = hosts.next()?.to_str().ok()?;
    hosts.next().is_none().then_some(host).filter(|host| !host.is_empty())
}

/// Whether a host, with our port or none, is this server.
///
/// An address is ours if the request came in at it. That covers every address of the machine
/// without a list of them, and no other host name can pass for one.
fn is_ours(host: &str, local: SocketAddr, names: &[&str]) -> bool {
    let port = local.port().to_string();
    let is_port = |text: &str| text.is_empty() || text == port;
    let here = local.ip().to_canonical();
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, rest)) = rest.split_once(']') else { return false };
        let is_our_port = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
        let address = address.parse::<Ipv6Addr>();
        return is_our_port
            && address.is_ok_and(|it| it.is_loopback() || IpAddr::V6(it).to_canonical() == here);
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    if !is_port(port) {
        return false;
    }
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        return address == Ipv4Addr::LOCALHOST || address == here;
    }
    let is_label = |label: &str| {
        let is_of_names = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty() && label.chars().all(is_of_names)
    };
    name.split('.').all(is_label)
        && (name == "localhost"
            || name.ends_with(".localhost")
            || names.iter().any(|ours| name.eq_ignore_ascii_case(ours.trim_end_matches('.'))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    const NAMES: &[&str] = &["digitalt.example", "Min-Maskine.local"];

    fn is_ours_at(host: &str, local: &str) -> bool {
        is_ours(host, local.parse().unwrap(), NAMES)
    }

    #[test]
    fn our_own_names() {
        for host in [
            "localhost",
            "localhost:8000",
            "LOCALHOST:8000",
            "localhost.",
            "localhost.:8000",
            "localhost:",
            "nyt.localhost",
            "a.b.localhost:8000",
            "127.0.0.1",
            "127.0.0.1:8000",
            "[::1]",
            "[::1]:8000",
            "[0:0:0:0:0:0:0:1]:8000",
            "digitalt.example",
            "Digitalt.Example.:8000",
            "min-maskine.local:8000",
        ] {
            assert!(is_ours_at(host, "127.0.0.1:8000"), "{host}");
        }
    }

    #[test]
    fn names_of_others() {
        for host in [
            "",
            ".",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "xlocalhost",
            ".localhost",
            "a..localhost",
            "localhost..",
            "localhost:80",
            "localhost:8000:8000",
            "localhost:08000",
            "localhost:+8000",
            "me@localhost",
            "evil.example/.localhost",
            "evil.example#.localhost",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "127.0.0.2",
            "0.0.0.0:8000",
            "192.168.1.5:8000",
            "::1",
            "[::1",
            "[::1]8000",
            "[::1]:80",
            "[::]",
            "[::1%25lo]",
            "[127.0.0.1]",
            "digitalt.example.evil.example",
            "x.digitalt.example",
        ] {
            assert!(!is_ours_at(host, "127.0.0.1:8000"), "{host}");
        }
    }

    #[test]
    fn an_address_is_ours_where_the_request_came_in() {
        assert!(is_ours_at("192.168.1.5:8000", "192.168.1.5:8000"));
        assert!(is_ours_at("192.168.1.5:8000", "[::ffff:192.168.1.5]:8000"));
        assert!(is_ours_at("[fd00::5]:8000", "[fd00::5]:8000"));
        assert!(!is_ours_at("192.168.1.6:8000", "192.168.1.5:8000"));
        assert!(!is_ours_at("[fd00::6]:8000", "[fd00::5]:8000"));
    }

    fn headers(list: &[(HeaderName, &str)]) -> HeaderMap {
        let pairs = list.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn pages_of_other_sites_are_recognised_by_headers() {
        let check = |name: HeaderName, value| {
            check_page(&headers(&[(HOST, "localhost:8000"), (name, value)]))
        };
        for origin in ["http://localhost:8000", "HTTP://LOCALHOST:8000"] {
            assert_eq!(check(ORIGIN, origin), Ok(()), "{origin}");
        }
        for origin in [
            "null",
            "",
            "http://evil.example",
            "http://127.0.0.1:8000",
            "http://localhost",
            "https://localhost:8000",
            "http://localhost:8000.evil.example",
        ] {
            assert_eq!(check(ORIGIN, origin), Err(Refusal::ForeignPage), "{origin}");
        }
        assert_eq!(check(FETCH_SITE, "same-origin"), Ok(()));
        for site in ["cross-site", "same-site", "x"] {
            assert_eq!(check(FETCH_SITE, site), Err(Refusal::ForeignPage), "{site}");
        }
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn no_other_name_is_ours(host in "[a-z0-9.:@\\[\\]-]{0,30}") {
            let at = host.rfind(':').filter(|_| !host.ends_with(']')).unwrap_or(host.len());
            let name = host[..at].trim_end_matches('.');
            let is_known = name == "localhost" || name.ends_with(".localhost")
                || name == "127.0.0.1" || name.starts_with('[') || NAMES.contains(&name);
            prop_assert!(is_known || !is_ours_at(&host, "127.0.0.1:8000"));
        }
    }
}
