//! Parts of a file (RFC 9110, section 14).

use crate::client::Answer;
use crate::site::Served;

fn part(served: &Served, fields: &str) -> (u16, String, Option<String>) {
    let answer = served.get_with("/film.mp4", fields);
    let range = answer.field("content-range").map(str::to_owned);
    (answer.status, answer.text(), range)
}

fn tag(answer: &Answer) -> String {
    answer.field("etag").unwrap().to_owned()
}

#[test]
fn a_part_is_given_as_asked_for() {
    let served = Served::new();
    for (range, text, place) in [
        ("0-0", "0", "0-0"),
        ("2-4", "234", "2-4"),
        ("7-", "789", "7-9"),
        ("-3", "789", "7-9"),
        ("-99", "0123456789", "0-9"),
        ("9-99999999999999999999999999999", "9", "9-9"),
    ] {
        let expected = (206, text.to_owned(), Some(format!("bytes {place}/10")));
        assert_eq!(part(&served, &format!("Range: bytes={range}\r\n")), expected, "{range}");
    }
}

#[test]
fn a_part_that_does_not_exist_is_reported() {
    let served = Served::new();
    for range in ["10-", "99999999999999999999999999999-", "-0"] {
        let (status, _, place) = part(&served, &format!("Range: bytes={range}\r\n"));
        assert_eq!((status, place.as_deref()), (416, Some("bytes */10")), "{range}");
    }
}

#[test]
fn ranges_without_sense_and_several_are_ignored() {
    let served = Served::new();
    let all = (200, "0123456789".to_owned(), None);
    for range in ["bytes=5-1", "bytes=a-", "bytes=", "bytes", "lines=0-1", "bytes=0-1,3-4", "x"] {
        assert_eq!(part(&served, &format!("Range: {range}\r\n")), all, "{range}");
    }
    assert_eq!(part(&served, "Range: bytes=0-1\r\nRange: bytes=2-3\r\n"), all);
}

#[test]
fn a_part_is_given_only_of_the_file_that_is_meant() {
    let served = Served::new();
    let tag = tag(&served.get("/film.mp4"));
    let range = |condition: &str| {
        part(&served, &format!("Range: bytes=2-4\r\nIf-Range: {condition}\r\n")).0
    };
    assert_eq!(range(&tag), 206);
    for other in ["\"x\"", &format!("W/{tag}"), "Wed, 21 Oct 2026 07:28:00 GMT", "*", ""] {
        assert_eq!(range(other), 200, "{other}");
    }
    assert_eq!(range(&format!("{tag}\r\nIf-Range: \"x\"")), 200);
}

#[test]
fn a_part_has_the_tag_and_type_of_the_whole() {
    let served = Served::new();
    let (whole, part) =
        (served.get("/film.mp4"), served.get_with("/film.mp4", "Range: bytes=0-1\r\n"));
    for name in ["etag", "content-type", "accept-ranges", "cache-control"] {
        assert_eq!(whole.field(name), part.field(name), "{name}");
    }
    assert_eq!(whole.field("accept-ranges"), Some("bytes"));
    assert_eq!(part.field("content-length"), Some("2"));
}

#[test]
fn a_part_of_a_page_is_one_of_what_the_browser_sees() {
    let served = Served::new();
    let whole = served.get("/").text();
    let part = served.get_with("/", "Range: bytes=-20\r\n");
    assert_eq!((part.status, part.text().as_str()), (206, &whole[whole.len() - 20..]));
}
