//! The media types of files, by their names.

use crate::paths::OutputPath;

/// The `Content-Type` of a file. Text is always UTF-8.
pub(super) fn media_type(path: &OutputPath) -> String {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let known = match (name, extension.to_ascii_lowercase().as_str()) {
        ("atom.xml", _) => "application/atom+xml",
        ("feed.json", _) => "application/feed+json",
        ("rss.xml", _) => "application/rss+xml",
        // Where the library has an outdated type.
        (_, "m4a") => "audio/mp4",
        (_, "map") => "application/json",
        (_, "mjs") => "text/javascript",
        (_, "otf") => "font/otf",
        (_, "woff") => "font/woff",
        (_, "xml") => "application/xml",
        (_, "xsl") => "text/xsl",
        (_, extension) => {
            mime_guess::from_ext(extension).first_raw().unwrap_or("application/octet-stream")
        }
    };
    let is_text = known.starts_with("text/") || known.ends_with("json") || known.ends_with("xml");
    if is_text { format!("{known}; charset=utf-8") } else { known.to_owned() }
}

/// Whether a file is a page, which gets the script.
pub(super) fn is_page(path: &OutputPath) -> bool {
    media_type(path).starts_with("text/html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extensions() {
        let of = |path| media_type(&OutputPath::new(path).unwrap());
        assert_eq!(of("emner/ai/atom.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(of("sitemap.xml"), "application/xml; charset=utf-8");
        assert_eq!(of("Billede.JPG"), "image/jpeg");
        assert_eq!(of("aktiver/tema.0f.css"), "text/css; charset=utf-8");
        assert_eq!(of("_headers"), "application/octet-stream");
        assert_eq!(of("html"), "application/octet-stream");
        assert!(is_page(&OutputPath::new("om/index.html").unwrap()));
    }

    /// Sites depend on these, so an update of the library must not change them.
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
                let path = OutputPath::new(&format!("a.{extension}")).unwrap();
                assert_eq!(media_type(&path), expected, "{extension}");
            }
        }
    }
}
