//! Time grows with the length of a body, whatever stands in it.

use std::time::{Duration, Instant};

use super::{RawHtml, Settings, parse, settings};

/// How often a part is repeated in the shorter of two bodies.
const COUNT: usize = 4_000;

/// Parts that have made some Markdown parser quadratic, and others like them.
const REPEATED: [&str; 60] = [
    "> ",
    "- ",
    "1. ",
    "*",
    "*a ",
    "*a**",
    "a***",
    "_a ",
    "**a *",
    "a_b*",
    "[*_a",
    "[",
    "![",
    "[]",
    "[](",
    "[ (](",
    "[a](<b",
    "[a](b",
    "![[]()",
    "](",
    "`` `",
    "``\\",
    "|a",
    "[^",
    "[^a",
    "[^a][^",
    "[^a]: x\n\n",
    "[^1] [^1]\n\n[^1]: a\n",
    "<",
    "<a ",
    "<a b=\"",
    "<a href=x>",
    "<!--",
    "<!A ",
    "<?",
    "<![CDATA[",
    "]]>",
    "<div>",
    "<div>\n\n",
    "<b>",
    "<table><b>",
    "<script>\n\n",
    "&",
    "&#",
    "~~a ~",
    "# a\n",
    "## a {#a}\n",
    "```\n",
    "```{a}\n",
    "> a\n",
    "- a\n\n",
    "- [ ] a\n",
    "[[",
    "]{lang=en}",
    "[a]{lang=en}",
    "[a]: b '",
    "[a]\n\n",
    "\"a ",
    "a|b\n-|-\n",
    "\\",
];

/// Bodies of a length that is not a repetition.
fn built(count: usize) -> [(&'static str, String); 10] {
    let root = count.isqrt();
    let options: String = (0..count).flat_map(|n| [":o".into(), n.to_string(), ":\n".into()]).collect();
    [
        ("brackets within brackets", "[".repeat(count) + &"]".repeat(count)),
        ("pictures within pictures", "![".repeat(count) + &"](b)".repeat(count)),
        ("strong within strong", "**a ".repeat(count) + &" a**".repeat(count)),
        ("lines after deep quotes", ">".repeat(count) + "a\n" + &"b\n".repeat(count)),
        ("lines after deep lists", "- ".repeat(count) + "a\n" + &"b\n".repeat(count)),
        ("a wide table", ["|a", "|-", "|x\n"].map(|part| part.repeat(root)).join("\n")),
        ("backticks of all lengths", (1..2 * root).map(|n| "`".repeat(n) + " ").collect()),
        ("fences within fences", (3..root).rev().map(|n| "`".repeat(n) + "{a}\n").collect()),
        ("options", "```{a}\n".to_owned() + &options),
        ("lines of raw HTML in a quote", "> <div>\n".to_owned() + &"> <a href=x>\n".repeat(count)),
    ]
}

fn time(body: &str, settings: &Settings) -> Duration {
    let start = Instant::now();
    let document = parse(body, settings);
    let time = start.elapsed();
    drop(document);
    time
}

#[test]
fn twice_the_length_takes_twice_the_time() {
    let repeated = |count: usize| REPEATED.map(|part| (part, part.repeat(count)));
    let once = repeated(COUNT).into_iter().chain(built(COUNT));
    let twice = repeated(2 * COUNT).into_iter().chain(built(2 * COUNT));
    let bodies: Vec<_> = once.zip(twice).collect();
    for html in [RawHtml::Allow, RawHtml::Sanitize] {
        let settings = settings(html);
        for ((name, short), (_, long)) in &bodies {
            // Others use the machine too: the least of several times counts, and short times
            // say nothing.
            let (mut once, mut twice) = (Duration::MAX, Duration::MAX);
            let is_linear = (0..12).any(|_| {
                once = once.min(time(short, &settings));
                twice = twice.min(time(long, &settings));
                twice < Duration::from_millis(15) || twice < once.mul_f64(2.6)
            });
            println!("{html:?} {name:?}: {once:?}, {twice:?}");
            assert!(is_linear, "{html:?} {name:?}: {once:?}, then {twice:?}");
        }
    }
}
