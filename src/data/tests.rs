//! What data files hold, and what is wrong with them.

use proptest::prelude::*;

use super::*;
use crate::diagnostics::Position;
use crate::property_tests::seeded;
use crate::speed_tests::cpu_time;

fn limits() -> Limits {
    Limits { data_depth: 4, data_nodes: 40, ..Limits::default() }
}

fn problems(format: &str, text: &str) -> Vec<(Code, u32, u32, String)> {
    let fields = |problem: Diagnostic| {
        let Position { line, column } = problem.span.unwrap().start;
        (problem.code, line, column, problem.message)
    };
    parse(format, text, &limits()).unwrap_err().into_iter().map(fields).collect()
}

/// The only problem's code, line and column.
fn problem(format: &str, text: &str) -> (Code, u32, u32) {
    let found = problems(format, text);
    assert_eq!(found.len(), 1, "{found:?}");
    let (code, line, column, _) = found[0];
    (code, line, column)
}

fn text(text: &str) -> Datum {
    Datum::Text(text.into())
}

fn map<const N: usize>(entries: [(&str, Datum); N]) -> Datum {
    Datum::Map(entries.map(|(name, datum)| (name.to_owned(), datum)).into())
}

#[test]
fn all_formats_give_the_same() {
    let expected = map([
        ("ø", text("blå")),
        ("a", Datum::List(vec![Datum::Integer(1), Datum::Float(2.5), Datum::Boolean(true)])),
        ("dag", text("2026-11-22")),
    ]);
    for (format, source) in [
        ("json", r#"{"ø": "bl\u00e5", "a": [1, 2.5, true], "dag": "2026-11-22"}"#),
        ("yaml", "ø: blå\na: [1, 2.5, true]\ndag: 2026-11-22\n"),
        ("toml", "\"ø\" = \"blå\"\na = [1, 2.5, true]\ndag = 2026-11-22\n"),
    ] {
        assert_eq!(parse(format, source, &limits()), Ok(expected.clone()), "{format}");
    }
}

#[test]
fn rows_of_csv_are_maps_of_texts() {
    let expected = Datum::List(vec![
        map([("by", text("Århus")), ("tal", text("012"))]),
        map([("by", text("a, \"b\"\nc")), ("tal", text(""))]),
    ]);
    for source in [
        "by,tal\nÅrhus,012\n\"a, \"\"b\"\"\nc\",\n",
        "by;tal\r\nÅrhus;012\r\n\r\n\"a, \"\"b\"\"\nc\";",
        "\nby\ttal\nÅrhus\t012\n\"a, \"\"b\"\"\nc\"\t",
    ] {
        assert_eq!(parse("csv", source, &limits()), Ok(expected.clone()), "{source}");
    }
    assert_eq!(parse("csv", "a,b\n", &limits()), Ok(Datum::List(vec![])));
    assert_eq!(parse("csv", "", &limits()), Ok(Datum::List(vec![])));
}

#[test]
fn what_cannot_be_parsed_is_reported_with_its_position() {
    use Code::{ControlCharacter, DataSyntax, DuplicateKey};
    let expected = [
        ("json", "{\n  \"æ\": 1,\n}", (DataSyntax, 3, 1)),
        ("json", "[1, 2", (DataSyntax, 1, 5)),
        ("json", "[1] [2]", (DataSyntax, 1, 5)),
        ("json", "", (DataSyntax, 1, 1)),
        ("json", "{\"æ\": 1,\n \"æ\": 2}", (DuplicateKey, 2, 2)),
        ("json", "[\n\"ø\", \"x\\u0007\"]", (ControlCharacter, 2, 6)),
        ("yaml", "a: [1\nb: 2\n", (DataSyntax, 1, 4)),
        ("yaml", "a: 1\nb:\n  c: 1\n  c: 2\n", (DuplicateKey, 4, 3)),
        ("yaml", "a: !x 1\n", (DataSyntax, 1, 4)),
        ("yaml", "---\na: 1\n---\nb: 2\n", (DataSyntax, 3, 1)),
        ("toml", "a = 1\nb = \n", (DataSyntax, 2, 5)),
        ("toml", "a = 1\na = 2\n", (DataSyntax, 2, 1)),
        ("toml", "å = 1\n", (DataSyntax, 1, 1)),
        ("toml", "a = \"\\u0007\"\n", (ControlCharacter, 1, 5)),
        ("toml", "a = 99999999999999999999\n", (DataSyntax, 1, 5)),
        ("csv", "a,b\n1\n", (DataSyntax, 2, 1)),
        ("csv", "a,b,a\n", (DuplicateKey, 1, 5)),
        ("csv", "a,,b\n", (DataSyntax, 1, 3)),
        ("csv", "a,b\nø,1\n2,\"x\n", (DataSyntax, 3, 3)),
    ];
    let found = expected.map(|(format, source, _)| (format, source, problem(format, source)));
    assert_eq!(found, expected);
}

#[test]
fn all_problems_of_rows_are_reported() {
    let places: Vec<_> =
        problems("csv", "a,b\n1\n\n2,3\n4,5,6\n").into_iter().map(|p| p.1).collect();
    assert_eq!(places, [2, 5]);
}

#[test]
fn no_more_problems_are_reported_than_can_be_shown() {
    for text in ["a,".repeat(200), format!("a,b\n{}", "1\n".repeat(200))] {
        assert_eq!(problems("csv", &text).len(), MAX_REPORTED);
    }
    let text = format!("[{}7]", "7,".repeat(200));
    assert_eq!(most_read::read(&text).unwrap_err().len(), MAX_REPORTED);
}

#[test]
fn limits_hold_in_every_format() {
    for (format, deep, many) in [
        ("json", "[[[[[1]]]]]".to_owned(), format!("[{}1]", "1,".repeat(50))),
        ("yaml", "[[[[[1]]]]]".to_owned(), format!("[{}1]", "1,".repeat(50))),
        ("toml", "a = [[[[[1]]]]]".to_owned(), format!("a = [{}1]", "1,".repeat(50))),
        ("toml", "[a.b.c.d.e]\n".to_owned(), "[[a]]\n".repeat(50)),
        ("csv", String::new(), format!("a,b\n{}", "1,2\n".repeat(50))),
    ] {
        for source in [deep, many].iter().filter(|source| !source.is_empty()) {
            let found = problem(format, source);
            assert_eq!(found.0, Code::DataLimit, "{format} {source}: {found:?}");
        }
    }
}

#[test]
fn a_bomb_of_aliases_ends_at_once() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let above = format!("*a{}, ", level - 1).repeat(8);
        let above = above.trim_end_matches(", ");
        bomb.extend([format!("a{level}: &a{level} [{above}]\n")]);
    }
    let (time, found) = cpu_time(|| problems("yaml", &bomb));
    assert_eq!(found[0].0, Code::DataLimit);
    assert!(time.as_secs() < 2, "{time:?}");
}

