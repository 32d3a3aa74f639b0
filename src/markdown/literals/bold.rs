//! Asterisks that were to make a text bold: `**fed **tekst`, `**fed`.

use super::stretch::{Literal, Stretch};

/// Two asterisks that are text.
struct Mark {
    at: usize,
    before: Option<char>,
    after: Option<char>,
    /// Whether a word follows, perhaps after a space.
    is_before_word: bool,
}

impl Mark {
    fn opens(&self) -> bool {
        !is_space(self.after) && (is_space(self.before) || is_punctuation(self.before))
    }

    /// Whether a word, and not another sign, follows what may open a bold text.
    fn opens_word(&self) -> bool {
        self.opens() && self.after.is_some_and(char::is_alphabetic)
    }

    fn closes(&self) -> bool {
        !is_space(self.before)
    }

    /// Whether it is within a word, or apart from both neighbours: a power, `2 ** 3`.
    fn is_operator(&self) -> bool {
        is_space(self.before) == is_space(self.after) && !is_punctuation(self.before)
    }
}

pub(super) fn check(stretches: &[Stretch<'_>], problems: &mut Vec<Literal>) {
    let marks: Vec<Mark> = stretches.iter().flat_map(|stretch| marks(*stretch)).collect();
    let unclosed = marks.iter().find(|mark| mark.opens_word());
    problems.extend(unclosed.or_else(|| apart(&marks)).map(literal));
}

/// The first of two marks of which one or both are apart from the text between them: `** fed**`.
fn apart(marks: &[Mark]) -> Option<&Mark> {
    let [first, .., last] = marks else { return None };
    let begins_line = matches!(first.before, None | Some('\n'));
    let ends_line = matches!(last.after, None | Some('\n'));
    let is_apart = first.is_before_word
        && is_space(first.after)
        && (last.closes() && !last.is_operator() || begins_line && ends_line);
    is_apart.then_some(first)
}

fn literal(mark: &Mark) -> Literal {
    Literal::markup(
        mark.at..mark.at + 2,
        "`**` is shown as typed because it makes nothing bold",
        "put `**` directly before and after the bold text, or write `\\*\\*` for two asterisks",
    )
}

/// The pairs of asterisks in a text; three in a row are something else.
fn marks(stretch: Stretch<'_>) -> impl Iterator<Item = Mark> {
    let text = stretch.text;
    stretch.find("**").filter_map(move |at| {
        let before = text[..at].chars().next_back();
        let rest = &text[at + 2..];
        let after = rest.chars().next();
        let is_before_word = rest.trim_start().starts_with(char::is_alphabetic);
        (before != Some('*') && after != Some('*')).then_some(Mark {
            at: stretch.at + at,
            before,
            after,
            is_before_word,
        })
    })
}

fn is_space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn is_punctuation(c: Option<char>) -> bool {
    c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace())
}
