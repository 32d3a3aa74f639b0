//! Tests of the typed reader.

use super::*;
use crate::diagnostics::render::{DisplayStyle, draw};

/// Reads `text` and gives the value with the diagnostics in their short form.
fn read<T>(
    text: &str,
    variables: &[(&str, &str)],
    read: impl FnOnce(&mut Section<'_, '_>) -> T,
) -> (T, Vec<String>) {
    let file = SourcePath::new("site.toml").unwrap();
    let variables: Vec<_> =
        variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let (value, diagnostics) = ConfigReader::run(&file, text, &variables, read);
    let shown = diagnostics.sorted();
    (value, shown.iter().map(|d| draw(d, DisplayStyle::Short, &|_| None)).collect())
}

#[test]
fn values_are_read_by_type() {
    let text = "a = \"æ\"\nb = 0x1F\nc = true\nd = [\"x\", 'y']\n[e]\nf = 7\n[[g]]\nh = 1\n[[g]]";
    let (value, shown) = read(text, &[], |top| {
        let e = top.section("e", |e| e.amount("f", |text| Ok(text.to_owned())));
        let g = top.sections("g", |g| g.integer("h", &(0..=9), 5));
        let d: Vec<_> = top.texts("d", one_line).into_iter().map(|(text, _)| text).collect();
        (top.text("a"), top.integer("b", &(0..=99), 1), top.boolean("c", false), d, e, g)
    });
    let d = vec!["x".to_owned(), "y".to_owned()];
    assert_eq!(value, (Some("æ".into()), 31, true, d, Some("7".into()), vec![1, 5]));
    assert_eq!(shown, [""; 0]);
}

#[test]
fn absent_keys_have_their_defaults() {
    let (value, shown) = read("", &[], |top| {
        let nested = top.section("e", |e| e.boolean("f", true));
        (top.text("a"), top.integer("b", &(0..=99), 1), nested, top.one_of("o", &[("x", 1)], 2))
    });
    assert_eq!(value, (None, 1, true, 2));
    assert_eq!(shown, [""; 0]);
}

#[test]
fn every_problem_is_reported_with_its_position() {
    let text =
        "a = 1\nb = \"1\"\nc = 1.5\nd = [1]\ne = 1979-05-27\n[[f]]\nx = 1\n[o]\nq = \"cruly\"";
    let ((), shown) = read(text, &[], |top| {
        top.text("a");
        top.integer("b", &(0..=9), 1);
        top.boolean("c", true);
        top.texts("d", one_line);
        top.sections("e", |_| ());
        top.section("f", |_| ());
        top.section("o", |o| o.one_of("q", &[("curly", 1), ("off", 2)], 1));
        top.require("g");
    });
    assert_eq!(
        shown,
        [
            "site.toml: error[config-value]: the key `g` is missing",
            "site.toml:1:5: error[config-type]: `a` must be text, not a whole number",
            "site.toml:2:5: error[config-type]: `b` must be a whole number, not text",
            "site.toml:3:5: error[config-type]: `c` must be true or false, not a decimal number",
            "site.toml:4:6: error[config-type]: `d` must be text, not a whole number",
            "site.toml:5:5: error[config-type]: `e` must be a list of tables, not a date",
            "site.toml:6:1: error[config-type]: `f` must be a table, not a list",
            "site.toml:9:5: error[config-value]: `q` cannot be `cruly` (help: did you mean `curly`?)",
        ]
    );
}

#[test]
fn keys_that_nobody_asked_for_are_unknown() {
    let ((), shown) = read("titel = 1\n[s]\nx = 1\n\"y\\u001b\" = 2", &[], |top| {
        top.text("title");
        top.section("s", |s| s.text("long"));
    });
    assert_eq!(
        shown,
        [
            "site.toml:1:1: error[config-unknown-key]: unknown key `titel` (help: did you mean `title`?)",
            "site.toml:3:1: error[config-unknown-key]: unknown key `x` in `s` (help: use one of `long`)",
            "site.toml:4:1: error[config-unknown-key]: unknown key `y\\u{1b}` in `s` (help: use one of `long`)",
        ]
    );
}

#[test]
fn variables_override_scalars() {
    let variables = [
        ("DIGEST_A", "new"),
        ("DIGEST_B_LIMIT", "8"),
        ("DIGEST_B_NO_BREAK", "false"),
        ("DIGEST_B_LARGE_BYTES", "1 KiB"),
    ];
    let (value, shown) = read("a = 1", &variables, |top| {
        let b = top.section("b", |b| {
            let amount = b.amount("large-bytes", |text| Ok(text.to_owned()));
            (b.integer("limit", &(1..=9), 1), b.boolean("no_break", true), amount)
        });
        (top.text("a"), b)
    });
    assert_eq!(value, (Some("new".into()), (8, false, Some("1 KiB".into()))));
    assert_eq!(shown, [""; 0]);
}

#[test]
fn problems_of_variables_name_them() {
    let variables =
        [("DIGEST_B_LIMIT", "88"), ("DIGEST_B_LIMTI", "1"), ("DIGEST_L_X", "1"), ("HOME", "/")];
    let ((), shown) = read("[[l]]\nx = 1", &variables, |top| {
        top.section("b", |b| b.integer("limit", &(1..=9), 1));
        top.sections("l", |l| l.integer("x", &(1..=9), 1));
    });
    assert_eq!(
        shown,
        [
            "warning[config-unknown-key]: the variable `DIGEST_B_LIMTI` does not name a key of `site.toml` (help: did you mean `DIGEST_B_LIMIT`?)",
            "warning[config-unknown-key]: the variable `DIGEST_L_X` does not name a key of `site.toml`",
            "error[config-value]: `DIGEST_B_LIMIT` must be a whole number from 1 to 9",
        ]
    );
}

#[test]
fn damage_hides_what_may_follow_from_it() {
    let ((), shown) = read("[feeds\nlimit = 3\n[ok]\nx = 1", &[], |top| {
        top.require("title");
        top.section("feeds", |feeds| feeds.integer("limit", &(1..=9), 1));
        top.section("ok", |ok| ok.text("x"));
    });
    assert_eq!(
        shown,
        [
            "site.toml:1:7: error[config-syntax]: unclosed table, expected `]`",
            "site.toml:4:5: error[config-type]: `x` must be text, not a whole number",
        ]
    );
}

#[test]
fn texts_hold_no_control_characters() {
    let (value, shown) =
        read("a = \"x\\u0007\"\nb = \"x\\ty\\n\"", &[], |top| (top.text("a"), top.text("b")));
    assert_eq!(value, (None, Some("x\ty\n".into())));
    assert_eq!(
        shown,
        ["site.toml:1:5: error[config-value]: `a` cannot contain the character '\\u{7}' \
         (help: delete it; no web page can show it)"]
    );
}