#[test]
fn deep_nesting_ends_at_once() {
    let deep = [("yaml", "{a: "), ("yaml", "["), ("json", "["), ("json", "{\"a\":")];
    for (format, text) in deep {
        let (time, found) = cpu_time(|| problems(format, &text.repeat(100_000)));
        assert_eq!(found[0].0, Code::DataLimit, "{format} {text}");
        assert!(time.as_secs() < 1, "{format} {text}: {time:?}");
    }
    // So many brackets are no harm if they are closed.
    let wide = "- [a, {b: c}]\n".repeat(30);
    let limits = Limits { front_matter_openers: 5, data_nodes: 1_000, ..limits() };
    assert!(parse("yaml", &wide, &limits).is_ok());
}

#[test]
fn a_list_of_what_is_read_most() {
    let source =
        r#" ["a", {"url": "/b/", "views": 3, "titel": null}, {"url": "https://x.dk/c/"}] "#;
    let targets: Vec<_> = most_read::read(source).unwrap().into_iter().collect();
    let found: Vec<_> =
        targets.iter().map(|p| (p.target.as_str(), &source[p.range.clone()])).collect();
    assert_eq!(
        found,
        [("a", "\"a\""), ("/b/", "\"/b/\""), ("https://x.dk/c/", "\"https://x.dk/c/\"")]
    );
    let places = |source: &str| -> Vec<(u32, u32)> {
        let problems = most_read::read(source).unwrap_err().into_iter();
        problems.map(|p| p.span.unwrap().start).map(|p| (p.line, p.column)).collect()
    };
    assert_eq!(places(" {\"a\": 1}"), [(1, 2)]);
    assert_eq!(
        places("[\n  7,\n  {\"views\": 1},\n  {\"url\": 1, \"views\": -2}\n]"),
        [(2, 3), (3, 3), (4, 11), (4, 23)]
    );
}

#[test]
fn names_are_those_that_templates_can_write() {
    for name in ["kurser", "_x", "Tal_2"] {
        assert!(is_identifier(name), "{name}");
    }
    for name in ["", "2026", "vækst", "a-b", "a.b", "a b"] {
        assert!(!is_identifier(name), "{name}");
    }
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn no_text_is_too_odd(
        format in prop::sample::select(vec!["json", "toml", "yaml", "csv"]),
        text in "(\\PC|[\\[\\]{}\",;:\\\\ \n\r\tæ=1a]){0,60}",
    ) {
        if let Err(problems) = parse(format, &text, &limits()) {
            prop_assert!(!problems.is_empty());
        }
        let _ = most_read::read(&text);
    }
}

#[test]
fn warnings_of_a_file_that_is_not_parsed_again_are_kept() {
    let files = Files::in_memory([("data/hold.yaml", "- navn: Hold #1\n")]);
    let entries = files.walk("data").files;
    let (data, warnings) = Data::load(&files, &entries, (&limits(), None), &Data::default());
    let (again, warned_again) = Data::load(&files, &entries, (&limits(), None), &data);
    let known = |data: &Data| data.iter().map(Arc::as_ptr).collect::<Vec<_>>();
    assert_eq!(known(&again), known(&data));
    assert_eq!(warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), [Code::CutValue]);
    assert_eq!(warned_again.sorted(), warnings.sorted());
}
