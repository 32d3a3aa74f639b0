//! Typography: quotation marks, apostrophes, dashes and no-break spaces, from what keyboards have.
//!
//! In: the runs of text of one block. Out: the same runs, set as *Retskrivningsordbogen* and the
//! Danish press do: »…« and ›…‹ (or another pair), ’ as the apostrophe, – for every dash, … for
//! three full stops, ″ and ′ for inches and feet. Only ASCII is read as a request; quotation marks
//! that an author typed stay. One pass, linear; what needs no change is borrowed.

mod addresses;
mod dashes;
mod quotes;
mod run;
mod spaces;
mod units;

use std::borrow::Cow;

pub(crate) use addresses::{AddressKind, addresses};
pub use quotes::Quotes;
pub(crate) use run::Run;

use addresses::Kept;
use run::RunContext;

/// What a site wants of its typography.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Typography {
    /// The quotation marks to set.
    pub quotes: Quotes,
    /// Whether to bind numbers to their units: `kl. 14`, `10 %`, `22. november`.
    pub no_break: bool,
}

impl Default for Typography {
    fn default() -> Self {
        Self { quotes: Quotes::default(), no_break: true }
    }
}

impl Typography {
    /// Sets the runs of one block.
    ///
    /// Quotations may span runs; a dash, an ellipsis and the word beside a no-break space are
    /// looked for within one run.
    pub fn apply(self, runs: &mut [Run<'_>]) {
        let kept: Vec<Kept> = runs.iter().map(|_| Kept::default()).collect();
        let mut marks = quotes::resolve(runs, &kept, self.quotes).into_iter();
        let mut before = None;
        let mut next = 0;
        for at in 0..runs.len() {
            next = next.max(at + 1);
            while runs.get(next).is_some_and(|run| run.first().is_none()) {
                next += 1;
            }
            let after = runs.get(next).and_then(Run::first);
            let last = runs[at].last();
            if let Run::Text(text) = &mut runs[at]
                && let Some(set) =
                    self.set(&RunContext { text, before, after }, &kept[at], &mut marks)
            {
                *text = Cow::Owned(set);
            }
            before = last.or(before);
        }
    }

    /// Sets a text that is a block by itself, such as a title.
    pub fn text(self, text: &str) -> Cow<'_, str> {
        let mut runs = [Run::Text(Cow::Borrowed(text))];
        self.apply(&mut runs);
        match runs {
            [Run::Text(text)] => text,
            [Run::Opaque] => Cow::Borrowed(text),
        }
    }

    /// Sets one run except for the ranges `kept`; nothing if it stays as it is. `marks` gives, for
    /// every other ASCII quotation mark in turn, what it becomes.
    fn set(
        self,
        place: &RunContext<'_>,
        kept: &Kept,
        marks: &mut impl Iterator<Item = Option<char>>,
    ) -> Option<String> {
        let text = place.text;
        let mut set = None;
        let mut copied = 0;
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            let (length, replacement) = match byte {
                b'"' | b'\'' if kept.holds(text, at) => (1, None),
                b'"' | b'\'' => (1, marks.next().flatten()),
                b'-' | b'.' => {
                    let set = if byte == b'-' {
                        dashes::hyphens(place, at)
                    } else {
                        dashes::full_stops(place, at)
                    };
                    if set.1.is_some() && kept.holds(text, at) { (1, None) } else { set }
                }
                b' ' => (1, (self.no_break && spaces::binds(place, at)).then_some('\u{a0}')),
                _ => (1, None),
            };
            if let Some(replacement) = replacement {
                let set = set.get_or_insert_with(|| String::with_capacity(text.len() + 16));
                set.push_str(&text[copied..at]);
                set.push(replacement);
                copied = at + length;
            }
            at += length;
        }
        if let Some(set) = &mut set {
            set.push_str(&text[copied..]);
        }
        set
    }
}

#[cfg(test)]
mod tests;
