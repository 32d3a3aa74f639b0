use std::fmt::Write;
use std::time::Duration;

use serde::Deserialize;

use super::*;
use crate::property_tests::seeded;
use crate::speed_tests::cpu_time;

const LIMITS: YamlLimits = YamlLimits {
    subject: "the front matter",
    bytes: 1 << 20,
    depth: 32,
    nodes: 50_000,
    aliases: 100,
    flow_openers: 2_000,
};

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Sample {
    title: Option<String>,
    draft: Option<bool>,
    tags: Option<Vec<String>>,
    sources: Option<Vec<Source>>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Source {
    name: String,
}

/// What was read, if there was no fault at all.
fn sound(read: Result<(Sample, Vec<Fault>), Vec<Fault>>) -> Result<Sample, Vec<Fault>> {
    match read? {
        (sample, faults) if faults.is_empty() => Ok(sample),
        (_, faults) => Err(faults),
    }
}

fn sample(yaml: &str) -> Result<Sample, Vec<Fault>> {
    sound(read(yaml, &["title", "draft", "tags", "sources"], &LIMITS))
}

fn sample_typed(yaml: &str) -> Result<Sample, Vec<Fault>> {
    sound(typed::read(yaml, &["title", "draft", "tags", "sources"]))
}

/// The faults as `line:column code: message`.
fn faults(yaml: &str) -> Vec<String> {
    let faults = sample(yaml).expect_err("faults");
    let line = |fault: Fault| {
        let place = fault.position.map(|p| format!("{}:{} ", p.line, p.column));
        format!("{}{}: {}", place.unwrap_or_default(), fault.code, fault.message)
    };
    faults.into_iter().map(line).collect()
}

#[test]
fn text_stays_text() {
    for text in ["no", "on", "yes", "012", "1e3", "0x1F", ".inf", "true", "12:30", "2026-11-22"] {
        let read = sample(&format!("title: {text}\ntags: [{text}]")).unwrap();
        assert_eq!(read.title.as_deref(), Some(text));
        assert_eq!(read.tags, Some(vec![text.to_owned()]));
    }
}

#[test]
fn a_key_without_a_value_counts_as_left_out() {
    for yaml in ["", "title:", "title: ~", "title: null", "# only a comment"] {
        assert_eq!(sample(yaml), Ok(Sample::default()), "{yaml}");
    }
}

#[test]
fn all_faults_are_reported_each_at_its_position() {
    let yaml = "titel: Nyt\ntitle: [a]\ntags: AI\ndraft: \"false\"\nsources:\n- nam: x";
    assert_eq!(
        faults(yaml),
        [
            "1:1 unknown-key: unknown key `titel`",
            "2:8 wrong-type: `title`: expected text, found a list",
            "3:7 wrong-type: `tags`: expected a list, found the text \"AI\"",
            "4:8 wrong-type: `draft`: expected true or false, found the text \"false\"",
            "6:3 unknown-key: unknown key `nam`",
        ]
    );
}

#[test]
fn a_duplicate_key_is_reported_at_the_second() {
    assert_eq!(
        faults("title: a\nextra: 1\ntitle: b"),
        ["3:1 duplicate-key: duplicate key `title`"]
    );
    assert_eq!(
        faults("sources:\n- {name: a, name: b}"),
        ["2:13 duplicate-key: duplicate key `name`"]
    );
}

#[test]
fn only_plain_yaml_is_read() {
    const TAG: &str = "front-matter-syntax: YAML tags such as `!name` are not allowed";

    let code = |yaml: &str| sample(yaml).expect_err("a fault").remove(0).code;
    assert_eq!(code("title: !!python/object:os.system x"), Code::FrontMatterSyntax);
    assert_eq!(code("title: !include /etc/passwd"), Code::FrontMatterSyntax);
    assert_eq!(code("tags: [!!str a]"), Code::FrontMatterSyntax);
    for quoted in [r#"title: "\"{!<""#, "title: 'a'', !!b'", "title: AI'en, !!"] {
        assert!(sample(quoted).is_ok(), "{quoted}");
    }
    assert_eq!(faults("draft: true\ntags: [a, !!str b]"), [format!("2:11 {TAG}")]);
    assert_eq!(faults("# !!\n---\ntitle: !!str b"), [format!("3:8 {TAG}")]);
    assert_eq!(sample("title: \"Nu: !!\"").unwrap().title.as_deref(), Some("Nu: !!"));
    assert_eq!(sample("title: Nu sker det!!").unwrap().title.as_deref(), Some("Nu sker det!!"));
    assert_eq!(code("title: a\n...\n---\ntitle: b"), Code::FrontMatterSyntax);
    assert_eq!(code("title: a: b"), Code::FrontMatterSyntax);
    assert_eq!(code("- a\n- b"), Code::WrongType);
    assert_eq!(code("? [a]\n: b"), Code::FrontMatterSyntax);
    assert_eq!(code("title: a\u{2028}draft: true"), Code::ControlCharacter);
}

#[test]
fn bombs_are_defused_at_once() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (level, name) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().enumerate() {
        let inner = char::from(b"abcdefgh"[level]);
        let list = vec![format!("*{inner}"); 9].join(", ");
        writeln!(bomb, "{name}: &{name} [{list}]").unwrap();
    }
    let padded = format!("{bomb}pad:\n{}", "- x\n".repeat(200_000));
    let circle = "a: &a {b: *a}".to_owned();
    let keys: String = (0..100_000).fold(String::new(), |mut text, key| {
        writeln!(text, "k{key}: 1").unwrap();
        text
    });
    let anchors: String = (0..100_000).fold(String::new(), |mut text, key| {
        writeln!(text, "k{key}: &a{key} 1").unwrap();
        text
    });
    let bombs = [
        bomb,
        padded,
        circle,
        keys,
        anchors,
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        format!("a: {}x{}", "[".repeat(1_000), "]".repeat(1_000)),
        "- ".repeat(100_000),
        format!("a: {}", "x".repeat(64 << 20)),
    ];
    for (number, bomb) in bombs.iter().enumerate() {
        let (time, read) = cpu_time(|| sample(bomb));
        assert!(read.is_err(), "bomb {number} was read");
        // Unoptimised; optimised it is 60 ms at most.
        assert!(time < Duration::from_secs(3), "bomb {number}: {time:?}");
    }
}

