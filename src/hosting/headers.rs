//! The headers that hosts send with every file, and `_headers`, in which some of them read that.

use std::fmt::Write;

use crate::media_type::essence;

/// The directories whose files are named after their contents, so that no URL ever has others.
pub(super) const FINGERPRINTED: [&str; 2] = ["aktiver", "billeder"];

/// How many digits of a hash are in such a name, at least.
const HASH_DIGITS: usize = 16;

/// How long what is in them is kept: a year, without asking again.
pub(crate) const FOREVER: &str = "public, max-age=31536000, immutable";
/// Everything else is kept, and asked for again each time. For Netlify and Cloudflare this is so
/// without a rule, and Cloudflare would join it with the other.
pub(crate) const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// The file of the rules by which browsers fetch pages in advance. They ignore it without its media
/// type.
pub(crate) const SPECULATION_RULES: &str = "speculation-rules.json";

/// Whether a file is named after its contents: `aktiver/tema.HASH.css`, `billeder/HASH-WIDTH.jpg`.
/// A file of `static/` may have been copied into these directories under any name.
pub(crate) fn is_fingerprinted(path: &str) -> bool {
    let Some((directory, name)) = path.split_once('/') else { return false };
    let is_hash = |part: &str| {
        part.len() >= HASH_DIGITS && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    FINGERPRINTED.contains(&directory) && !name.contains('/') && name.split(['.', '-']).any(is_hash)
}

/// The headers of every file. The rest of the Content-Security-Policy is in each page itself, but
/// browsers take `frame-ancestors` only from a header.
pub(super) fn general(sub_path: &str) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", "frame-ancestors 'none'".into()),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".into()),
        ("Speculation-Rules", format!("\"{sub_path}/{SPECULATION_RULES}\"")),
    ]
}

/// The document rules: a page of the site is fetched, but not run, when the pointer rests on a link
/// to it or the finger touches it. The file is of the site's own origin, which `default-src 'self'`
/// allows, and a fetch in advance runs no script, so no policy is loosened.
pub(crate) fn speculation_rules(sub_path: &str) -> String {
    // Feeds and other files are no pages to go to.
    format!(
        "{{\"prefetch\":[{{\"where\":{{\"and\":[{{\"href_matches\":\"{sub_path}/*\"}},\
         {{\"not\":{{\"href_matches\":\"{sub_path}/*.:extension(xml|json|txt|ics|opml|pdf)\"}}}}]}},\
         \"eagerness\":\"moderate\"}}]}}\n"
    )
}

/// The whole of `_headers`.
pub(super) fn file(sub_path: &str) -> String {
    let mut text = format!("# Written by digest.\n{sub_path}/*\n");
    // A text in memory takes whatever it is given.
    for (name, value) in general(sub_path) {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for directory in FINGERPRINTED {
        let _ = writeln!(text, "{sub_path}/{directory}/*\n  Cache-Control: {FOREVER}");
    }
    let media_type = essence(SPECULATION_RULES);
    let _ = writeln!(text, "{sub_path}/{SPECULATION_RULES}\n  Content-Type: {media_type}");
    text
}
