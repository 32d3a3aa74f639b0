//! The manuals name everything that the program has, and their links lead somewhere.

#![expect(clippy::disallowed_methods, reason = "tests read the manuals")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use digest::testing::builtin;
use digest::testing::config::SiteConfig;
use digest::testing::danish::{Anchors, DateStyle, heading_id};
use digest::testing::diagnostics::Code;
use digest::testing::fingerprint::Fingerprint;
use digest::testing::model::Kind;
use digest::testing::parse::{keys, parse};
use digest::testing::paths::SourcePath;

const CONTENT: &str = include_str!("../docs/content.md");
const DIAGNOSTICS: &str = include_str!("../docs/diagnostics.md");
const TEMPLATES: &str = include_str!("../docs/templates.md");

/// The names that have a heading of their own: ``### `name` ``.
fn headed(manual: &str) -> BTreeSet<&str> {
    manual.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect()
}

/// The cells of the first column of all tables, each without its backticks and arguments.
fn first_cells(manual: &str) -> BTreeSet<&str> {
    let cells = manual.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let names = cells.flat_map(|cell| cell.split(", "));
    names.filter_map(|name| name.strip_prefix('`')?.split(['`', '(']).next()).collect()
}

#[test]
fn every_diagnostic_is_explained() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(headed(DIAGNOSTICS), codes);
}

#[test]
fn the_manual_says_which_codes_are_always_errors() {
    for section in DIAGNOSTICS.split("\n### `").skip(1) {
        let (name, text) = section.split_once("`\n").unwrap_or_default();
        let is_marked = text.starts_with("*Always an error.*");
        assert_eq!(Code::named(name).map(Code::is_fatal), Some(is_marked), "{name}");
    }
}

#[test]
fn every_front_matter_key_is_explained() {
    let cells = first_cells(CONTENT);
    for key in Kind::ALL.iter().flat_map(|kind| keys(*kind)) {
        assert!(cells.contains(key), "docs/content.md has no row for `{key}`");
    }
}

#[test]
fn every_filter_is_explained() {
    let source = include_str!("../src/template/filters.rs");
    let filters = source.split("register_filter(\"").skip(1);
    let cells = first_cells(TEMPLATES);
    for filter in filters.filter_map(|rest| rest.split('"').next()) {
        assert!(cells.contains(filter), "docs/templates.md has no row for `{filter}`");
    }
}

#[test]
fn every_style_of_dates_is_named() {
    for (style, _) in DateStyle::NAMES {
        assert!(TEMPLATES.contains(&format!("`{style}`")), "docs/templates.md lacks `{style}`");
    }
}

#[test]
fn every_component_is_explained() {
    let names = builtin::TEMPLATES.iter();
    let names = names.filter_map(|(name, _)| name.strip_prefix("components/"));
    for name in names.filter_map(|name| name.strip_suffix(".html")) {
        assert!(headed(CONTENT).contains(name), "docs/content.md does not explain `{name}`");
        assert!(first_cells(TEMPLATES).contains(name), "docs/templates.md lacks `{name}`");
    }
}

/// The blocks of a manual whose info string is `info`.
fn examples<'m>(manual: &'m str, info: &str) -> Vec<&'m str> {
    let fence = format!("\n```{info}\n");
    let blocks = manual.split(fence.as_str()).skip(1);
    blocks.filter_map(|rest| rest.split("\n```\n").next()).collect()
}

#[test]
fn examples_of_content_files_are_right() {
    let site = "title = \"T\"\nbase_url = \"https://t.example\"\n";
    let (config, _) = SiteConfig::read(&SourcePath::new("site.toml").unwrap(), site, &[]).unwrap();
    for (kind, info) in [(Kind::Article, "article"), (Kind::Page, "page"), (Kind::Author, "author")]
    {
        let found = examples(CONTENT, &format!("markdown {info}"));
        assert!(!found.is_empty(), "no example of {kind:?}");
        for example in found {
            let source = SourcePath::new(&format!("{}/x.md", kind.directory())).unwrap();
            let fingerprint = Fingerprint::of(example.as_bytes());
            let parsed = parse(kind, &source, example, fingerprint, &config);
            assert!(parsed.problems.is_empty(), "{:#?}", parsed.problems);
        }
    }
}

#[test]
fn the_article_example_has_every_key() {
    let example = examples(CONTENT, "markdown article").concat();
    for key in keys(Kind::Article) {
        assert!(example.lines().any(|line| line.starts_with(&format!("{key}:"))), "{key}");
    }
}

/// A manual's text without its blocks of code.
fn prose(text: &str) -> String {
    let mut fence: Option<usize> = None;
    let mut prose = String::new();
    for line in text.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            None => prose.extend([line, "\n"]),
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            Some(_) => {}
        }
    }
    prose
}

/// The anchors of a manual's headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| heading_id(line.trim_start_matches('#'), Anchors::Unicode)).collect()
}

/// The targets of a manual's links, without those in code.
fn targets(text: &str) -> Vec<String> {
    let prose = prose(text);
    let outside_code = |line: &str| -> String {
        // A code span in a link's text does not matter, one that contains a link does.
        line.split('`').enumerate().filter(|(at, _)| at % 2 == 0).map(|(_, part)| part).collect()
    };
    let outside: Vec<String> = prose.lines().map(outside_code).collect();
    let links = outside.iter().flat_map(|line| line.split("](").skip(1));
    links.filter_map(|rest| rest.split([')', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn links_between_manuals_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut manuals: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root.join(name)).into();
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        manuals.push(entry.unwrap().path());
    }
    manuals.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    manuals.sort();
    for manual in manuals {
        let text = std::fs::read_to_string(&manual).unwrap();
        for target in targets(&text).iter().filter(|target| !target.contains("://")) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = match path {
                "" => manual.clone(),
                path => manual.parent().unwrap().join(path),
            };
            let place = format!("{}: {target}", manual.display());
            assert!(file.exists(), "{place} does not exist");
            if !anchor.is_empty() {
                let known = anchors(&std::fs::read_to_string(&file).unwrap());
                assert!(known.iter().any(|known| known == anchor), "{place} has no such heading");
            }
        }
    }
}
