//! Our Markdown against that of an independent renderer, `comrak`, over generated texts: whatever
//! the text, both must show the same elements, attributes and words.
//!
//! `TEST_SEED=N` draws other texts than the usual ones, and a failure prints the text and its number.
//! Each deliberate difference is in `dialect`, `elements` or `texts`, with its reason. In short, ours
//! has other ids, classes and roles, begins headings at level 2, leaves out comments and unused notes,
//! and links no email address.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read a seed and fail by panics"
)]

#[path = "markdown/elements.rs"]
mod elements;
mod fixture;
#[path = "fixture/random.rs"]
mod random;
#[path = "markdown/texts.rs"]
mod texts;

use comrak::Options;
use digest::testing::files::Files;
use elements::Elements;
use fixture::build_in_memory;
use random::Random;

/// How many texts are compared.
const TEXTS: usize = 400;

/// Typography is ours alone, as far as it can be switched off; see `elements` for the rest.
const CONFIG: &str = "title = \"Prøven\"\nbase_url = \"https://x.dk\"\n\
    [feeds]\nid_base = \"tag:x.dk,2026:\"\ntags = false\n\
    [typography]\nquotes = \"off\"\nno_break = false\n";

/// Shows the text and nothing else.
const TEMPLATE: &str = "{{ body }}";

/// What both renderers are to know.
fn dialect() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    // The site's own writers may write any HTML.
    options.render.r#unsafe = true;
    options
}

/// The HTML of the texts as our pages show it.
fn ours(texts: &[String]) -> Vec<String> {
    let articles: Vec<(String, String)> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let front_matter = format!("---\ntitle: T\nslug: t{number}\ndate: 2026-11-19\n---\n");
            (format!("content/artikler/t{number}.md"), front_matter + text)
        })
        .collect();
    let files = articles.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files = files.chain([("templates/article.html", TEMPLATE)]);
    let outputs = build_in_memory(&Files::in_memory(files.collect::<Vec<_>>()), CONFIG);
    let html = |number| outputs[&format!("2026/11/t{number}/index.html")].clone();
    (0..texts.len()).map(html).collect()
}

/// Compares the two renderings of each text; the first difference fails.
fn compare(texts: &[String]) {
    let options = dialect();
    for (number, (text, ours)) in texts.iter().zip(ours(texts)).enumerate() {
        let theirs = comrak::markdown_to_html(text, &options);
        let (found, expected) = (Elements::of(&ours), Elements::of(&theirs));
        assert!(
            found == expected,
            "text {number}:\n{text}\n--- ours:\n{ours}\n--- theirs:\n{theirs}\n--- the first \
             difference:\n{}",
            found.difference(&expected)
        );
    }
}

#[test]
fn generated_texts_look_as_in_another_renderer() {
    let seed = std::env::var("TEST_SEED").map_or(1, |seed| seed.parse().unwrap());
    println!("TEST_SEED={seed}");
    let mut random = Random(seed);
    let texts: Vec<String> = (0..TEXTS).map(|_| texts::draw(&mut random)).collect();
    compare(&texts);
}

#[test]
fn chosen_texts_look_as_in_another_renderer() {
    let texts: Vec<String> = texts::CHOSEN.iter().map(|text| (*text).to_owned()).collect();
    compare(&texts);
}

#[test]
fn a_difference_is_found() {
    for (one, other) in [
        ("<p>a</p>", "<p>b</p>"),
        ("<p>a</p>", "<p><em>a</em></p>"),
        ("<p><a href=\"/a\">a</a></p>", "<p><a href=\"/b\">a</a></p>"),
        ("<p>a b</p>", "<p>ab</p>"),
        ("<pre><code>a\n b</code></pre>", "<pre><code>a\nb</code></pre>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<p>a</p>b", "<p>ab</p>"),
    ] {
        assert!(Elements::of(one) != Elements::of(other), "{one} {other}");
    }
    assert!(Elements::of("<p>a\n<b>b</b></p>\n") == Elements::of("<p>a <b>b</b></p>"));
}
