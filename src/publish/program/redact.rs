//! Text of others, made fit to be shown: without credentials and control characters.

use std::borrow::Cow;

/// Removes what may be secret from the URLs in a text (who logs in, and the query string, in which
/// signatures are), and control characters except line breaks.
pub(in crate::publish) fn redacted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let is_end = |c: char| c.is_whitespace() || c.is_control() || "'\"`<>".contains(c);
        let (url, following) = after.split_at(after.find(is_end).unwrap_or(after.len()));
        shown.push_str(&without_secrets(url));
        rest = following;
    }
    shown.push_str(rest);
    // A program that shows progress starts the same line again and again.
    let lines = shown.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// The part of a URL behind `://`, without who logs in and without the query.
fn without_secrets(url: &str) -> Cow<'_, str> {
    let authority = &url[..url.find('/').unwrap_or(url.len())];
    let start = match authority.rfind('@') {
        // Such an address is wrong, so it is unknown which part is secret.
        Some(at) if authority[..at].contains(['?', '#']) => return Cow::Borrowed("…"),
        Some(at) => at + 1,
        None => 0,
    };
    match url.find('?') {
        Some(query) => Cow::Owned(format!("{}?…", &url[start..query])),
        None => Cow::Borrowed(&url[start..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_urls_are_removed() {
        let cases = [
            ("fatal: 'https://ole:hemmelig@host/x.git/': 403", "fatal: 'https://host/x.git/': 403"),
            ("https://token@host", "https://host"),
            ("a ssh://git@host:22/x, b", "a ssh://host:22/x, b"),
            ("https://a:p@ss@host/x@y", "https://host/x@y"),
            (
                "https://a:b@host/x?X-Sig=1&b=2 then https://c:d@e",
                "https://host/x?… then https://e",
            ),
            ("https://host?a=b", "https://host?…"),
            ("https://a:b?c@host/x", "https://…"),
            ("no URL: a@b:c", "no URL: a@b:c"),
            ("://", "://"),
        ];
        for (text, shown) in cases {
            assert_eq!(redacted(text), shown);
        }
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(redacted("a\u{1b}[31mb\r 10%\r 20%\r\nc\0"), "a[31mb\n 10%\n 20%\nc");
    }
}
