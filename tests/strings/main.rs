//! `docs/strings.md` lists every word that the program itself shows to readers of a site. It is made
//! from the sources, so that no string comes to readers unseen, and what a machine can check of
//! Danish usage is checked on it.

#![expect(clippy::disallowed_methods, reason = "tests read the sources")]

mod literals;
mod machine;
mod template;
mod usage;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use literals::Room;

/// Where a text stands; what is asked of it depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A heading or a page's title.
    Heading,
    /// The text of a link.
    Link,
    /// The name of a value, such as `Pris`.
    Label,
    /// Any other text of a template.
    Text,
    /// An attribute that is read out or shown.
    Attribute(&'static str),
    /// A string within an expression of a template.
    Expression,
    /// A string of a Rust source.
    Rust,
    /// `content` of a style sheet, or a string of a script.
    Theme,
}

impl Place {
    fn name(self) -> String {
        match self {
            Self::Heading => "heading".into(),
            Self::Link => "link".into(),
            Self::Label => "label".into(),
            Self::Text => "text".into(),
            Self::Attribute(name) => format!("`{name}`"),
            Self::Expression => "expression".into(),
            Self::Rust => "string".into(),
            Self::Theme => "theme".into(),
        }
    }
}

/// A text for readers: the file below the project's directory, the place in it, and the words, with
/// `{…}` for what is filled in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    file: String,
    place: Place,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// All files below a directory that end so, by their paths below the project's directory, sorted.
fn files(directory: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut directories: Vec<PathBuf> = vec![root().join(directory)];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).expect("a directory of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                let name = path.strip_prefix(root()).expect("below the root");
                found.push(name.to_str().expect("names are ASCII").replace('\\', "/"));
            }
        }
    }
    assert!(!found.is_empty(), "{directory} holds no .{extension}");
    found.sort();
    found
}

/// Two letters in a row: less is no word.
fn has_word(text: &str) -> bool {
    let letters: Vec<bool> = text.chars().map(char::is_alphabetic).collect();
    letters.windows(2).any(|pair| pair[0] && pair[1])
}

/// The words of a text in lower case, without what is filled in.
fn words(text: &str) -> Vec<String> {
    let bare = literals::without_places(text);
    let words = bare.split(|c: char| !c.is_alphabetic() && c != '-');
    words.filter(|word| has_word(word)).map(str::to_lowercase).collect()
}

/// Everything that the program shows, by file.
fn shown() -> Vec<Shown> {
    let mut all = BTreeSet::new();
    for file in files("templates", "html") {
        for (place, text) in template::texts(&read(&file)) {
            all.insert(Shown { file: file.clone(), place, text });
        }
    }
    let known: BTreeSet<String> = all.iter().flat_map(|shown| words(&shown.text)).collect();
    for (directory, room) in literals::ROOMS {
        for file in files(directory, "rs") {
            for text in literals::for_readers(&file, &read(&file), *room, &known) {
                all.insert(Shown { file: file.clone(), place: Place::Rust, text });
            }
        }
    }
    for extension in ["css", "js"] {
        for file in files("static/tema", extension) {
            for text in literals::of_theme(&read(&file), extension, &known) {
                all.insert(Shown { file: file.clone(), place: Place::Theme, text });
            }
        }
    }
    all.into_iter().collect()
}

fn page(shown: &[Shown]) -> String {
    let mut page = String::from(
        "# Words that readers see\n\n\
         <!-- Made by `UPDATE_DOCS=1 cargo test --test strings`. -->\n\n\
         Every Danish text that the program itself shows to readers of a site: of the built-in\n\
         templates, of the theme, and of the sources that write pages, feeds and calendars. `{…}`\n\
         stands for what is filled in. What a site's own files say is not here.\n",
    );
    for group in shown.chunk_by(|a, b| a.file == b.file) {
        let _ = write!(page, "\n## {}\n\n| Text | Where |\n| --- | --- |\n", group[0].file);
        for one in group {
            let text = one.text.replace('|', "\\|").replace('<', "&lt;");
            let _ = writeln!(page, "| {} | {} |", text.trim(), one.place.name());
        }
    }
    page.push_str(
        "\n## Not needed yet\n\nThe customary words for parts that the site does not have. Take \
         these once it does.\n\n| Text | Why not |\n| --- | --- |\n",
    );
    for (word, why) in usage::NOT_NEEDED {
        let _ = writeln!(page, "| {word} | {why} |");
    }
    page
}

