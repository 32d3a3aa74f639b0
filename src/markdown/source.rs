//! Where text taken out of a body was in it: line ends are made equal and fenced blocks are
//! cut out before they are parsed, yet problems must name the place that the author wrote.

use std::borrow::Cow;
use std::ops::Range;

/// Maps offsets in a derived text to offsets in the body that it was taken from.
#[derive(Debug, Default)]
pub(super) struct SourceMap {
    /// By their starts; none means equal texts.
    stretches: Vec<Stretch>,
}

/// A stretch of the derived text that was taken from the body in one piece.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    start: usize,
    /// Where it starts in the body.
    source: usize,
    /// Its length in the body. In the derived text it may be longer, if a tab became spaces there.
    length: usize,
}

impl Stretch {
    /// The offset in the body of an offset that is not before the stretch.
    fn offset(&self, offset: usize) -> usize {
        self.source + (offset - self.start).min(self.length)
    }
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
        let first = outer.stretches.partition_point(|stretch| stretch.start <= range.start);
        let next = outer.stretches[first..].iter().map(|stretch| stretch.start);
        let next = next.take_while(|start| *start < range.end).chain([range.end]);
        let mut start = range.start;
        for end in next {
            let source = outer.range(start..end);
            self.add_stretch(Stretch {
                start: at + start - range.start,
                source: source.start,
                length: source.len(),
            });
            start = end;
        }
    }

    fn add_stretch(&mut self, new: Stretch) {
        match self.stretches.last_mut() {
            Some(last)
                if last.start + last.length == new.start
                    && last.source + last.length == new.source =>
            {
                last.length += new.length;
            }
            _ => self.stretches.push(new),
        }
    }

    /// The stretch that an offset is in; none if the texts are equal.
    fn stretch(&self, offset: usize) -> Option<&Stretch> {
        let next = self.stretches.partition_point(|stretch| stretch.start <= offset);
        self.stretches[..next].last()
    }

    /// Gives the range of the body that `range` of the derived text came from.
    pub(super) fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.stretch(range.start).map_or(range.start, |s| s.offset(range.start));
        if range.is_empty() {
            return start..start;
        }
        let end = self.stretch(range.end - 1).map_or(range.end, |s| s.offset(range.end));
        start..end.max(start)
    }
}

/// Makes every line end a LF, whether it was written CRLF or CR, and every closing fence end in
/// spaces.
pub(super) fn with_equal_line_ends(body: &str) -> (Cow<'_, str>, SourceMap) {
    let (text, map) = with_line_feeds(body);
    (with_closing_fences(text), map)
}

/// Writes the tabs after a closing fence as spaces, which `pulldown_cmark` 0.13 requires there
/// though `CommonMark` (§4.5) allows both. No offset changes.
fn with_closing_fences(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut tabs = Vec::new();
    let mut checked = 0;
    while let Some(tab) = memchr::memchr(b'\t', &text.as_bytes()[checked..]) {
        let tab = checked + tab;
        let start = text[checked..tab].rfind('\n').map_or(checked, |at| checked + at + 1);
        let end = text[tab..].find('\n').map_or(text.len(), |at| tab + at);
        let line = text[start..end].trim_end_matches([' ', '\t']);
        if ends_in_fence(line) {
            tabs.extend((start + line.len()..end).filter(|at| text.as_bytes()[*at] == b'\t'));
        }
        checked = end;
    }
    if tabs.is_empty() {
        return text;
    }
    let mut fixed = String::with_capacity(text.len());
    let mut copied = 0;
    for tab in tabs {
        fixed.push_str(&text[copied..tab]);
        fixed.push(' ');
        copied = tab + 1;
    }
    fixed.push_str(&text[copied..]);
    Cow::Owned(fixed)
}

/// Whether a line may close a block of code, within quotes and lists: it is three backticks or
/// tildes, or more.
fn ends_in_fence(line: &str) -> bool {
    ['`', '~'].into_iter().any(|mark| {
        let before = line.trim_end_matches(mark);
        line.len() - before.len() >= 3 && before.chars().all(|c| matches!(c, ' ' | '\t' | '>'))
    })
}

/// Makes every line end a LF.
fn with_line_feeds(body: &str) -> (Cow<'_, str>, SourceMap) {
    let mut map = SourceMap::default();
    if memchr::memchr(b'\r', body.as_bytes()).is_none() {
        return (Cow::Borrowed(body), map);
    }
    let mut text = String::with_capacity(body.len());
    let mut rest = 0;
    for (at, _) in body.match_indices('\r') {
        let is_alone = body.as_bytes().get(at + 1) != Some(&b'\n');
        let length = at - rest + usize::from(is_alone);
        map.add_stretch(Stretch { start: text.len(), source: rest, length });
        text.push_str(&body[rest..at]);
        if is_alone {
            text.push('\n');
        }
        rest = at + 1;
    }
    map.add_stretch(Stretch { start: text.len(), source: rest, length: body.len() - rest });
    text.push_str(&body[rest..]);
    (Cow::Owned(text), map)
}

/// Whether a text contains a mark. Marks begin with a byte that is rare in prose, which is several
/// times as fast to find as a string, and matters for a whole body.
pub(super) fn contains(text: &str, mark: &str) -> bool {
    let (text, mark) = (text.as_bytes(), mark.as_bytes());
    let Some(&first) = mark.first() else { return true };
    memchr::memchr_iter(first, text).any(|at| text[at..].starts_with(mark))
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

    #[test]
    fn tabs_after_a_closing_fence_are_spaces() {
        let body = "a\tb\t\n```\nc\t\n``` \t\n> \t~~~~\t\t\n``\t\nd```\t\n\t```";
        let (text, _) = with_equal_line_ends(body);
        assert_eq!(text, "a\tb\t\n```\nc\t\n```  \n> \t~~~~  \n``\t\nd```\t\n\t```");
        assert!(matches!(with_equal_line_ends("```\n\ta\n```"), (Cow::Borrowed(_), _)));
    }

    #[test]
    fn what_is_longer_than_its_source_ends_where_that_ends() {
        let mut map = SourceMap::default();
        map.add(0, &SourceMap::default(), 5..6);
        map.add(4, &SourceMap::default(), 8..10);
        assert_eq!([map.range(0..4), map.range(2..4), map.range(3..6)], [5..6, 6..6, 6..10]);
    }
}
