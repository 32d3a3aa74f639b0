//! Style sheets and style attributes of SVG images.

use super::refusal::Refusal;

/// What a `url(…)` may lead to: a part of the image, or data in the file.
const ADDRESSES: [&str; 10] = [
    "#",
    "data:image/png",
    "data:image/jpeg",
    "data:image/jpg",
    "data:image/gif",
    "data:image/webp",
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
        let message = "the style contains a backslash, which could hide an address";
        return Err(Refusal::new(message).help("write the character itself"));
    }
    if let Some(bad) = FORBIDDEN.iter().find(|bad| css.contains(*bad)) {
        return Err(Refusal::new(format!("the style contains `{bad}`")).help("delete it"));
    }
    for (at, mark) in css.match_indices("url(") {
        let address = css[at + mark.len()..].trim_start_matches(['"', '\'', ' ', '\t', '\n', '\r']);
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
            ".a{mask:image-set('x.png' 1x)}",
            ".a{behavior:url(#x)}",
        ] {
            assert!(check(css).is_err(), "{css}");
        }
    }
}
