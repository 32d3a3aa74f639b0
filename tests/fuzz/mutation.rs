//! Changes of a text.

use crate::random::Random;

/// What means something in Markdown, YAML, TOML, templates, HTML, URLs or terminals.
pub(crate) const PIECES: &[&str] = &[
    "---",
    "\n---\n",
    "+++",
    ": ",
    " #",
    "- ",
    "\n- ",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "? ",
    "%",
    "@",
    "`",
    "```",
    "```{citat}\n",
    "~~~",
    "'",
    "\"",
    "''",
    "\"\"",
    "\\",
    "\\\"",
    "**",
    "__",
    "*",
    "_",
    "~~",
    "# ",
    "## ",
    "{#x}",
    "![",
    "](",
    ")",
    "[^1]",
    "[^1]: ",
    "[a]: ",
    "[!NOTE]",
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<a href=",
    "<img src=",
    "<svg",
    "<table>",
    "<p>",
    "<script>",
    "</p>",
    "&",
    "&amp;",
    "&#0;",
    "&#x3c;",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{% for a in b %}",
    "{% endfor %}",
    "{% extends \"base.html\" %}",
    "{{ site.title }}",
    "{% include \"x.html\" %}",
    "\t",
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\0",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{feff}",
    "\u{2028}",
    "\u{a0}",
    "\u{ad}",
    "\u{85}",
    "æ",
    "ø",
    "Å",
    "a\u{30a}",
    "🎉",
    "…",
    "–",
    "»",
    "«",
    "2026-11-22",
    "2026-13-41",
    "24:00",
    "1e309",
    "-1",
    "0",
    "99999999999999999999",
    "true",
    "null",
    "~",
    "nej",
    "date: ",
    "title: ",
    "tags: ",
    "draft: true",
    "https://",
    "//",
    "/../",
    "..",
    "@slug",
    "%2e%2e",
    "javascript:",
    "mailto:",
    ".md",
    "#afsnit",
    "?",
    "=",
    "= ",
    "[feeds]",
    "[[tag]]",
    "base_url",
    "aux",
    "con.",
    "|-|-|\n",
    "| a |",
    "a@b.dk",
    "www.x.dk",
    "5G",
    "kr.",
];

/// A text with some changes; parts of `other` can be put into it.
pub(crate) fn mutated(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(4) {
        let range = range(&text, random);
        match random.below(9) {
            0 => drop(text.drain(range)),
            1 => {
                let twice = text[range.clone()].to_vec();
                text.splice(range.start..range.start, twice);
            }
            2 => {
                let times = 1 + random.below(2_000);
                let again = text[range.clone()].repeat(times.min(20_000 / range.len().max(1)));
                text.splice(range, again);
            }
            3 => {
                let from = crate::mutation::range(other, random);
                text.splice(range, other[from].iter().copied());
            }
            4 if !text.is_empty() => {
                let at = random.below(text.len());
                text[at] ^= 1 << random.below(8);
            }
            5 => text.truncate(range.end),
            6 => text[range].reverse(),
            _ => {
                let pieces = (0..=random.below(3)).map(|_| *random.pick(PIECES));
                let pieces = pieces.collect::<String>();
                text.splice(range.start..range.start, pieces.bytes());
            }
        }
    }
    text
}

/// A part of a text: mostly short, sometimes a line.
fn range(text: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let start = random.below(text.len() + 1);
    if random.chance(30) {
        let is_end = |byte: &u8| *byte == b'\n';
        let line = text[..start].iter().rposition(is_end).map_or(0, |at| at + 1);
        let length = text[line..].iter().position(is_end);
        return line..length.map_or(text.len(), |length| line + length + 1);
    }
    start..(start + random.below(12)).min(text.len())
}
