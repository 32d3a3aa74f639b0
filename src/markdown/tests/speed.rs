//! Time grows with the length of a body, whatever its contents.

use super::{RawHtml, parse, settings};
use crate::speed_tests::{LONGER, out_of_proportion};

/// How often a part is repeated in the shorter of two bodies.
const COUNT: usize = 700;

/// Parts that have made some Markdown parser quadratic, and others like them.
const REPEATED: [&str; 75] = [
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
    "## a {",
    "##a\n",
    "{",
    "{: ",
    "{% a",
    "{{<",
    "[a](b c ",
    ":::a\n",
    "> [!A] b\n\n",
    "```\t\n",
    "https://a.dk/(",
    "https://",
    "www.a.dk/)",
    "a.b@",
    "\\\"--",
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
fn built(count: usize) -> [(&'static str, String); 12] {
    let root = count.isqrt();
    let options: String =
        (0..count).flat_map(|n| [":o".into(), n.to_string(), ":\n".into()]).collect();
    [
        ("brackets within brackets", "[".repeat(count) + &"]".repeat(count)),
        ("images within images", "![".repeat(count) + &"](b)".repeat(count)),
        ("strong within strong", "**a ".repeat(count) + &" a**".repeat(count)),
        ("lines after deep quotes", ">".repeat(count) + "a\n" + &"b\n".repeat(count)),
        ("lines after deep lists", "- ".repeat(count) + "a\n" + &"b\n".repeat(count)),
        ("no-break spaces", "\u{a0}".repeat(count)),
        ("an attribute", format!("<b title=\"{}\">", "&amp;".repeat(count))),
        ("a wide table", ["|a", "|-", "|x\n"].map(|part| part.repeat(root)).join("\n")),
        ("backticks of all lengths", (1..2 * root).map(|n| "`".repeat(n) + " ").collect()),
        ("fences within fences", (3..root).rev().map(|n| "`".repeat(n) + "{a}\n").collect()),
        ("options", "```{a}\n".to_owned() + &options),
        ("lines of raw HTML in a quote", "> <div>\n".to_owned() + &"> <a href=x>\n".repeat(count)),
    ]
}

#[test]
fn time_grows_with_the_length() {
    let repeated = |count: usize| REPEATED.map(|part| (part, part.repeat(count)));
    let short = repeated(COUNT).into_iter().chain(built(COUNT));
    let long = repeated(COUNT * LONGER).into_iter().chain(built(COUNT * LONGER));
    let bodies: Vec<_> = short.zip(long).collect();
    let mut slow = Vec::new();
    for html in [RawHtml::Allow, RawHtml::Sanitize] {
        let settings = settings(html);
        for ((name, short), (_, long)) in &bodies {
            let times = out_of_proportion(|| parse(short, &settings), || parse(long, &settings));
            slow.extend(times.map(|times| (html, name, times)));
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}
