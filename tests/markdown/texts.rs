//! The texts that are compared: drawn from the parts of Markdown, and chosen ones.
//!
//! Not among them is what our dialect has alone: alerts, components, languages, links to files of
//! the site, braces at the end of headings.

use std::fmt::Write as _;

use super::random::Random;

const WORDS: [&str; 20] = [
    "telefon",
    "Ærø",
    "5G",
    "på",
    "og",
    "net",
    "a",
    "kan",
    "æbler",
    "måske;",
    "nyt,",
    "ja.",
    "2026",
    "snake_case",
    "2*3",
    "a&b",
    "&amp;",
    "&oslash;",
    "x<y",
    "50 %",
];

/// Where links lead.
const ADDRESSES: [&str; 7] = [
    "https://a.dk/",
    "https://a.dk/b?c=d&e=f",
    "<https://a.dk/b c>",
    "https://a.dk/(b)",
    "https://a.dk/æ",
    "https://a.dk/b_c_d",
    "https://a.dk/#e",
];

/// Addresses that become links by themselves, each with what follows it.
const BARE: [&str; 8] = [
    "https://a.dk",
    "https://a.dk/b.",
    "(https://a.dk/b-(c))",
    "www.a.dk/b?c=d,",
    "http://a.dk/~b",
    "https://a.dk:8080/b!",
    "*https://a.dk/b*",
    "(www.a.dk)",
];

/// Marks that may or may not mean something. After an open bracket `comrak` links no address, so there
/// is none.
const MARKS: [&str; 15] =
    ["*", "**", "_", "`", "~~", "]", "(", ")", "!", "\\*", "\\[", "<", ">", "\\\\", "^"];

/// Draws a text of some blocks.
pub(crate) fn draw(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(6) {
        block(random, "", 0, &mut text);
        text.push('\n');
    }
    // Notes refer to no others: what only a note without a reference refers to is left out by us.
    for note in 1..=3 {
        if random.chance(60) {
            write!(text, "[^{note}]: {}\n\n", inline(random, 1)).unwrap();
        }
    }
    text.push_str("[ref]: https://a.dk/ref \"Titel\"\n");
    text
}

/// Draws a block whose lines begin with `prefix`.
fn block(random: &mut Random, prefix: &str, depth: usize, text: &mut String) {
    let kind = random.below(if depth < 3 { 11 } else { 5 });
    let mut line = |content: &str| {
        text.push_str(prefix);
        text.push_str(content);
        text.push('\n');
    };
    match kind {
        0 => {
            let level = 1 + random.below(6);
            line(&format!("{} {}", "#".repeat(level), inline(random, 0)));
        }
        1 => {
            let fence = pick(random, &["```", "~~~", "````"]);
            line(&format!("{fence}{}", pick(random, &["", "rust", " js x"])));
            for _ in 0..random.below(3) {
                line(pick(random, &["let a = \"b\";", "    <b> & c", "", "``", "# d", "- e"]));
            }
            line(&format!("{fence}{}", pick(random, &["", " ", "\t", "  \t "])));
        }
        2 => line(pick(random, &["---", "***", "* * *", "___"])),
        3 => {
            line(&inline(random, 0));
            line(pick(random, &["===", "---"]));
        }
        4 => {
            for _ in 0..=random.below(3) {
                line(&inline(random, 0));
            }
        }
        5 => {
            let columns = 1 + random.below(3);
            let mut row = |random: &mut Random, cell: &dyn Fn(&mut Random) -> String| {
                let cells: Vec<String> = (0..columns).map(|_| cell(random)).collect();
                line(&format!("| {} |", cells.join(" | ")));
            };
            row(random, &|random| words(random));
            row(random, &|random| pick(random, &["---", ":--", "--:", ":-:"]).to_owned());
            for _ in 0..random.below(3) {
                row(random, &|random| words(random));
            }
        }
        6 => {
            line(pick(random, &["<div class=\"x\">", "<p>", "<!-- a -->", "<b>a</b>"]));
            line(pick(random, &["*a* & b", "x &lt; y", "<i>æ</i>", ""]));
            line(pick(random, &["</div>", "</p>", ""]));
        }
        7 => line(&format!("    {}", words(random))),
        8 => {
            let inner = format!("{prefix}> ");
            for number in 0..=random.below(2) {
                if number > 0 {
                    text.push_str(prefix);
                    text.push_str(">\n");
                }
                block(random, &inner, depth + 1, text);
            }
        }
        _ => list(random, prefix, depth, text),
    }
}

const MARKERS: [&str; 5] = ["- ", "* ", "+ ", "1. ", "3) "];