#[test]
fn the_list_of_strings_is_what_the_sources_hold() {
    let page = page(&shown());
    let path = root().join("docs/strings.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("docs/ can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let new: Vec<&str> =
        page.lines().filter(|line| !written.lines().any(|old| old == *line)).collect();
    assert!(
        written == page,
        "docs/strings.md is old. New:\n{}\nIf a reader sees these, read them as one and run \
         `UPDATE_DOCS=1 cargo test --test strings`; if only machines or authors do, name them in \
         tests/strings/machine.rs.",
        new.join("\n")
    );
}

#[test]
fn danish_outside_the_rooms_of_output_is_for_authors() {
    let mut found = BTreeSet::new();
    for file in files("src", "rs") {
        let is_room = literals::ROOMS.iter().any(|(directory, _)| file.starts_with(directory));
        if is_room || literals::is_test(&file) {
            continue;
        }
        let danish =
            |text: &String| has_word(text) && text.contains(['æ', 'ø', 'å', 'Æ', 'Ø', 'Å']);
        if literals::of(&read(&file)).iter().any(danish) {
            found.insert(file);
        }
    }
    let known: BTreeSet<String> = machine::FOR_AUTHORS.iter().map(ToString::to_string).collect();
    assert_eq!(
        found, known,
        "words for readers belong in src/pages, src/feeds, src/machine_files, src/markdown or src/danish"
    );
}

#[test]
fn what_is_left_out_is_there() {
    let mut literals = BTreeSet::new();
    for (directory, _) in literals::ROOMS {
        for file in files(directory, "rs") {
            literals.extend(literals::of(&read(&file)));
        }
    }
    for left_out in machine::LITERALS {
        assert!(
            literals.contains(*left_out),
            "tests/strings/machine.rs names `{left_out}` in vain"
        );
    }
    for (file, why) in machine::FILES {
        assert!(root().join(file).is_file(), "there is no {file} ({why})");
    }
}

#[test]
fn the_strings_keep_to_danish_usage() {
    let shown = shown();
    let faults: Vec<String> = shown
        .iter()
        .flat_map(|one| usage::faults(one).into_iter().map(move |fault| (one, fault)))
        .map(|(one, fault)| format!("{}: »{}«: {fault}", one.file, one.text))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_customary_words_are_used() {
    let shown = shown();
    let stands = |word: &str| {
        let word = word.split(" {").next().unwrap_or(word);
        let rest = |text: &str| text.trim().strip_prefix(word).map(|rest| rest.trim().to_owned());
        let ends = |rest: String| rest.is_empty() || rest.starts_with(['{', ':']);
        shown.iter().any(|one| rest(&one.text).is_some_and(ends))
    };
    for word in usage::CUSTOMARY {
        assert!(stands(word), "nothing says »{word}«");
    }
    for (word, why) in usage::NOT_NEEDED {
        assert!(!stands(word), "»{word}« is in use; take it from NOT_NEEDED ({why}) to CUSTOMARY");
    }
}

#[test]
fn every_kind_of_page_says_its_language() {
    for file in files("templates", "html") {
        let text = read(&file);
        let is_framed = text.contains("{% extends \"base.html\" %}");
        let is_whole = text.contains("<html lang=\"{{ site.language }}\">");
        let is_part = text.contains("{% component ");
        assert!(is_framed || is_whole || is_part, "{file} has no `lang`");
        assert!(is_whole || !text.contains("<html"), "{file} has no `lang`");
    }
}

#[test]
fn strings_are_found() {
    let known = BTreeSet::from(["artikel".to_owned()]);
    let source = r#"
        // "en kommentar"
        const A: [&str; 3] = ["Ny tekst", "artikel", "name"];
        fn f() { g('"', "et 'citat'", " aria-label=\"Tabel {n}\"", "the error of `x`"); }
        #[cfg(test)]
        mod tests { const B: &str = "Kun en prøve"; }
    "#;
    let found = literals::for_readers("x.rs", source, Room::Output, &known);
    assert_eq!(found, ["Ny tekst", "artikel", "et 'citat'", "Tabel {n}"]);
    assert_eq!(literals::of("r#\"a\"b\"# 'x' r\"c\""), ["a\"b", "c"]);

    let texts = template::texts(
        "{#- no -#}<h2 class=\"a\">Over{{ x | plural(one=\"ting\") }}</h2>\
         <a href=\"{{ \"/x/\" | url }}\" aria-label=\"Se {{ x }}\">Her</a>{% set a = {\"b\": \"Ord\"} %}",
    );
    let expected = [
        (Place::Expression, "ting"),
        (Place::Heading, "Over{x}"),
        (Place::Attribute("aria-label"), "Se {x}"),
        (Place::Link, "Her"),
        (Place::Expression, "Ord"),
    ];
    assert_eq!(texts, expected.map(|(place, text)| (place, text.to_owned())));
}
