//! The script that keeps an open page up to date: its secret URL, and its element in each page.

use std::fmt;

use bytes::Bytes;

use crate::paths::{OutputPath, UrlPath};

/// 128 random bits in the URLs of the server's own files, new in each process, so that no page of
/// another site can guess them.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn random() -> std::io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("{:032x}", u128::from_le_bytes(bytes))))
    }

    /// Compares in constant time.
    pub(super) fn is(&self, text: &str) -> bool {
        let pairs = self.0.bytes().zip(text.bytes());
        text.len() == self.0.len() && pairs.fold(0, |unlike, (a, b)| unlike | (a ^ b)) == 0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The element that loads the script. It is an external file, so that a strict
/// Content-Security-Policy lets it run.
pub(super) struct ScriptTag<'a> {
    pub(super) token: &'a Token,
    pub(super) page: &'a OutputPath,
    /// The version of the page.
    pub(super) version: &'a str,
    /// The version of the problems.
    pub(super) problems: &'a str,
    pub(super) shows_draft: bool,
}

impl fmt::Display for ScriptTag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { token, page, version, problems, shows_draft } = self;
        // The percent-encoded form needs no escapes in an attribute.
        let page = UrlPath::of_output(page);
        let draft = if *shows_draft { " data-draft" } else { "" };
        write!(
            f,
            "<script src=\"/_digest/{token}/live.js\" data-page=\"{page}\" \
             data-version=\"{version}\" data-problems=\"{problems}\"{draft} defer></script>"
        )
    }
}

/// Puts an element at the end of the body, or of the page if it has no end of the body.
pub(super) fn inject(html: &[u8], element: &str) -> Bytes {
    const END: &[u8] = b"</body";
    let mut windows = html.windows(END.len());
    let at = windows.rposition(|window| window.eq_ignore_ascii_case(END)).unwrap_or(html.len());
    [&html[..at], element.as_bytes(), &html[at..]].concat().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_only_itself() {
        let token = Token::random().unwrap();
        let text = token.to_string();
        assert_eq!(text.len(), 32);
        assert!(token.is(&text));
        assert!(!token.is(""));
        assert!(!token.is(&text[1..]));
        assert!(!token.is(&format!("{text}0")));
        assert!(!token.is(&Token::random().unwrap().to_string()));
    }

    #[test]
    fn the_script_comes_last_in_the_body() {
        assert_eq!(inject(b"<body>x</BODY></html>\n", "<s>"), "<body>x<s></BODY></html>\n");
        assert_eq!(inject("<p></body> ærø</body>".as_bytes(), "<s>"), "<p></body> ærø<s></body>");
        assert_eq!(inject(b"<p>", "<s>"), "<p><s>");
        assert_eq!(inject(b"", "<s>"), "<s>");
    }

    #[test]
    fn a_page_cannot_break_out_of_its_attribute() {
        let token = Token::random().unwrap();
        let page = OutputPath::new("a&'b=`/æ.html").unwrap();
        let (version, problems) = ("1-2", "");
        let tag = ScriptTag { token: &token, page: &page, version, problems, shows_draft: true };
        let expected = format!(
            "<script src=\"/_digest/{token}/live.js\" data-page=\"/a%26%27b%3D%60/%C3%A6.html\" \
             data-version=\"1-2\" data-problems=\"\" data-draft defer></script>"
        );
        assert_eq!(tag.to_string(), expected);
    }
}
