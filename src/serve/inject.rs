//! Puts the script into pages, on their way to the browser.

use bytes::Bytes;

use super::token::Token;
use crate::paths::{OutputPath, UrlPath};

/// What the script is told of the page that it stands in.
pub(super) struct Mark<'a> {
    /// The token in the address of the script.
    pub(super) token: &'a Token,
    /// The page.
    pub(super) page: &'a OutputPath,
    /// The version of the page.
    pub(super) version: &'a str,
    /// The version of the problems.
    pub(super) problems: &'a str,
    /// Whether a draft is shown.
    pub(super) shows_draft: bool,
}

impl Mark<'_> {
    /// The element that loads the script: an external file, so that a strict
    /// Content-Security-Policy lets it run.
    pub(super) fn element(&self) -> String {
        let Self { token, page, version, problems, shows_draft } = self;
        // The percent-encoded form needs no escapes in an attribute.
        let page = UrlPath::of_output(page);
        let draft = if *shows_draft { " data-draft" } else { "" };
        format!(
            "<script src=\"/_digest/{token}/live.js\" data-page=\"{page}\" \
             data-version=\"{version}\" data-problems=\"{problems}\"{draft} defer></script>"
        )
    }
}

/// Puts an element at the end of the body; at the end of the page if that is not marked.
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
    fn the_script_comes_last_in_the_body() {
        assert_eq!(inject(b"<body>x</BODY></html>\n", "<s>"), "<body>x<s></BODY></html>\n");
        assert_eq!(inject("<p></body> ærø</body>".as_bytes(), "<s>"), "<p></body> ærø<s></body>");
        assert_eq!(inject(b"<p>", "<s>"), "<p><s>");
        assert_eq!(inject(b"", "<s>"), "<s>");
    }

    #[test]
    fn a_page_cannot_break_out_of_its_attribute() {
        let token = Token::new().unwrap();
        let page = OutputPath::new("a&'b=`/æ.html").unwrap();
        let mark =
            Mark { token: &token, page: &page, version: "1-2", problems: "", shows_draft: true };
        let expected = format!(
            "<script src=\"/_digest/{token}/live.js\" data-page=\"/a%26%27b%3D%60/%C3%A6.html\" \
             data-version=\"1-2\" data-problems=\"\" data-draft defer></script>"
        );
        assert_eq!(mark.element(), expected);
    }
}
