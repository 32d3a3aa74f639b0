//! Quotation marks, apostrophes, and the marks of inches and feet.
//!
//! The position of a mark decides what it is: it opens after a space and closes before one. The two
//! exceptions need a look at the next mark: `6,1" skærm` within a quotation, and `Lars' bil`.

use std::fmt;
use std::str::FromStr;

use super::addresses::Kept;
use super::run::{OPAQUE, Run, is_space};

/// The quotation marks of a site: of the first level, then of the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quotes {
    /// »…« and ›…‹
    #[default]
    Guillemets,
    /// “…” and ‘…’
    Curly,
    /// ”…” and ’…’
    Nines,
    /// „…“ and ‚…‘
    LowHigh,
    /// As typed; apostrophes and inches too.
    Off,
}

impl Quotes {
    /// Every kind by its name, in the order in which messages list them.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("guillemets", Self::Guillemets),
        ("curly", Self::Curly),
        ("nines", Self::Nines),
        ("low-high", Self::LowHigh),
        ("off", Self::Off),
    ];

    /// The marks that open and close `"…"`, then those that open and close `'…'`.
    fn marks(self) -> Option<[char; 4]> {
        match self {
            Self::Guillemets => Some(['»', '«', '›', '‹']),
            Self::Curly => Some(['“', '”', '‘', '’']),
            Self::Nines => Some(['”', '”', '’', '’']),
            Self::LowHigh => Some(['„', '“', '‚', '‘']),
            Self::Off => None,
        }
    }
}

impl FromStr for Quotes {
    type Err = UnknownQuotes;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::NAMES.into_iter().find(|&(known, _)| known == name);
        known.map(|(_, quotes)| quotes).ok_or(UnknownQuotes)
    }
}

/// The error of a name that is none of [`Quotes`]; it lists those that are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownQuotes;

impl fmt::Display for UnknownQuotes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Quotes::NAMES.map(|(name, _)| name);
        write!(f, "not a style of quotation marks: the styles are {}", names.join(", "))
    }
}

impl std::error::Error for UnknownQuotes {}

/// The position of a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opening,
    Closing,
    Middle,
    /// With space on both sides, so that nothing can be said.
    Alone,
}

/// An ASCII quotation mark and what is known of its place.
struct Mark {
    double: bool,
    /// The number of characters before it.
    place: usize,
    /// The nearest characters that are no such marks.
    before: Option<char>,
    after: Option<char>,
    /// The characters beside it.
    previous: Option<char>,
    next: Option<char>,
    /// Follows a number that may be a measure: of at most three digits before the comma.
    measure: bool,
    /// Starts a decade: `'90'erne`, `'90erne`.
    decade: bool,
    pair: Pair,
}

/// Whether a mark belongs to one beside it without being a quotation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    No,
    /// There is nothing between or beside the two: `alt=""`.
    Empty,
    /// The two stand for letters: `rock 'n' roll`.
    LeftOut,
}

impl Mark {
    fn side(&self) -> Side {
        match self.pair {
            Pair::No => {}
            Pair::Empty => return Side::Alone,
            Pair::LeftOut => return Side::Middle,
        }
        match (is_space(self.before), is_space(self.after)) {
            (true, true) => return Side::Alone,
            (true, false) => return Side::Opening,
            (false, true) => return Side::Closing,
            (false, false) => {}
        }
        let bracket = matches!(self.before, Some('(' | '[' | '{'));
        match (self.before.is_some_and(opens), self.after.is_some_and(closes)) {
            (true, false) => Side::Opening,
            (true, true) if bracket => Side::Opening,
            (_, true) => Side::Closing,
            (false, false) => Side::Middle,
        }
    }

    /// Whether the mark may end a word or number instead of a quotation.
    fn is_ambiguous(&self) -> bool {
        self.measure
            || (!self.double && matches!(self.before, Some('s' | 'x' | 'z' | 'S' | 'X' | 'Z')))
    }
}

/// Whether a quotation can open right after this character.
fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '/' | '-' | '–' | '—' | '»' | '›' | '“' | '„' | '‚' | '‘')
}

/// Whether a quotation can close right before this character.
fn closes(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | ')'
            | ']'
            | '}'
            | '/'
            | '-'
            | '–'
            | '—'
            | '«'
            | '‹'
            | '”'
            | '%'
    )
}

/// Finds what every ASCII quotation mark of a block becomes; nothing stands for "stays".
/// Marks in the ranges `kept` of each run are letters.
pub(super) fn resolve(runs: &[Run<'_>], kept: &[Kept], quotes: Quotes) -> Vec<Option<char>> {
    let has_mark = |run: &Run<'_>| match run {
        Run::Text(text) => memchr::memchr2(b'"', b'\'', text.as_bytes()).is_some(),
        Run::Opaque => false,
    };
    match quotes.marks() {
        Some(glyphs) if runs.iter().any(has_mark) => decide(&collect(runs, kept), glyphs),
        _ => Vec::new(),
    }
}

