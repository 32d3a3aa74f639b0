//! What is refused before it is parsed: the parser goes through all open quotes and lists on
//! each line, so text that nests with its length would take a time that grows with its square.

use std::ops::Range;

/// Finds the first line that could open more than `limit` quotes and lists: the place of its
/// markers.
///
/// To open one, a line must repeat the markers of all quotes around it and be indented by two
/// columns or more for each list around it. So its markers and half of its indentation are
/// never fewer than what it opens.
pub(super) fn too_deep(text: &str, limit: usize) -> Option<Range<usize>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    for end in ends.chain([text.len()]) {
        let line = &text[start..end];
        // A tab, which counts most, counts two.
        if line.len() > limit / 2 && depth(line) > limit {
            let length = line.find(|c: char| c.is_alphabetic()).unwrap_or(line.trim_end().len());
            return Some(start..start + length);
        }
        start = end;
    }
    None
}

/// How many quotes and lists a line can be in, at most.
fn depth(line: &str) -> usize {
    let bytes = line.as_bytes();
    let (mut at, mut markers, mut columns) = (0, 0, 0);
    let is_space = |at: usize| matches!(bytes.get(at), None | Some(b' ' | b'\t' | b'\n'));
    while let Some(byte) = bytes.get(at) {
        let digits = bytes[at..].iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        let length = match byte {
            b' ' => {
                columns += 1;
                at += 1;
                continue;
            }
            b'\t' => {
                columns += 4;
                at += 1;
                continue;
            }
            b'>' => 1,
            b'-' | b'+' | b'*' if is_space(at + 1) => 1,
            b'0'..=b'9'
                if matches!(bytes.get(at + digits), Some(b'.' | b')'))
                    && is_space(at + digits + 1) =>
            {
                digits + 1
            }
            b'\n' => break,
            _ => return markers + columns / 2,
        };
        markers += 1;
        // The space after a marker belongs to it.
        at += length + usize::from(bytes.get(at + length) == Some(&b' '));
    }
    // A blank line opens nothing.
    if markers == 0 { 0 } else { markers + columns / 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_and_indentation_count() {
        for (line, expected) in [
            ("a", 0),
            ("> > a > b", 2),
            (">>>", 3),
            ("- 1. * + 12) a", 5),
            ("-- a", 0),
            ("    - a", 3),
            ("\t\ta", 4),
            ("      \n", 0),
            ("1234567890. a", 0),
            ("-", 1),
        ] {
            assert_eq!(depth(line), expected, "{line:?}");
        }
    }

    #[test]
    fn the_line_is_found() {
        assert_eq!(too_deep("a\n> > > > b\n", 3), Some(2..10));
        assert_eq!(too_deep("a\n> > > b\n", 3), None);
    }
}
