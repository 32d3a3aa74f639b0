//! Where text taken out of a body stood in it: line ends are made equal and fenced blocks are
//! cut out before they are parsed, yet problems must name the place that the author wrote.

use std::borrow::Cow;
use std::ops::Range;

/// Maps offsets in a derived text to offsets in the body that it was taken from.
#[derive(Debug, Default)]
pub(super) struct SourceMap {
    /// Starts of the stretches in the derived text, and in the body; none means equal texts.
    stretches: Vec<(usize, usize)>,
}

impl SourceMap {
    /// The map of a stretch that is cut out of a text which `outer` maps.
    pub(super) fn of_part(outer: &Self, range: Range<usize>) -> Self {
        let mut map = Self::default();
        map.add(0, outer, range);
        map
    }

    /// Adds a stretch: `range` of the text that `outer` maps goes to `at` in the derived text.
    pub(super) fn add(&mut self, at: usize, outer: &Self, range: Range<usize>) {
        self.add_stretch(at, outer.offset(range.start));
        let first = outer.stretches.partition_point(|(start, _)| *start <= range.start);
        for (start, source) in &outer.stretches[first..] {
            if *start >= range.end {
                break;
            }
            self.add_stretch(at + start - range.start, *source);
        }
    }

    fn add_stretch(&mut self, at: usize, source: usize) {
        let goes_on = self.stretches.last().is_some_and(|(a, s)| source == s + (at - a));
        if !goes_on {
            self.stretches.push((at, source));
        }
    }

    fn offset(&self, offset: usize) -> usize {
        match self.stretches.partition_point(|(start, _)| *start <= offset) {
            0 => offset,
            next => self.stretches[next - 1].1 + offset - self.stretches[next - 1].0,
        }
    }

    /// Gives the range of the body that `range` of the derived text came from.
    pub(super) fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        let end = if range.is_empty() { start } else { self.offset(range.end - 1) + 1 };
        start..end.max(start)
    }
}

/// Makes every line end a LF, whether it was written CRLF or CR.
pub(super) fn with_equal_line_ends(body: &str) -> (Cow<'_, str>, SourceMap) {
    let mut map = SourceMap::default();
    if !body.contains('\r') {
        return (Cow::Borrowed(body), map);
    }
    let mut text = String::with_capacity(body.len());
    let mut rest = 0;
    map.add_stretch(0, 0);
    for (at, _) in body.match_indices('\r') {
        text.push_str(&body[rest..at]);
        rest = at + 1;
        if body.as_bytes().get(rest) != Some(&b'\n') {
            text.push('\n');
        }
        map.add_stretch(text.len(), rest);
    }
    text.push_str(&body[rest..]);
    (Cow::Owned(text), map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back_through_every_kind_of_line_end() {
        let body = "æ\r\nb\rc\r\n\r\nd";
        let (text, map) = with_equal_line_ends(body);
        assert_eq!(text, "æ\nb\nc\n\nd");
        for letter in ["æ", "b", "c", "d"] {
            let at = text.find(letter).unwrap();
            assert_eq!(&body[map.range(at..at + letter.len())], letter);
        }
    }

    #[test]
    fn a_part_of_a_part_leads_back_too() {
        let body = "> a\r\n> b\r\n";
        let (text, map) = with_equal_line_ends(body);
        let mut inner = SourceMap::default();
        inner.add(0, &map, 2..4);
        inner.add(2, &map, 6..8);
        assert_eq!((&text[2..4], &text[6..8]), ("a\n", "b\n"));
        assert_eq!(&body[inner.range(2..3)], "b");
        assert_eq!(inner.range(0..4), 2..10);
    }
}
