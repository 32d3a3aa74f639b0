//! Reading time and readability.

use unicode_normalization::char::is_combining_mark;

use super::slug::{is_apostrophe, is_invisible};

/// How fast Danish prose is read, in words a minute.
const WORDS_A_MINUTE: u64 = 200;

/// A word is long from this many letters on.
const LONG: usize = 7;

/// What reading takes: counts of words and sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct TextMeasure {
    /// Runs of letters and digits; `it-sikkerhed`, `tv'et` and `1.234,5` are one word.
    pub words: u64,
    /// Sentences; a block without a full stop, such as a heading, is one.
    pub sentences: u64,
    /// Words of more than six letters.
    pub long_words: u64,
}

impl TextMeasure {
    /// Adds the text of one whole block: a paragraph, a heading, a list item.
    ///
    /// A sentence ends at `.`, `!`, `?` or `…` before a space, unless the next word starts small
    /// or, after a full stop, with a digit: `kl. 14`, `22. november` and `bl.a. dem` go on.
    pub(crate) fn add(&mut self, text: &str) {
        let mut at = 0;
        let mut letters = 0;
        let mut ended = None;
        let mut spaced = false;
        let mut pending = false;
        let mut before = ' ';
        loop {
            if letters > 0 {
                let (length, more) = plain_letters(&text.as_bytes()[at..]);
                if length > 0 {
                    at += length;
                    letters += more;
                    before = char::from(text.as_bytes()[at - 1]);
                }
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if !counts(c) {
                continue;
            }
            if is_latin(c) || c.is_alphanumeric() {
                if letters == 0 {
                    let goes_on = c.is_lowercase() || (ended == Some('.') && c.is_numeric());
                    if pending && ended.is_some() && spaced && !goes_on {
                        self.sentences += 1;
                    }
                    (ended, spaced, pending) = (None, false, true);
                }
                letters += 1;
            } else if letters > 0 && !joins(before, c, || text[at..].chars().find(|c| counts(*c))) {
                self.end_word(letters);
                letters = 0;
            }
            if letters == 0 {
                match c {
                    '.' | '!' | '?' | '…' => ended = Some(c),
                    _ => spaced |= ended.is_some() && c.is_whitespace(),
                }
            }
            before = c;
        }
        if letters > 0 {
            self.end_word(letters);
        }
        self.sentences += u64::from(pending);
    }

    /// How long reading takes, in minutes; never 0.
    pub(crate) fn minutes(&self) -> u64 {
        (self.words.saturating_add(WORDS_A_MINUTE / 2) / WORDS_A_MINUTE).max(1)
    }

    /// The readability, if there is anything to read.
    pub(crate) fn lix(&self) -> Option<Lix> {
        // In one fraction, so that it is rounded once.
        let (words, sentences) = (u128::from(self.words), u128::from(self.sentences));
        let over = words * words + 100 * u128::from(self.long_words) * sentences;
        let under = words * sentences;
        let rounded = (2 * over + under).checked_div(2 * under)?;
        u32::try_from(rounded).ok().map(Lix)
    }

    fn end_word(&mut self, letters: usize) {
        self.words += 1;
        self.long_words += u64::from(letters >= LONG);
    }
}

/// Whether a character is more than a mark on the one before it.
fn counts(c: char) -> bool {
    c.is_ascii() || is_latin(c) || !(is_invisible(c) || is_combining_mark(c))
}

/// How many bytes at the beginning of a text are letters and digits that most Danish words are made
/// of, which need no look-up, and how many letters these are.
fn plain_letters(text: &[u8]) -> (usize, usize) {
    let (mut length, mut letters) = (0, 0);
    loop {
        length += match text[length..] {
            [byte, ..] if byte.is_ascii_alphanumeric() => 1,
            // À to ÿ, without × and ÷.
            [0xc3, second, ..] if !matches!(second, 0x97 | 0xb7) => 2,
            _ => return (length, letters),
        };
        letters += 1;
    }
}

/// Whether a character is a letter from À to ÿ.
fn is_latin(c: char) -> bool {
    matches!(c, 'À'..='ÿ') && !matches!(c, '×' | '÷')
}

/// Whether a character between two others is part of a word.
fn joins(before: char, c: char, after: impl FnOnce() -> Option<char>) -> bool {
    match c {
        '.' | ',' => before.is_ascii_digit() && after().is_some_and(|c| c.is_ascii_digit()),
        _ if matches!(c, '-' | '‑') || is_apostrophe(c) => {
            after().is_some_and(char::is_alphanumeric)
        }
        _ => false,
    }
}

/// A readability index (*læsbarhedsindeks*): the words in a sentence plus the percentage of long
/// words, rounded. Devised by Carl-Hugo Björnsson, 1968.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lix(pub u32);

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(text: &str) -> (u64, u64, u64) {
        let mut measure = TextMeasure::default();
        measure.add(text);
        (measure.words, measure.sentences, measure.long_words)
    }

    #[test]
    fn words_and_sentences_are_counted_as_danes_do() {
        let vectors = [
            ("", (0, 0, 0)),
            ("!!! – …", (0, 0, 0)),
            ("Overskrift", (1, 1, 1)),
            ("Den er god. Er den? Ja!", (6, 3, 0)),
            ("it-sikkerhed og tv'et", (3, 1, 1)),
            ("smartphone- og tabletmarkedet", (3, 1, 2)),
            ("Det er kl. 14.05 den 22. november.", (7, 1, 1)),
            ("Bl.a. dem", (3, 1, 0)),
            ("»Er den her?« spurgte han. Ja.", (6, 2, 1)),
            ("Han sagde: »Ja.« Hun gik.", (5, 2, 0)),
            ("1.234,5 kr.", (2, 1, 0)),
            ("sikker\u{ad}hed", (1, 1, 1)),
            ("Lars' bil", (2, 1, 0)),
            ("2×4 og 6÷3", (5, 1, 0)),
            ("1.a, 1.\u{ad}2 og 1.", (5, 1, 0)),
            ("Århus’\u{ad}s båd. Ø ligger", (4, 2, 0)),
            ("a\u{30a}bningen", (1, 1, 1)),
            ("skærme", (1, 1, 0)),
            ("skærmen", (1, 1, 1)),
        ];
        for (text, expected) in vectors {
            assert_eq!(measure(text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_add_up() {
        let mut sum = TextMeasure::default();
        sum.add("Overskrift");
        sum.add("Et afsnit. Og et til.");
        assert_eq!(sum, TextMeasure { words: 6, sentences: 3, long_words: 1 });
    }

    #[test]
    fn reading_time_is_never_nothing() {
        let of = |words| TextMeasure { words, ..TextMeasure::default() }.minutes();
        assert_eq!([0, 250, 300, 800].map(of), [1, 1, 2, 4]);
    }

    #[test]
    fn lix_is_a_rounded_number() {
        let measure = TextMeasure { words: 156, sentences: 8, long_words: 49 };
        assert_eq!(measure.lix(), Some(Lix(51)));
        assert_eq!(TextMeasure::default().lix(), None);
    }
}
