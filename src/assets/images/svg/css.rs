//! Style sheets and style attributes of SVG images.

use super::refusal::Refusal;

/// What a `url(…)` may lead to: a part of the image, or data in the file.
const ADDRESSES: [&str; 11] = [
    "#",
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
    // Illustrator writes fonts so. No browser takes it for a style sheet or an SVG.
    "data:;base64,",
    "data:font/",
    "data:application/font",
    "data:application/x-font",
    "data:application/vnd.ms-fontobject",
];

/// What loads another file or runs a script, in some browser of today or the past.
const FORBIDDEN: [&str; 8] = [
    "@import",
    "image-set(",
    "src(",
    "image(",
    "expression(",
    "javascript:",
    "-moz-binding",
    "behavior:",
];

/// Refuses CSS that could load anything from elsewhere.
pub(super) fn check(css: &str) -> Result<(), Refusal> {
    let css = css.to_ascii_lowercase();
    if css.contains('\\') {
        check_text(&without_escapes(&css).to_ascii_lowercase())?;
    }
    check_text(&css)
}

fn check_text(css: &str) -> Result<(), Refusal> {
    let is_there = |bad: &str| {
        // `scroll-behavior` and `overscroll-behavior` are harmless.
        css.match_indices(bad).any(|(at, _)| bad != "behavior:" || !css[..at].ends_with("scroll-"))
    };
    if let Some(bad) = FORBIDDEN.iter().find(|bad| is_there(bad)) {
        return Err(Refusal::new(format!("the style contains `{bad}`")).help("delete it"));
    }
    for (at, mark) in css.match_indices("url(") {
        let address =
            css[at + mark.len()..].trim_start_matches(['"', '\'', ' ', '\t', '\n', '\r', '\u{c}']);
        if !ADDRESSES.iter().any(|allowed| address.starts_with(allowed)) {
            let shown: String = address.chars().take_while(|c| *c != ')').take(60).collect();
            let refusal = Refusal::new(format!("the style refers to another file: `{shown}`"));
            return Err(
                refusal.help("refer to a part of the image (`url(#id)`), or embed the file")
            );
        }
    }
    Ok(())
}

/// The text with its escapes read (CSS Syntax §4.3.7), so that none hides an address.
fn without_escapes(css: &str) -> String {
    const LONGEST: usize = 6;
    let mut text = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let length = after.bytes().take(LONGEST).take_while(u8::is_ascii_hexdigit).count();
        let Ok(code) = u32::from_str_radix(&after[..length], 16) else {
            // A backslash before a line end continues a string; before another character it stands
            // for that character.
            let end = ["\r\n", "\n", "\r", "\u{c}"].iter().find(|end| after.starts_with(**end));
            let (skipped, kept) = match (end, after.chars().next()) {
                (Some(end), _) => (end.len(), ""),
                (None, Some(c)) => (c.len_utf8(), &after[..c.len_utf8()]),
                (None, None) => (0, ""),
            };
            text.push_str(kept);
            rest = &after[skipped..];
            continue;
        };
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        let after = &after[length..];
        rest = after.strip_prefix("\r\n").unwrap_or_else(|| {
            after.strip_prefix([' ', '\t', '\n', '\r', '\u{c}']).unwrap_or(after)
        });
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_refer_to_the_image_only() {
        for css in [
            ".a{fill:url(#b);clip-path:url( \"#c\" )}",
            "@font-face{src:url('data:font/woff2;base64,AA')}",
            "fill:#fff;font-family:'Open Sans';-inkscape-font-specification:Sans",
            "background:url(data:image/png;base64,AA)",
            "@font-face{src:url(\"data:;base64,\\\nAA\\\nBB\")}",
            "font-family:'\\41 rial\\'s'",
            "\\",
            "overscroll-behavior:auto;scroll-behavior:auto",
        ] {
            assert_eq!(check(css), Ok(()), "{css}");
        }
        for css in [
            "@import 'x.css'",
            "@IMPORT url(#a)",
            ".a{fill:url(https://x.dk/#b)}",
            ".a{fill:URL(b.svg#c)}",
            ".a{fill:url(data:image/svg+xml,x)}",
            ".a{fill:\\75rl(x)}",
            ".a{fill:\\000055 rl(x)}",
            ".a{fill:\\75\r\nrl(x)}",
            ".a{fill:u\\rl(x)}",
            ".a{fill:url(\\9 https://x.dk)}",
            ".a{fill:url(\"\\\nhttps://x.dk\")}",
            "@\\69mport 'x.css'",
            ".a{fill:url(\u{c}https://x.dk)}",
            ".a{mask:image-set('x.png' 1x)}",
            ".a{behavior:url(#x)}",
        ] {
            assert!(check(css).is_err(), "{css}");
        }
    }
}
