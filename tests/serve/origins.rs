//! What pages of others can do here: nothing.

use crate::client::{Client, exchange};
use crate::site::{CANARY, Served};

/// The status of the stream of events; a stream that is open is not read.
fn events(served: &Served, path: &str, fields: &str) -> u16 {
    let mut client = Client::connect(served.port);
    let port = served.port;
    client.send(format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{fields}\r\n"));
    client.head().unwrap().status
}

#[test]
fn own_pages_may_have_events() {
    let served = Served::new();
    let path = served.mark("/").events();
    assert_eq!(events(&served, &path, ""), 200);
    assert_eq!(events(&served, &path, "Sec-Fetch-Site: same-origin\r\n"), 200);
    assert_eq!(
        events(&served, &path, &format!("Origin: http://localhost:{}\r\n", served.port)),
        200
    );
}

#[test]
fn foreign_pages_may_not_have_events() {
    let served = Served::new();
    let path = served.mark("/").events();
    for origin in [
        "http://evil.example",
        "null",
        "",
        "http://127.0.0.1:PORT",
        "http://[::1]:PORT",
        "http://192.168.1.5",
        "http://localhost",
        "https://localhost:PORT",
        "http://localhost:PORT.evil.example",
        "file://",
    ] {
        let origin = origin.replace("PORT", &served.port.to_string());
        assert_eq!(events(&served, &path, &format!("Origin: {origin}\r\n")), 403, "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(events(&served, &path, &format!("Sec-Fetch-Site: {site}\r\n")), 403, "{site}");
    }
}

#[test]
fn the_token_is_needed_for_all_that_is_the_servers_own() {
    let served = Served::new();
    let mark = served.mark("/");
    let token = mark.own["/_digest/".len()..].trim_end_matches('/').to_owned();
    assert_eq!(token.len(), 32);
    let (other, upper) = ("0".repeat(32), token.to_ascii_uppercase());
    let mut wrong = vec!["", "x", &token[1..], &other, "%30"];
    // A token without letters is its own capital form.
    wrong.extend((upper != token).then_some(upper.as_str()));
    let own = format!("Origin: http://localhost:{}\r\n", served.port);
    for path in [mark.events(), format!("{}live.js", mark.own), format!("{}problems", mark.own)] {
        for wrong in &wrong {
            let path = path.replace(&token, wrong);
            for fields in ["", own.as_str(), "Origin: null\r\n"] {
                let status = events(&served, &path, fields);
                // Without a token there are two slashes, which no path has.
                assert_eq!(status, if wrong.is_empty() { 400 } else { 403 }, "{path}");
            }
        }
    }
    assert_eq!(served.get("/_digest/").status, 403);
    assert_eq!(served.get(&format!("/_digest/{token}")).status, 404);
    assert_eq!(served.get(&format!("/_digest/{token}/x")).status, 404);
}

#[test]
fn servers_do_not_share_a_token() {
    assert_ne!(Served::new().mark("/").own, Served::new().mark("/").own);
}

#[test]
fn a_stream_takes_no_commands() {
    let served = Served::new();
    let path = served.mark("/").events();
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    assert_eq!(events(&served, &path, upgrade), 200, "it is no switch of protocols");
    assert_eq!(events(&served, &path, &format!("{upgrade}Origin: http://evil.example\r\n")), 403);
    assert_eq!(events(&served, &format!("{path}&command=x"), ""), 400);
    assert_eq!(events(&served, path.split('?').next().unwrap(), ""), 400);
}

#[test]
fn nothing_is_given_to_other_origins() {
    let served = Served::new();
    let mark = served.mark("/");
    let own = [format!("{}live.js", mark.own), format!("{}problems", mark.own)];
    let site = ["/", "/om", "/tema.css", "/film.mp4", "/none", "/../"].map(str::to_owned);
    for path in site.iter().chain(&own) {
        let answer = served.get_with(path, "Origin: http://evil.example\r\n");
        assert!(answer.fields.iter().all(|(name, _)| !name.starts_with("access-control")));
        assert_eq!(answer.field("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.field("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[test]
fn only_reading_is_answered() {
    let served = Served::new();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "DIGEST", "get"] {
        let answer = exchange(
            served.port,
            format!(
                "{method} / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\
                 Access-Control-Request-Method: GET\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b"
            ),
        );
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.field("allow"), Some("GET, HEAD"), "{method}");
        assert!(answer.fields.iter().all(|(name, _)| !name.starts_with("access-control")));
        assert!(!answer.text().contains(CANARY));
    }
    assert_eq!(exchange(served.port, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 405);
    let connect = "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assert_eq!(exchange(served.port, connect).status, 405);
}
