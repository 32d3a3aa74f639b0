//! Compressed siblings of files: `x.html.br` and `x.html.gz`, which some servers send instead.
//!
//! In: bytes. Out: the same bytes compressed, always the same ones, or nothing if that saves too
//! little. May import: nothing.

use std::io::Write;

use flate2::GzBuilder;

/// The smallest file that is worth it: a smaller one fits in one packet anyway.
const MIN_BYTES: usize = 1024;
/// A sibling is at most this part of its file, in percent.
const MAX_PERCENT: usize = 95;
/// The quality of Brotli (0 to 11). Up to 9 articles become no smaller; 11 makes them 13 % smaller and
/// takes more than 30 times as long.
const BROTLI_QUALITY: i32 = 5;
/// The logarithm of Brotli's window: the largest that every decoder takes.
const BROTLI_WINDOW: i32 = 22;
/// The quality of gzip (0 to 9), for the few clients without Brotli.
const GZIP_QUALITY: u32 = 9;

/// Extensions of files that are text.
const TEXT: [&str; 16] = [
    "css",
    "csv",
    "htm",
    "html",
    "ics",
    "js",
    "json",
    "map",
    "md",
    "mjs",
    "opml",
    "svg",
    "txt",
    "webmanifest",
    "xml",
    "xsl",
];

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// What the sibling's name ends in, after the file's own name.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }
}

/// Whether a path is that of a text; everything else is compressed already.
pub(crate) fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    TEXT.iter().any(|text| extension.eq_ignore_ascii_case(text))
}

/// Compresses the bytes of a file; none if it is small, or the result not clearly smaller.
pub(crate) fn compressed(encoding: Encoding, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() <= MIN_BYTES {
        return None;
    }
    let mut result = Vec::with_capacity(bytes.len() / 3);
    let done = match encoding {
        Encoding::Brotli => {
            let params = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                lgwin: BROTLI_WINDOW,
                size_hint: bytes.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut &*bytes, &mut result, &params).map(|_| ())
        }
        Encoding::Gzip => {
            // Without a name, and with the time 0, so that equal files are equal when compressed.
            let level = flate2::Compression::new(GZIP_QUALITY);
            let mut encoder = GzBuilder::new().mtime(0).write(&mut result, level);
            encoder.write_all(bytes).and_then(|()| encoder.finish().map(|_| ()))
        }
    };
    // Writing to memory does not fail.
    done.ok().filter(|()| result.len() <= bytes.len() / 100 * MAX_PERCENT).map(|()| result)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        let mut result = Vec::new();
        match encoding {
            Encoding::Brotli => brotli::BrotliDecompress(&mut &*bytes, &mut result).unwrap(),
            Encoding::Gzip => {
                flate2::read::GzDecoder::new(bytes).read_to_end(&mut result).unwrap();
            }
        }
        result
    }

    #[test]
    fn siblings_decode_to_their_files_and_are_the_same_each_time() {
        let text = "<p>Rødgrød med fløde, nr. 1.</p>\n".repeat(5_000);
        for encoding in Encoding::ALL {
            let first = compressed(encoding, text.as_bytes()).unwrap();
            assert!(first.len() < text.len() / 10);
            assert_eq!(decoded(encoding, &first), text.as_bytes());
            assert_eq!(compressed(encoding, text.as_bytes()), Some(first));
        }
        let gzip = compressed(Encoding::Gzip, text.as_bytes()).unwrap();
        // No flags (so no name), and no time (RFC 1952, 2.3).
        assert_eq!(gzip[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn what_saves_little_has_no_sibling() {
        // Noise does not compress.
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let noise: Vec<u8> = (0..10_000).map(|_| noise()).collect();
        for encoding in Encoding::ALL {
            assert_eq!(compressed(encoding, &noise), None);
            assert_eq!(compressed(encoding, &[b'a'; MIN_BYTES]), None);
            assert!(compressed(encoding, &[b'a'; MIN_BYTES + 1]).is_some());
        }
    }

    #[test]
    fn texts_are_recognized_by_their_extensions() {
        for path in ["index.html", "a/b.SVG", "feed.json", "events.ics"] {
            assert!(is_text(path), "{path}");
        }
        for path in ["a.png", "a.woff2", "LICENSE", "_redirects", "a.html.gz"] {
            assert!(!is_text(path), "{path}");
        }
    }
}