/// Draws a list, with space between all its items or none. Renderers disagree about lists that have
/// space only within one of their items, and about tables in lists.
fn list(random: &mut Random, prefix: &str, depth: usize, text: &mut String) {
    // Only a list that begins with 1 can follow a paragraph at once.
    let markers = if depth == 0 { &MARKERS[..] } else { &MARKERS[..4] };
    let marker = pick(random, markers);
    let is_loose = depth < 2 && random.chance(30);
    let inner = format!("{prefix}{}", " ".repeat(marker.len()));
    let space = if is_loose { format!("{}\n", prefix.trim_end()) } else { String::new() };
    for _ in 0..=random.below(3) {
        // A heading or a table may not be a task, which not all agree on.
        let task = if random.chance(15) && marker.len() == 2 {
            pick(random, &["[ ] ", "[x] "])
        } else {
            ""
        };
        writeln!(text, "{prefix}{marker}{task}{}", inline(random, 0)).unwrap();
        if task.is_empty() && random.chance(30) {
            text.push_str(&space);
            match random.below(3) {
                0 if !is_loose && depth < 3 => list(random, &inner, depth + 2, text),
                1 if is_loose => writeln!(text, "{inner}> {}", inline(random, 0)).unwrap(),
                2 if is_loose => writeln!(text, "{inner}{}", inline(random, 0)).unwrap(),
                _ => {
                    let code = words(random);
                    writeln!(text, "{inner}```\n{inner}  {code}\n{inner}```\t").unwrap();
                }
            }
        }
        text.push_str(&space);
    }
}

fn pick(random: &mut Random, all: &[&'static str]) -> &'static str {
    random.pick::<&'static str>(all)
}

fn words(random: &mut Random) -> String {
    let words: Vec<&str> = (0..=random.below(4)).map(|_| pick(random, &WORDS)).collect();
    words.join(" ")
}

/// Draws the text of a line.
fn inline(random: &mut Random, depth: usize) -> String {
    let mut text = words(random);
    for _ in 0..random.below(3) {
        let part =
            if depth == 0 && random.chance(50) { reference(random) } else { marked(random, depth) };
        text.push_str(pick(random, &[" ", " ", ""]));
        text.push_str(&part);
        text.push_str(pick(random, &[" ", " ", ""]));
        text.push_str(&words(random));
    }
    text
}

/// Draws a link, an image or a reference to a note. There are none within links: a text with two
/// links, one within the other, is a mistake that every renderer reads in its own way.
fn reference(random: &mut Random) -> String {
    match random.below(6) {
        0 => format!("[{}]({})", inline(random, 1), pick(random, &ADDRESSES)),
        1 => format!("[{}]({} \"En titel\")", inline(random, 1), pick(random, &ADDRESSES)),
        2 => format!("![{}](https://a.dk/b.png)", words(random)),
        // With spaces around it: in `www.a.dk's` the rest is no part of our link, and `*` around a
        // link is emphasis to us.
        3 => format!(" {} ", pick(random, &BARE)),
        4 => pick(random, &["[ref]", "[a][ref]", "<https://a.dk/>"]).to_owned(),
        _ => format!("[^{}]", 1 + random.below(4)),
    }
}

/// Draws text with emphasis, code or raw HTML, or a mark that may or may not mean something.
fn marked(random: &mut Random, depth: usize) -> String {
    let within = if depth < 2 { inline(random, depth + 1) } else { words(random) };
    match random.below(7) {
        0 => format!("*{within}*"),
        1 => format!("**{within}**"),
        2 => format!("_{within}_"),
        // With spaces around it: our parser lets it begin within a word, also before punctuation.
        3 => format!(" ~~{within}~~ "),
        4 => format!("`{}`", words(random)),
        5 => pick(random, &["<b>x</b>", "a  \nb"]).to_owned(),
        // In the text of a link, it could end the link.
        _ if depth > 0 => within,
        _ => pick(random, &MARKS).to_owned(),
    }
}

/// Texts that renderers have disagreed about.
pub(crate) const CHOSEN: &[&str] = &[
    "```\nkode\n```\t\n\nEfter.\n",
    "- a\n\n  ~~~\n  b\n  ~~~\t \n\n  c\n",
    "![Feltet <navn> vises *nu*](https://a.dk/b.png)\n",
    "Se https://a.dk/b--c, (www.b.dk/c_(d)) og `https://e.dk`.\n",
    "## Skabelonen {navn}\n\n## Mængden {1, 2}\n",
    "[priser](/min fil.pdf) og [om] (/om/)\n\n##Overskrift\n",
    "**fed **tekst og ** fed**\n",
    "a[^1] b[^2] c[^1]\n\n[^1]: Et\n[^2]: To\n\n    Mere\n",
    "Det tog ti år.[^2]\n\n[^1]: Ifølge årsrapporten.\n",
    "1. a\n   - b\n\n     c\n2. d\n\n| a | b |\n|:-|-:|\n| 1 | `2\\|3` |\n",
    "> a\nb\n> - c\nd\n",
    "<div>\n*a*\n\n*b*\n</div>\n",
    "a\\\nb  \nc\n",
    "***a** b*\n\n_a_b_ *a*b\n",
    "[a][ref] [ref][] [ref]\n\n[ref]: <https://a.dk/b c> 'T'\n",
    "Skriv \\\"ja\\\" og &quot;nej&quot;\n",
];
