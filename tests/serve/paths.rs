//! Paths that lead nowhere, however they are written.

use crate::client::exchange;
use crate::site::{CANARY, Served};

/// Sends a request line's target as bytes.
fn status(served: &Served, target: &[u8]) -> u16 {
    let host = format!(" HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port);
    let answer = exchange(served.port, [b"GET ", target, host.as_bytes()].concat());
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(!body.contains(CANARY), "{}: {body}", String::from_utf8_lossy(target));
    answer.status
}

fn refused(targets: &[&[u8]]) {
    let served = Served::new();
    for target in targets {
        let status = status(&served, target);
        assert!([400, 404].contains(&status), "{status}: {}", String::from_utf8_lossy(target));
    }
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn dots_lead_nowhere() {
    refused(&[
        b"/..",
        b"/../",
        b"/../index.html",
        b"/om/../",
        b"/./",
        b"/om/.",
        b"/..;/",
        b"/.../",
    ]);
}

#[test]
fn encoded_dots_lead_nowhere() {
    refused(&[b"/..%2f", b"/%2e%2e/", b"/%2E%2e/", b"/.%2e/", b"/%2e/", b"/om%2f..%2findex.html"]);
}

#[test]
fn dots_that_are_encoded_twice_lead_nowhere() {
    refused(&[b"/%252e%252e/", b"/%252e%252e%252f", b"/%25252e/", b"/%252e/"]);
}

#[test]
fn backslashes_lead_nowhere() {
    refused(&[
        b"/..\\",
        b"/%5c..",
        b"/..%5c",
        b"\\..\\",
        b"/om\\..\\index.html",
        b"/C:\\x",
        b"/c:/",
    ]);
}

#[test]
fn doubled_slashes_lead_nowhere() {
    refused(&[b"//etc", b"//", b"///", b"//index.html", b"/om//", b"//localhost/", b"/%2f"]);
}

#[test]
fn nulls_and_control_characters_lead_nowhere() {
    refused(&[b"/.%00", b"/index.html%00", b"/%00", b"/%0d%0a", b"/%1b", b"/\x00", b"/\x7f"]);
}

#[test]
fn absolute_and_other_targets_lead_nowhere() {
    refused(&[
        b"http://localhost/",
        b"http://evil.example/",
        b"https://localhost/index.html",
        b"file:///etc/passwd",
        b"*",
        b"localhost:80",
        b"index.html",
        b"?",
    ]);
}

/// A fragment is never sent (RFC 9112, section 3.2). The parser cuts one off, so it can lead
/// nowhere but to the path before it.
#[test]
fn fragments_are_not_looked_at() {
    let served = Served::new();
    let front = served.get("/").text();
    for target in ["/#/../", "/#", "/index.html#x", "/?a#b", "/#/om/"] {
        let answer = served.get(target);
        assert_eq!((answer.status, answer.text()), (200, front.clone()), "{target}");
    }
    assert_eq!(served.get("/none#/").status, 404);
    assert_eq!(served.get("/../#/").status, 400);
    refused(&[b"#/", b"#"]);
}

#[test]
fn overlong_and_broken_utf_8_leads_nowhere() {
    refused(&[
        b"/%c0%ae%c0%ae/",
        b"/%c0%af",
        b"/%e0%80%ae/",
        b"/%ff",
        b"/%ed%a0%80",
        b"/\xc0\xae\xc0\xae/",
        b"/\xff",
    ]);
}

#[test]
fn broken_escapes_lead_nowhere() {
    refused(&[b"/%zz", b"/%", b"/%2", b"/%u002e", b"/% 2e", b"/%-1", b"/om/%"]);
}

#[test]
fn names_that_no_file_system_has_lead_nowhere() {
    refused(&[
        b"/con",
        b"/nul.txt",
        b"/om.",
        b"/om%20",
        b"/a:b",
        b"/a*",
        &[b"/".as_slice(), &[b'x'; 300]].concat(),
    ]);
}

#[test]
fn letters_may_be_encoded_or_not() {
    let served = Served::new();
    served.site.write("ærø/index.html", "<p>island");
    for path in ["/%C3%A6r%C3%B8/", "/%c3%a6r%c3%b8/", "/ærø/", "/%c3%a6%72ø/"] {
        assert!(served.get(path).text().starts_with("<p>island"), "{path}");
    }
}
