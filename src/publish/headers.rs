//! What a host is to say of each output: its type, how long it may be kept, how it is encoded.
//!
//! In: an output's path, and the rules of `[[publish.NAME.headers]]`. Out: its [`Headers`]. May
//! import: `config`, `hosting`, `media_type`.
//!
//! Object stores send the headers that an object was put with. Nothing here looks at bytes, so
//! the headers of a path change only with the rules, or with another version of digest.

use super::target::Headers;
use crate::config::HeaderRule;
use crate::hosting::{ASK_AGAIN, FOREVER, is_fingerprinted};
use crate::media_type::{content_type, essence};
use crate::paths::OutputPath;

/// How long files may be kept that keep their names when they change, but rarely do, and that no
/// other file depends on: images, fonts, recordings, PDF files. To ask for each of them
/// on every page costs more requests than the page; an hour is how long an old one may be seen, in
/// browsers and in a CDN that is not purged.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// The headers of an output. Of several rules that match it, the last one counts, for each header.
pub(crate) fn headers_of(path: &OutputPath, rules: &[HeaderRule]) -> Headers {
    let path = path.as_str();
    let matching: Vec<_> = rules.iter().filter(|rule| rule.matches.matches(path)).collect();
    let last = |header: fn(&HeaderRule) -> Option<&String>| {
        matching.iter().rev().find_map(|rule| header(rule)).cloned()
    };
    let content_encoding = last(|rule| rule.content_encoding.as_ref());
    // An encoding is undone before anyone asks for the type, so the type is that of the file within.
    let decoded = content_encoding.as_deref().and_then(|encoding| decoded_path(path, encoding));
    Headers {
        content_type: last(|rule| rule.content_type.as_ref())
            .unwrap_or_else(|| content_type(decoded.unwrap_or(path))),
        cache_control: last(|rule| rule.cache_control.as_ref())
            .unwrap_or_else(|| cache_control(path).into()),
        content_encoding,
    }
}

/// The path of the file that a compressed sibling is made from.
fn decoded_path<'a>(path: &'a str, encoding: &str) -> Option<&'a str> {
    let suffix = match encoding {
        "br" => ".br",
        "gzip" => ".gz",
        "zstd" => ".zst",
        _ => return None,
    };
    path.strip_suffix(suffix)
}

fn cache_control(path: &str) -> &'static str {
    if is_fingerprinted(path) {
        return FOREVER;
    }
    match essence(path).split('/').next() {
        Some("image" | "font" | "audio" | "video") => FOR_AN_HOUR,
        _ if essence(path) == "application/pdf" => FOR_AN_HOUR,
        // Pages, feeds and everything that goes with a page: styles, scripts, their data. An old one
        // of these with a new page is a broken page.
        _ => ASK_AGAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::Glob;

    fn of(path: &str, rules: &[HeaderRule]) -> Headers {
        headers_of(&OutputPath::new(path).unwrap(), rules)
    }

    fn rule(pattern: &str) -> HeaderRule {
        HeaderRule {
            matches: Glob::new(pattern).unwrap(),
            content_type: None,
            cache_control: None,
            content_encoding: None,
        }
    }

    #[test]
    fn only_files_with_a_hash_in_their_names_are_kept_forever() {
        for path in ["aktiver/tema.0123456789abcdef.css", "billeder/0123456789abcdef-1280.webp"] {
            assert_eq!(of(path, &[]).cache_control, FOREVER, "{path}");
        }
        for path in [
            "billeder/foto.jpg",
            "billeder/1234-5.jpg",
            "billeder/x/0123456789abcdef-1.jpg",
            "logoer/0123456789abcdef-1.jpg",
        ] {
            assert_eq!(of(path, &[]).cache_control, FOR_AN_HOUR, "{path}");
        }
        // As a sibling of one that is.
        assert_eq!(of("aktiver/tema.0123456789abcdef.css.br", &[]).cache_control, FOREVER);
    }

    #[test]
    fn what_pages_depend_on_is_asked_for_again() {
        for path in [
            "index.html",
            "404.html",
            "atom.xml",
            "feed.json",
            "sitemap.xml",
            "robots.txt",
            "events.ics",
            "site.webmanifest",
            "aktiver/eget.css",
            "søg/index.json",
            "x.wasm",
            "_headers",
            "download.bin",
        ] {
            assert_eq!(of(path, &[]).cache_control, ASK_AGAIN, "{path}");
        }
        for path in ["favicon.ico", "icon-192.png", "skrift.woff2", "rapport.pdf", "a.mp3"] {
            assert_eq!(of(path, &[]).cache_control, FOR_AN_HOUR, "{path}");
        }
    }

    #[test]
    fn the_last_rule_that_matches_counts_for_each_header() {
        let rules = [
            HeaderRule {
                cache_control: Some("no-store".into()),
                content_type: Some("text/plain".into()),
                ..rule("**/*.html")
            },
            HeaderRule { cache_control: Some("max-age=60".into()), ..rule("index.html") },
            HeaderRule { cache_control: Some("max-age=1".into()), ..rule("*.png") },
        ];
        let expected = Headers {
            content_type: "text/plain".into(),
            cache_control: "max-age=60".into(),
            content_encoding: None,
        };
        assert_eq!(of("om/index.html", &rules), expected);
        assert_eq!(of("a.html", &rules).cache_control, "no-store");
        assert_eq!(of("a.png", &rules).content_type, "image/png");
    }

    #[test]
    fn compressed_siblings_are_files_of_their_own_type_unless_a_rule_says_otherwise() {
        assert_eq!(of("index.html.gz", &[]).content_type, "application/gzip");
        assert_eq!(of("index.html.gz", &[]).content_encoding, None);
        let rules = [
            HeaderRule { content_encoding: Some("gzip".into()), ..rule("*.gz") },
            HeaderRule { content_encoding: Some("br".into()), ..rule("*.br") },
        ];
        let gzip = of("index.html.gz", &rules);
        assert_eq!(gzip.content_type, "text/html; charset=utf-8");
        assert_eq!(gzip.content_encoding.as_deref(), Some("gzip"));
        assert_eq!(
            of("a/feed.json.br", &rules).content_type,
            "application/feed+json; charset=utf-8"
        );
        assert_eq!(of("index.html", &rules).content_encoding, None);
    }
}
