//! What a text must keep to, found by asking whether a place takes samples.

use serde_json::{Map, Value, json};

/// A form that texts may have.
struct Form {
    pattern: &'static str,
    /// Texts that a place of this form takes.
    right: &'static [&'static str],
    /// Texts that it refuses.
    wrong: &'static [&'static str],
}

/// From the most to the least particular.
const FORMS: &[Form] = &[
    Form {
        pattern: concat!(
            r"^\s*\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
            r"([Tt ]\s*\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([A-Za-z+−-].*)?)?\s*$"
        ),
        right: &["2026-11-22", " 2026-11-22 ", "2026-11-22 14:05", "2026-11-22T14:05:09+01:00"],
        wrong: &["x", "", "5", "2026-11", "2026-13-01", "2026-11-32", "2026-11-22 kl. 9"],
    },
    Form {
        pattern: r"^\s*\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\s*$",
        right: &["2026-11-22", " 2026-11-22 "],
        wrong: &["x", "", "5", "2026-13-01", "2026-11-32", "2026-11-22 14:05"],
    },
    Form {
        pattern: r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]",
        right: &["https://x.dk/", "HTTP://x.dk"],
        wrong: &["x", "", "x.dk", "//x.dk", "ftp://x.dk/", "https:", "https://", "https:///x"],
    },
    Form {
        pattern: "^/([^/]|$)",
        right: &["/x/", "/2026/a.html"],
        wrong: &["x", "", "//x.dk", "https://x.dk/"],
    },
    Form {
        pattern: r#"^[^\s<>"@]+@[^\s<>"]*\.[^\s<>"]*$"#,
        right: &["a@x.dk"],
        wrong: &["x", "", "@x.dk", "a@x", "a b@x.dk", "A <a@x.dk>"],
    },
    Form {
        pattern: "^[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{2,8})*$",
        right: &["en", "de-AT", "zh-Hant-TW"],
        wrong: &["x", "", "dansk sprog", "en_US", "engelsksproget"],
    },
    Form {
        pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
        right: &["x", "nr-1"],
        wrong: &["", "X", "æ", "a b", "a_b", "-a", "a-", "a--b", "1.5"],
    },
    Form {
        pattern: r#"^[^\s<>"{}|\\^`]+$"#,
        right: &["x", "X/ø_1:2"],
        wrong: &["", "a b", "a<b", "a|b", "a`b"],
    },
    Form {
        pattern: r"^(?!//)(?![\s\S]*://)[\s\S]*\S",
        right: &["x", "/x/y.png", "X y"],
        wrong: &["", " ", "//x.dk/y.png", "https://x.dk/y.png"],
    },
    Form { pattern: r"\S", right: &["x", "X y", "1.5"], wrong: &["", " ", "\n"] },
];

/// Answers to whether something is so, which are no names.
const ANSWERS: &[&str] =
    &["true", "false", "yes", "no", "ja", "nej", "none", "null", "ingen", "on", "off", "0", "1"];

/// Finds the rules of a place that takes texts, and leaves of the simple types those of which it
/// takes values.
pub(crate) fn find(
    simple: &mut Vec<&'static str>,
    accepts: &dyn Fn(Value) -> bool,
) -> Map<String, Value> {
    let mut rules = Map::new();
    if simple.contains(&"number") && !accepts(json!(5)) {
        simple.retain(|name| *name != "number");
    }
    if !accepts(json!(1.5))
        && let Some(name) = simple.iter_mut().find(|name| **name == "number")
    {
        *name = "integer";
    }
    let takes_numbers = simple.iter().any(|name| ["number", "integer"].contains(name));
    if takes_numbers && !accepts(json!(-1)) {
        rules.insert("minimum".into(), json!(0));
    }
    let is_of = |form: &&Form| {
        form.right.iter().all(|text| accepts(json!(text)))
            && !form.wrong.iter().any(|text| accepts(json!(text)))
    };
    let Some(form) = FORMS.iter().find(is_of) else { return rules };
    let mut pattern = form.pattern.to_owned();
    // A form that leaves open what is written, as that of a name.
    if form.pattern == r"\S" {
        let is_refused = |answer: &&&str| !accepts(json!(answer));
        let refused: Vec<&str> = ANSWERS.iter().filter(is_refused).copied().collect();
        if !refused.is_empty() {
            let any_case: Vec<String> = refused.iter().map(|answer| in_any_case(answer)).collect();
            pattern = format!(r"^(?!\s*({})\s*$)[\s\S]*\S", any_case.join("|"));
            let numbers = refused.iter().filter_map(|answer| answer.parse::<u32>().ok());
            let numbers: Vec<u32> = numbers.collect();
            if takes_numbers && !numbers.is_empty() {
                rules.insert("not".into(), json!({ "enum": numbers }));
            }
        }
    }
    rules.insert("pattern".into(), json!(pattern));
    rules
}

/// A pattern for a word in capitals or not: those of schemas have no option for it.
fn in_any_case(word: &str) -> String {
    let letter = |c: char| match c.to_ascii_uppercase() {
        upper if upper == c => c.to_string(),
        upper => format!("[{upper}{c}]"),
    };
    word.chars().map(letter).collect()
}
