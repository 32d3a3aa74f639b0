//! Requests under conditions, and those for the head alone (RFC 9110, sections 9.3.2 and 13).

use crate::client::Client;
use crate::site::Served;

#[test]
fn what_a_client_has_is_not_sent_again() {
    let served = Served::new();
    let tag = served.get("/tema.css").field("etag").unwrap().to_owned();
    for list in [
        tag.clone(),
        format!("W/{tag}"),
        "*".to_owned(),
        format!("\"x\", {tag}"),
        format!("\"a,b\",W/{tag} , \"c\""),
        format!("\"x\"\r\nIf-None-Match: {tag}"),
    ] {
        let answer = served.get_with("/tema.css", &format!("If-None-Match: {list}\r\n"));
        assert_eq!((answer.status, answer.text().as_str()), (304, ""), "{list}");
        assert_eq!(answer.field("etag"), Some(tag.as_str()));
        assert_eq!(answer.field("cache-control"), Some("no-cache"));
        assert_eq!(answer.field("content-length"), None);
    }
}

#[test]
fn what_a_client_has_not_is_sent() {
    let served = Served::new();
    let tag = served.get("/tema.css").field("etag").unwrap().to_owned();
    for list in ["\"x\"", "", "x", tag.trim_matches('"'), &format!("\"x, {tag}")] {
        let answer = served.get_with("/tema.css", &format!("If-None-Match: {list}\r\n"));
        assert_eq!(answer.status, 200, "{list}");
    }
    served.site.write("tema.css", "p { color: blue }");
    let answer = served.get_with("/tema.css", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((answer.status, answer.text().as_str()), (200, "p { color: blue }"));
}

#[test]
fn a_file_that_is_not_there_has_no_tag() {
    let served = Served::new();
    let answer = served.get_with("/none", "If-None-Match: *\r\nRange: bytes=0-0\r\n");
    assert_eq!((answer.status, answer.field("etag")), (404, None));
}

#[test]
fn what_a_client_has_comes_before_the_part_that_it_wants() {
    let served = Served::new();
    let fields = "If-None-Match: *\r\nRange: bytes=0-0\r\n";
    assert_eq!(served.get_with("/film.mp4", fields).status, 304);
}

#[test]
fn a_head_is_that_of_the_whole_answer() {
    let served = Served::new();
    let port = served.port;
    for path in ["/", "/om", "/none", "/tema.css", "/film.mp4", "/../"] {
        let whole = served.get(path);
        let mut client = Client::connect(port);
        // The next answer must follow at once: a body would be read as its beginning.
        client.send(format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        let head = client.head().unwrap();
        assert_eq!(head.status, whole.status, "{path}");
        let fields = |answer: &crate::client::Answer| {
            let mut fields = answer.fields.clone();
            fields.retain(|(name, _)| name != "date");
            fields.sort();
            fields
        };
        assert_eq!(fields(&head), fields(&whole), "{path}");
        if path != "/../" {
            client.send("GET /tema.css HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assert_eq!(client.answer().unwrap().text(), "p { color: red }", "{path}");
        }
    }
}

#[test]
fn a_head_has_no_range() {
    let served = Served::new();
    let mut client = Client::connect(served.port);
    client.send("HEAD /film.mp4 HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0\r\n\r\n");
    let head = client.head().unwrap();
    assert_eq!((head.status, head.field("content-length")), (200, Some("10")));
}
