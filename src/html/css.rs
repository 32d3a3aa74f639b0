//! What a style sheet loads: `@import`, and `url(…)` in rules. Linear in its length, and never fails.

use std::ops::Range;

use super::Directive;

/// A URL that a style sheet loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    pub(crate) kind: Sheet,
    /// Where the URL is in the style sheet, without quotes.
    pub(crate) range: Range<usize>,
}

/// What is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    Url(Directive),
    /// No table of `site.toml` allows more origins for fonts.
    Font,
}

/// The URLs that a style sheet loads, in order. Names that are written with escapes are not found.
pub(crate) fn loaded(css: &str) -> Vec<Loaded> {
    Scanner { css, at: 0, found: Vec::new(), state: State::default() }.run()
}

/// Where the scanner is.
#[derive(Default)]
struct State {
    /// After `@import`, up to its semicolon.
    in_import: bool,
    /// After `@font-face`, before its brace.
    before_font: bool,
    /// Within the braces of `@font-face`.
    in_font: bool,
}

struct Scanner<'c> {
    css: &'c str,
    at: usize,
    found: Vec<Loaded>,
    state: State,
}

impl<'c> Scanner<'c> {
    fn run(mut self) -> Vec<Loaded> {
        while let Some(byte) = self.css.as_bytes().get(self.at) {
            match byte {
                b'/' if self.rest().starts_with("/*") => {
                    let end = self.rest()[2..].find("*/");
                    self.at = end.map_or(self.css.len(), |end| self.at + 2 + end + 2);
                }
                b'"' | b'\'' => {
                    let text = self.string();
                    if self.state.in_import {
                        self.found(text);
                    }
                }
                b'@' => self.at_rule(),
                b';' => {
                    (self.state.in_import, self.state.before_font) = (false, false);
                    self.at += 1;
                }
                b'{' => {
                    let before_font = std::mem::take(&mut self.state.before_font);
                    self.state = State { in_font: before_font, ..State::default() };
                    self.at += 1;
                }
                b'}' => {
                    self.state = State::default();
                    self.at += 1;
                }
                b'\\' => self.at += self.rest().chars().nth(1).map_or(1, |c| 1 + c.len_utf8()),
                byte if is_name(*byte) => self.name(),
                _ => self.at += 1,
            }
        }
        self.found
    }

    fn rest(&self) -> &'c str {
        &self.css[self.at..]
    }

    fn found(&mut self, range: Range<usize>) {
        let kind = if self.state.in_import {
            Sheet::Url(Directive::Style)
        } else if self.state.in_font {
            Sheet::Font
        } else {
            Sheet::Url(Directive::Img)
        };
        // What follows the URL of an import are conditions.
        self.state.in_import = false;
        self.found.push(Loaded { kind, range });
    }

    fn at_rule(&mut self) {
        self.at += 1;
        let name = self.take_name();
        self.state.in_import = name.eq_ignore_ascii_case("import");
        self.state.before_font = name.eq_ignore_ascii_case("font-face");
    }

    fn name(&mut self) {
        if !self.take_name().eq_ignore_ascii_case("url") || !self.rest().starts_with('(') {
            return;
        }
        self.at += 1;
        self.at += self.rest().len() - self.rest().trim_start().len();
        let range = if self.rest().starts_with(['"', '\'']) {
            self.string()
        } else {
            let length = self.rest().find(|c: char| c == ')' || c.is_ascii_whitespace());
            let start = self.at;
            self.at += length.unwrap_or(self.rest().len());
            start..self.at
        };
        self.found(range);
    }

    fn take_name(&mut self) -> &'c str {
        let length = self.rest().bytes().take_while(|byte| is_name(*byte)).count();
        let name = &self.rest()[..length];
        self.at += length;
        name
    }

    /// Passes a string; gives the range of its text. A line end closes one that lacks its quote.
    fn string(&mut self) -> Range<usize> {
        let bytes = self.css.as_bytes();
        let (quote, start) = (bytes[self.at], self.at + 1);
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'\\' => end += 1,
                b'\n' => break,
                byte if *byte == quote => break,
                _ => {}
            }
            end += 1;
        }
        let end = end.min(bytes.len());
        self.at = (end + 1).min(bytes.len());
        start..end
    }
}

/// Whether a byte is part of a name. All bytes of letters beyond ASCII are.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_loaded_is_found_and_nothing_else() {
        let style = Sheet::Url(Directive::Style);
        let image = Sheet::Url(Directive::Img);
        for (css, wanted) in [
            ("@import \"a.css\" supports(x: \"y\");", &[(style, "a.css")][..]),
            ("@IMPORT url( 'a.css' ) screen; p { x: url(b) }", &[(style, "a.css"), (image, "b")]),
            ("@import url(a.css);", &[(style, "a.css")]),
            (
                "@font-face { font-family: \"X\"; src: local(\"X\"), URL(a.woff2) format(\"woff2\") }\n\
                 p { background: url(\"b).png\") }",
                &[(Sheet::Font, "a.woff2"), (image, "b).png")],
            ),
            (
                "@font-face{src:url(a)} @media x { .a { mask: url(#b) } }",
                &[(Sheet::Font, "a"), (image, "#b")],
            ),
            ("/* url(a) @import \"b\"; */ p::after { content: \"url(c)\" }", &[]),
            (".url(a) .curl(b) -url(c) \\url(d) .\u{e6}url(e)", &[(image, "a")]),
            ("p { content: \"a\\\" url(b)\"; x: url(c) }", &[(image, "c")]),
            ("a { content: \"open\n; x: url(b) }", &[(image, "b")]),
            ("url(", &[(image, "")]),
            ("url(\"a\\", &[(image, "a\\")]),
            ("@", &[]),
            ("/*", &[]),
            ("\\", &[]),
        ] {
            let found = loaded(css);
            let found: Vec<_> = found.iter().map(|it| (it.kind, &css[it.range.clone()])).collect();
            assert_eq!(found, wanted, "{css}");
        }
    }
}