#[test]
fn values_are_found_again() {
    let yaml = "title: Æ\ntags: [AI, 5G]\nsources:\n  - name: a\n    url: u\n  - {name: b}\n";
    let place = |key_path: &[KeySegment]| locate(yaml, &[key_path])[0].map(|p| (p.line, p.column));
    assert_eq!(place(&["title".into()]), Some((1, 8)));
    assert_eq!(place(&["tags".into(), 1.into()]), Some((2, 12)));
    assert_eq!(place(&["sources".into(), 0.into(), "url".into()]), Some((5, 10)));
    assert_eq!(place(&["sources".into(), 1.into(), "name".into()]), Some((6, 12)));
}

#[test]
fn values_are_found_together_as_one_by_one() {
    let yaml = "title: &t Æ\ntags: [AI, *t, [x], *t]\nimage: {src: a.jpg}\nsources: &s\n- name: a\nread_also: *s\nnone: ~\n";
    let expected: [(&[KeySegment], _); 13] = [
        (&[], (1, 1)),
        (&["title".into()], (1, 8)),
        (&["title".into(), "deeper".into()], (1, 8)),
        (&["tags".into()], (2, 7)),
        (&["tags".into(), 3.into()], (1, 8)),
        (&["tags".into(), 2.into()], (2, 16)),
        (&["tags".into(), 9.into()], (2, 7)),
        (&["tags".into(), "name".into()], (2, 7)),
        (&["image".into()], (3, 8)),
        (&["image".into(), "alt".into()], (3, 8)),
        (&["read_also".into(), 0.into(), "name".into()], (5, 9)),
        (&["none".into()], (7, 7)),
        (&["missing".into()], (1, 1)),
    ];
    let paths = expected.map(|(path, _)| path);
    let found = locate(yaml, &paths);
    for ((path, expected), found) in expected.iter().zip(&found) {
        assert_eq!(found.map(|p| (p.line, p.column)), Some(*expected), "{path:?}");
        assert_eq!(locate::locate_one(yaml, path), *found, "{path:?}");
    }
}

proptest::proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn plain_text_that_is_read_passes_every_check(
        yaml in "((title|draft|tags|sources|name|url|a|true|[0-9]|[-:{}\\[\\], '\"#~%@x])|\n *|\n- |: ){0,40}",
    ) {
        if guard::is_plain(&yaml, &LIMITS) && sample_typed(&yaml).is_ok() {
            proptest::prop_assert!(guard::check(&yaml, &LIMITS).is_ok());
        }
    }

    #[test]
    fn no_text_is_too_odd_to_search(yaml in "(a|b|&b |\\*b|[-:{}\\[\\], !?|>'\"\n#x~1]){0,40}") {
        let paths: [&[KeySegment]; 8] = [
            &[],
            &["a".into()],
            &["b".into()],
            &["a".into(), "b".into()],
            &["a".into(), 0.into()],
            &["a".into(), 1.into()],
            &[0.into(), "a".into()],
            &[1.into()],
        ];
        let found = locate(&yaml, &paths);
        if guard::check(&yaml, &LIMITS).is_ok() {
            proptest::prop_assert_eq!(found, paths.map(|path| locate::locate_one(&yaml, path)));
        }
    }

    #[test]
    fn no_text_is_too_odd(yaml in "(title|tags|sources|[-:{}\\[\\], &*!|>'\"\n#x]){0,40}") {
        let _ = sample(&yaml);
        let _ = comments::cut_values(&yaml, Owner::Data);
    }
}

#[test]
fn a_long_line_of_marks_takes_no_long_time() {
    for line in ["!!".repeat(400_000), format!("\"{}", "- !! ".repeat(150_000))] {
        let limits = YamlLimits { bytes: 1 << 23, ..LIMITS };
        let (time, checked) = cpu_time(|| guard::check(&line, &limits));
        assert!(checked.is_err());
        assert!(time < Duration::from_secs(3), "{time:?}");
    }
}
