//! The media types of files, by their names: for every server and host, so that all say the same.
//!
//! In: a path. Out: its type. May import: nothing.
//!
//! The types are those of the registry of IANA, and where it has none, what browsers expect. The
//! system's own table is not asked: it differs from one machine to the next.

/// What a file is of which nothing is known.
const UNKNOWN: &str = "application/octet-stream";

/// Files that have no extension, or another type than their extension says.
const BY_NAME: [(&str, &str); 15] = [
    (".htaccess", "text/plain"),
    (".nojekyll", "text/plain"),
    ("apple-app-site-association", "application/json"),
    ("atom.xml", "application/atom+xml"),
    ("cname", "text/plain"),
    ("copying", "text/plain"),
    ("feed.json", "application/feed+json"),
    ("license", "text/plain"),
    ("nodeinfo", "application/json"),
    ("readme", "text/plain"),
    ("rss.xml", "application/rss+xml"),
    ("speculation-rules.json", "application/speculationrules+json"),
    ("webfinger", "application/jrd+json"),
    ("_headers", "text/plain"),
    ("_redirects", "text/plain"),
];

/// Sorted by extension.
const BY_EXTENSION: [(&str, &str); 111] = [
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("ai", "application/postscript"),
    ("apng", "image/apng"),
    ("asc", "text/plain"),
    ("atom", "application/atom+xml"),
    ("avi", "video/x-msvideo"),
    ("avif", "image/avif"),
    ("bib", "text/plain"),
    ("bmp", "image/bmp"),
    ("bz2", "application/x-bzip2"),
    ("cjs", "text/javascript"),
    ("conf", "text/plain"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("eml", "message/rfc822"),
    ("eot", "application/vnd.ms-fontobject"),
    ("eps", "application/postscript"),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("geojson", "application/geo+json"),
    ("gif", "image/gif"),
    ("gpx", "application/gpx+xml"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ico", "image/x-icon"),
    ("ics", "text/calendar"),
    ("ifb", "text/calendar"),
    ("jfif", "image/jpeg"),
    ("jpe", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("jsonl", "application/x-ndjson"),
    ("jsonld", "application/ld+json"),
    ("jxl", "image/jxl"),
    ("kml", "application/vnd.google-earth.kml+xml"),
    ("kmz", "application/vnd.google-earth.kmz"),
    ("log", "text/plain"),
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("map", "application/json"),
    ("markdown", "text/markdown"),
    ("md", "text/markdown"),
    ("mid", "audio/midi"),
    ("midi", "audio/midi"),
    ("mjs", "text/javascript"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpd", "application/dash+xml"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
    ("ndjson", "application/x-ndjson"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opml", "text/x-opml"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("ps", "application/postscript"),
    ("rdf", "application/rdf+xml"),
    ("rss", "application/rss+xml"),
    ("rtf", "application/rtf"),
    ("sh", "text/plain"),
    ("srt", "text/plain"),
    ("svg", "image/svg+xml"),
    ("svgz", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("text", "text/plain"),
    ("tgz", "application/gzip"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("toml", "application/toml"),
    ("tsv", "text/tab-separated-values"),
    ("ttc", "font/collection"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("vtt", "text/vtt"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("weba", "audio/webm"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xhtml", "application/xhtml+xml"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("xsl", "text/xsl"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
];

/// The media type of a file, without parameters.
pub(crate) fn essence(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    if let Some((_, known)) = BY_NAME.iter().find(|(known, _)| *known == name) {
        return known;
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let found = BY_EXTENSION.binary_search_by_key(&extension, |(known, _)| known);
    found.map_or(UNKNOWN, |index| BY_EXTENSION[index].1)
}

/// The `Content-Type` of a file. Text is always UTF-8.
pub(crate) fn content_type(path: &str) -> String {
    let essence = essence(path);
    if is_text(essence) { format!("{essence}; charset=utf-8") } else { essence.to_owned() }
}

/// Whether a media type is one of texts that do not say their encoding themselves.
fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || essence.ends_with("json") || essence.ends_with("xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extensions() {
        for (path, expected) in [
            ("emner/ai/atom.xml", "application/atom+xml; charset=utf-8"),
            ("rss.xml", "application/rss+xml; charset=utf-8"),
            ("feed.json", "application/feed+json; charset=utf-8"),
            ("speculation-rules.json", "application/speculationrules+json; charset=utf-8"),
            ("sitemap.xml", "application/xml; charset=utf-8"),
            ("Billede.JPG", "image/jpeg"),
            ("aktiver/tema.0f.css", "text/css; charset=utf-8"),
            ("index.html.br", "application/octet-stream"),
            ("index.html.gz", "application/gzip"),
            ("_headers", "text/plain; charset=utf-8"),
            ("CNAME", "text/plain; charset=utf-8"),
            (".nojekyll", "text/plain; charset=utf-8"),
            (".well-known/security.txt", "text/plain; charset=utf-8"),
            (".well-known/apple-app-site-association", "application/json; charset=utf-8"),
            ("html", "application/octet-stream"),
            ("a.html/b", "application/octet-stream"),
            ("a.", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_in_small_letters() {
        assert!(BY_EXTENSION.is_sorted_by(|(one, _), (next, _)| one < next));
        let small = |(name, _): &(&str, &str)| *name == name.to_ascii_lowercase();
        assert!(BY_EXTENSION.iter().chain(&BY_NAME).all(small));
    }

    /// Sites depend on these.
    #[test]
    fn types_by_extension() {
        for (extensions, expected) in [
            ("atom", "application/atom+xml; charset=utf-8"),
            ("avif", "image/avif"),
            ("css", "text/css; charset=utf-8"),
            ("csv", "text/csv; charset=utf-8"),
            ("gif", "image/gif"),
            ("htm html", "text/html; charset=utf-8"),
            ("ico", "image/x-icon"),
            ("ics", "text/calendar; charset=utf-8"),
            ("jpeg jpg", "image/jpeg"),
            ("js mjs", "text/javascript; charset=utf-8"),
            ("json map", "application/json; charset=utf-8"),
            ("m4a", "audio/mp4"),
            ("md", "text/markdown; charset=utf-8"),
            ("mp3", "audio/mpeg"),
            ("mp4", "video/mp4"),
            ("oga ogg", "audio/ogg"),
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
        ] {
            for extension in extensions.split(' ') {
                assert_eq!(content_type(&format!("a.{extension}")), expected, "{extension}");
            }
        }
    }
}