/// Lists the marks of a block.
fn collect(runs: &[Run<'_>], kept: &[Kept]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    // Those from here on have not yet seen what follows them.
    let mut open_ended = 0;
    let (mut before, mut previous) = (None, None);
    let mut place = 0;
    for (run, kept) in runs.iter().zip(kept) {
        let text = match run {
            Run::Text(text) => text.as_ref(),
            Run::Opaque => "",
        };
        for (at, c) in text.char_indices().chain(matches!(run, Run::Opaque).then_some((0, OPAQUE)))
        {
            if let Some(mark) = marks.last_mut()
                && mark.place + 1 == place
            {
                mark.next = Some(c);
            }
            if matches!(c, '"' | '\'') && !kept.holds(text, at) {
                let measure = before.is_some_and(|c: char| c.is_ascii_digit())
                    && digits_before(text, at) <= 3;
                let decade = is_decade(&text[at + 1..]);
                marks.push(Mark {
                    double: c == '"',
                    place,
                    before,
                    after: None,
                    previous,
                    next: None,
                    measure,
                    decade,
                    pair: Pair::No,
                });
            } else {
                for mark in &mut marks[open_ended..] {
                    mark.after = Some(c);
                }
                open_ended = marks.len();
                before = Some(c);
            }
            previous = Some(c);
            place += 1;
        }
    }
    find_pairs(&mut marks);
    marks
}

/// Marks those that are no quotation though their places look like it: two with nothing in or
/// around them, as in `("")`, and the apostrophes in `rock 'n' roll`.
fn find_pairs(marks: &mut [Mark]) {
    for at in 1..marks.len() {
        let (first, second) = (&marks[at - 1], &marks[at]);
        if first.double != second.double {
            continue;
        }
        let quote = if first.double { '"' } else { '\'' };
        let is_beside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == quote);
        match second.place - first.place {
            1 if !is_beside(first.previous) && !is_beside(second.next) => {
                marks[at - 1].pair = Pair::Empty;
                marks[at].pair = Pair::Empty;
            }
            2 if !first.double
                && first.next == Some('n')
                && first.previous == Some(' ')
                && second.next == Some(' ') =>
            {
                marks[at - 1].pair = Pair::LeftOut;
                marks[at].pair = Pair::LeftOut;
            }
            _ => {}
        }
    }
}

/// Counts the digits that end before byte `at`, up to four.
fn digits_before(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count()
}

/// Whether a text starts with two digits and the ending of a decade: `90'erne`, `90er`.
fn is_decade(text: &str) -> bool {
    match text.as_bytes() {
        [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            rest.starts_with(b"er") || rest.starts_with(b"'er")
        }
        _ => false,
    }
}

/// Decides what the marks become.
fn decide(marks: &[Mark], [open, close, inner_open, inner_close]: [char; 4]) -> Vec<Option<char>> {
    let (mut outer, mut inner) = (false, false);
    let decide = |(mark, next_closes): (&Mark, bool)| {
        if mark.side() == Side::Alone {
            None
        } else if mark.double {
            Some(decide_double(mark, next_closes, &mut outer, [open, close]))
        } else {
            Some(decide_single(mark, next_closes, &mut inner, [inner_open, inner_close]))
        }
    };
    marks.iter().zip(closes_next(marks)).map(decide).collect()
}

/// Decides what a `"` becomes; `within` says whether a quotation is open.
fn decide_double(
    mark: &Mark,
    next_closes: bool,
    within: &mut bool,
    [open, close]: [char; 2],
) -> char {
    let opening = match mark.side() {
        Side::Opening => true,
        _ if mark.measure && (!*within || next_closes) => return '″',
        Side::Middle => !*within,
        _ => false,
    };
    *within = opening;
    if opening { open } else { close }
}

/// Decides what a `'` becomes; `within` says whether a quotation is open.
fn decide_single(
    mark: &Mark,
    next_closes: bool,
    within: &mut bool,
    [open, close]: [char; 2],
) -> char {
    match mark.side() {
        Side::Opening if next_closes && !mark.decade => {
            *within = true;
            open
        }
        Side::Closing if *within && !(mark.is_ambiguous() && next_closes) => {
            *within = false;
            close
        }
        Side::Closing if mark.measure => '′',
        Side::Middle if mark.measure && mark.after.is_some_and(|c| c.is_ascii_digit()) => '′',
        _ => '’',
    }
}

/// For every mark, whether the next of its kind is one that closes a quotation; for a mark
/// that is ambiguous itself, the next must not be.
fn closes_next(marks: &[Mark]) -> Vec<bool> {
    // Per kind: whether the nearest mark to the right closes, and whether surely.
    let mut nearest = [(false, false); 2];
    let mut found = vec![false; marks.len()];
    for (mark, found) in marks.iter().zip(&mut found).rev() {
        let nearest = &mut nearest[usize::from(mark.double)];
        *found = if mark.is_ambiguous() { nearest.1 } else { nearest.0 };
        let side = mark.side();
        let is_apostrophe = side == Side::Alone || (!mark.double && side == Side::Middle);
        if !is_apostrophe {
            let closes = side == Side::Closing;
            // Between an ambiguous mark and one after it, the quotation ends at that before
            // punctuation or the end of the block: a measure is followed by what it measures.
            let is_likely = mark.double && !mark.after.is_some_and(char::is_whitespace);
            let surely = closes && (nearest.1 || is_likely || !mark.is_ambiguous());
            *nearest = (closes, surely);
        }
    }
    found
}
