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
    let check =
        |name: HeaderName, value| check_page(&headers(&[(HOST, "localhost:8000"), (name, value)]));
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
