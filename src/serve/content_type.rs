//! The media types of files, by their names.

use crate::paths::OutputPath;

/// What a browser is told of a file whose name tells nothing: to save it.
const UNKNOWN: &str = "application/octet-stream";

/// Files that are known by their whole name.
const NAMES: &[(&str, &str)] = &[
    ("atom.xml", "application/atom+xml; charset=utf-8"),
    ("feed.json", "application/feed+json; charset=utf-8"),
    ("rss.xml", "application/rss+xml; charset=utf-8"),
];

/// The others, by the end of the name.
const ENDINGS: &[(&str, &str)] = &[
    ("atom", "application/atom+xml; charset=utf-8"),
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("ics", "text/calendar; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("m4a", "audio/mp4"),
    ("map", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opml", "text/x-opml; charset=utf-8"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml; charset=utf-8"),
    ("xsl", "text/xsl; charset=utf-8"),
    ("zip", "application/zip"),
];

/// The `Content-Type` of a file.
pub(super) fn content_type(path: &OutputPath) -> &'static str {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    if let Some((_, known)) = NAMES.iter().find(|(known, _)| *known == name) {
        return known;
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known));
    known.map_or(UNKNOWN, |(_, known)| known)
}

/// Whether a file is a page, which gets the script.
pub(super) fn is_page(path: &OutputPath) -> bool {
    content_type(path).starts_with("text/html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_endings() {
        let known = |path| content_type(&OutputPath::new(path).unwrap());
        assert_eq!(known("emner/ai/atom.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(known("sitemap.xml"), "application/xml; charset=utf-8");
        assert_eq!(known("Billede.JPG"), "image/jpeg");
        assert_eq!(known("aktiver/tema.0f.css"), "text/css; charset=utf-8");
        assert_eq!(known("_headers"), "application/octet-stream");
        assert_eq!(known("html"), "application/octet-stream");
        assert!(is_page(&OutputPath::new("om/index.html").unwrap()));
    }

    #[test]
    fn text_says_that_it_is_utf_8() {
        for (_, known) in NAMES.iter().chain(ENDINGS) {
            let is_text = ["text/", "json", "xml"].iter().any(|mark| known.contains(mark));
            assert_eq!(known.ends_with("; charset=utf-8"), is_text, "{known}");
        }
    }
}
