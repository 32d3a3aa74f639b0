//! Places in a text.

use serde::{Deserialize, Serialize};

/// A place in a file: line and column, both from 1; a column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// Makes a position from a line and a column, both from 1.
    pub fn new(line: u32, column: u32) -> Self {
        Self { line, column }
    }
}

/// A piece of a file, from `start` up to but not including `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

impl From<Position> for Span {
    fn from(start: Position) -> Self {
        Self { start, end: Position { column: start.column + 1, ..start } }
    }
}

/// A step on the way to a value in front matter: `sources`, then item 1, then `url`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeySegment {
    /// The value of a key.
    Name(String),
    /// The item of a list, from 0.
    Item(usize),
}

impl From<&str> for KeySegment {
    fn from(name: &str) -> Self {
        Self::Name(name.into())
    }
}

impl From<usize> for KeySegment {
    fn from(item: usize) -> Self {
        Self::Item(item)
    }
}

/// A position in a file, as modules know it that have the model but not the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceLocation {
    /// A value in the file's front matter.
    Key(Vec<KeySegment>),
    /// A range of bytes of the file's text, the byte order mark not counted.
    Bytes(std::ops::Range<usize>),
}

/// Where the lines of a text begin: turns byte offsets into positions and back.
/// Lines end in LF, CRLF or a lone CR.
#[derive(Debug)]
pub(crate) struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many characters begin before each block of bytes: many positions may be on one long
    /// line.
    characters: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    const BLOCK: usize = 1024;

    /// Finds the lines of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |(at, byte): (usize, &u8)| match byte {
            b'\n' => Some(at + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
            _ => None,
        };
        let starts = std::iter::once(0).chain(bytes.iter().enumerate().filter_map(ends_line));
        let mut characters = vec![0];
        let mut before = 0;
        for block in bytes.chunks(Self::BLOCK) {
            before += count_characters(block);
            characters.push(before);
        }
        Self { text, starts: starts.collect(), characters }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / Self::BLOCK;
        let rest = &self.text.as_bytes()[block * Self::BLOCK..offset];
        self.characters[block] + count_characters(rest)
    }

    /// The position of the character at byte `offset`; past the end gives the end.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let mut end = offset;
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.characters_before(end) - self.characters_before(start) + 1;
        Position { line: count(line), column: count(column) }
    }

    /// The span of a range of bytes.
    pub(crate) fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { start: self.position(range.start), end: self.position(range.end) }
    }

    /// The byte offset of a position; one past the end of its line gives the line's end.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let line = position.line.max(1) as usize - 1;
        let Some(start) = self.starts.get(line).copied() else { return self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        let column = position.column.max(1) as usize - 1;
        start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    }
}

fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let index = LineIndex::new("æøå\nx");
        assert_eq!(index.position(4), Position::new(1, 3));
        assert_eq!(index.position(7), Position::new(2, 1));
        assert_eq!(index.position(99), Position::new(2, 2));
        assert_eq!(index.offset(Position::new(1, 3)), 4);
        assert_eq!(index.offset(Position::new(1, 99)), 6);
        assert_eq!(index.offset(Position::new(9, 1)), 8);
    }

    #[test]
    fn columns_count_characters_of_long_lines() {
        let text = format!("x\n{}", "aæ€😀".repeat(1_000));
        let index = LineIndex::new(&text);
        for (column, (at, _)) in text[2..].char_indices().enumerate() {
            assert_eq!(index.position(2 + at), Position::new(2, count(column + 1)));
        }
        assert_eq!(index.position(text.len()), Position::new(2, 4_001));
        let block = "x".repeat(LineIndex::BLOCK);
        assert_eq!(LineIndex::new(&block).position(block.len()), Position::new(1, 1_025));
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let index = LineIndex::new("a\r\nb\rc\nd");
        let lines: Vec<_> = [0, 3, 5, 7].map(|at| index.position(at).line).into();
        assert_eq!(lines, [1, 2, 3, 4]);
    }
}
