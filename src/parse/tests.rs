//! Time grows with the number of problems, whatever is wrong.

use super::*;
use crate::diagnostics::{Code, KeySegment};
use crate::speed_tests::{LONGER, out_of_proportion};

/// How many problems the shorter of two files has.
const COUNT: usize = 300;

/// Front matter with many problems of one kind, which are found as the file is parsed.
fn front_matter(item: impl Fn(usize) -> String, start: &str, count: usize) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    format!("---\ntitle: A\ndate: 2026-11-01\n{start}{}\n---\nx\n", items.join("\n"))
}

fn source() -> SourcePath {
    SourcePath::new("content/artikler/a.md").unwrap()
}

fn problems(text: &str, config: &SiteConfig) -> Vec<Diagnostic> {
    parse(Kind::Article, &source(), text, Fingerprint::of(text.as_bytes()), config).problems
}

#[test]
fn time_grows_with_the_number_of_problems_in_front_matter() {
    type Shape = (&'static str, &'static str, fn(usize) -> String, Code);
    const SHAPES: [Shape; 5] = [
        ("unknown keys", "", |key| format!("k{key}: 1"), Code::UnknownKey),
        ("aliases", "aliases:\n", |item| format!("- q{item}"), Code::BadUrl),
        (
            "sources",
            "sources:\n",
            |item| format!("- name: a{item}\n  url: q{item}"),
            Code::BadValue,
        ),
        ("dates", "corrections:\n", |item| format!("- date: q{item}\n  text: a"), Code::BadDate),
        ("empty texts", "authors:\n", |_| "- ''".into(), Code::BadValue),
    ];
    let file = SourcePath::new("site.toml").unwrap();
    let text = "title = 'T'\nbase_url = 'https://example.dk'";
    let config = SiteConfig::read(&file, text, &[]).unwrap().0;
    for (name, start, item, code) in SHAPES {
        let [short, long] = [COUNT, COUNT * LONGER].map(|count| front_matter(item, start, count));
        let found = problems(&long, &config);
        assert_eq!(found.len(), COUNT * LONGER, "{name}");
        assert!(found.iter().all(|problem| problem.code == code && problem.span.is_some()));
        let times = out_of_proportion(|| problems(&short, &config), || problems(&long, &config));
        assert_eq!(times, None, "{name}");
    }
}

#[test]
fn time_grows_with_the_number_of_problems_located_later() {
    let references = |count| front_matter(|item| format!("- q{item}"), "read_also:\n", count);
    let line = |count| "[a](@q) ".repeat(count);
    let of_key = |item: usize| {
        Diagnostic::new(Code::MissingTarget, "x")
            .at_key(["read_also".into(), KeySegment::from(item)])
    };
    let of_bytes =
        |item: usize| Diagnostic::new(Code::MissingTarget, "x").at_bytes(item * 8..item * 8 + 7);
    let located = |text: &str, problem: &dyn Fn(usize) -> Diagnostic, count: usize| {
        let problems = (0..count).map(problem).map(|problem| problem.in_file(&source()));
        let mut problems: Vec<Diagnostic> = problems.collect();
        resolve_locations(&mut problems, &|_| Some(text.to_owned()));
        assert!(problems.iter().all(|problem| problem.span.is_some()));
    };
    let (short, long) = (references(COUNT), references(COUNT * LONGER));
    let times = out_of_proportion(
        || located(&short, &of_key, COUNT),
        || located(&long, &of_key, COUNT * LONGER),
    );
    assert_eq!(times, None, "references");

    let count = COUNT * 10;
    let (short, long) = (line(count), line(count * LONGER));
    let times = out_of_proportion(
        || located(&short, &of_bytes, count),
        || located(&long, &of_bytes, count * LONGER),
    );
    assert_eq!(times, None, "links on one line");
}

#[test]
fn the_file_of_a_directory_is_named_after_it_in_any_case() {
    for name in ["index.md", "Index.md", "INDEX.md"] {
        let source = SourcePath::new(&format!("content/artikler/nyt/{name}")).unwrap();
        assert_eq!(default_slug(&source), "nyt", "{name}");
    }
    assert_eq!(default_slug(&SourcePath::new("content/artikler/indeks.md").unwrap()), "indeks");
}
