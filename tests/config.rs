//! Reads every `site.toml` below `tests/config/`: those in `valid` can be used, those in
//! `invalid` cannot. Beside each file `NAME.toml`, `NAME.txt` contains its diagnostics in their
//! short form; without it there are none. A line `#$ NAME=VALUE` sets an environment variable.
//! `BLESS=1` writes what is said into the files: read the difference.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read their own cases")]

use std::fs;
use std::path::{Path, PathBuf};

use digest::testing::config::{Limits, SiteConfig};
use digest::testing::diagnostics::render::{DisplayStyle, draw};
use digest::testing::diagnostics::{Code, Diagnostics};
use digest::testing::paths::SourcePath;

fn cases(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config").join(directory);
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn read(text: &str) -> Result<(SiteConfig, Diagnostics), Diagnostics> {
    let variables = text.lines().filter_map(|line| line.strip_prefix("#$ ")?.split_once('='));
    let variables: Vec<_> = variables.map(|(name, value)| (name.into(), value.into())).collect();
    SiteConfig::read(&SourcePath::new("site.toml").unwrap(), text, &variables)
}

fn check(directory: &str, is_valid: bool) {
    for case in cases(directory) {
        let text = fs::read_to_string(&case).unwrap();
        let result = read(&text);
        assert_eq!(result.is_ok(), is_valid, "{}", case.display());
        let diagnostics = result.map_or_else(|errors| errors, |(_, warnings)| warnings);
        let lines: String = diagnostics
            .sorted()
            .iter()
            .map(|diagnostic| draw(diagnostic, DisplayStyle::Short, &|_| None) + "\n")
            .collect();
        if std::env::var_os("BLESS").is_some() && !lines.is_empty() {
            fs::write(case.with_extension("txt"), &lines).unwrap();
        }
        let expected = fs::read_to_string(case.with_extension("txt")).unwrap_or_default();
        assert!(lines == expected, "{} gives:\n{lines}\nexpected:\n{expected}", case.display());
    }
}

#[test]
fn valid_files_are_read() {
    check("valid", true);
}

#[test]
fn invalid_files_are_refused_with_every_problem() {
    check("invalid", false);
}

/// The lines of a table in `docs/configuration.md` begin with the key.
fn documented(manual: &str, key: &str) -> bool {
    manual.lines().any(|line| line.starts_with(&format!("| `{key}` |")))
}

#[test]
fn the_manual_names_every_key_and_limit() {
    let manual = include_str!("../docs/configuration.md");
    let full: toml::Table = include_str!("config/valid/full.toml").parse().unwrap();
    for (name, value) in full.iter().filter(|(name, _)| *name != "publish") {
        let table = value.as_table().or_else(|| value.as_array()?.first()?.as_table());
        let Some(table) = table else {
            assert!(documented(manual, name), "`{name}` is not in the manual");
            continue;
        };
        let heading = if value.is_array() { format!("[[{name}]]") } else { format!("[{name}]") };
        let section =
            manual.split("\n## ").find(|section| section.starts_with(&format!("`{heading}`")));
        let section = section.unwrap_or_else(|| panic!("`{heading}` is not in the manual"));
        // One code stands for all of them.
        let is_listed = |key: &&String| match Code::named(key) {
            Some(code) => code == Code::MissingTarget,
            None => name != "extra",
        };
        for key in table.keys().filter(is_listed) {
            assert!(documented(section, key), "`{key}` of `{heading}` is not in the manual");
        }
    }
    for name in Limits::NAMES {
        assert!(documented(manual, name), "the limit `{name}` is not in the manual");
    }
}

#[test]
fn the_manual_states_the_defaults_of_limits() {
    let manual = include_str!("../docs/configuration.md");
    for name in Limits::NAMES {
        let line = manual.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap();
        let default = line.split('|').nth(2).unwrap().trim().replace(['`', ',', '"'], "");
        let mut limits = Limits::default();
        limits.set(name, &default).unwrap();
        assert_eq!(limits, Limits::default(), "the manual's default of `{name}`");
    }
}

#[test]
fn the_manuals_examples_are_valid() {
    let manual = include_str!("../docs/configuration.md");
    let examples = manual.split("```toml\n").skip(1).filter_map(|part| part.split("```").next());
    for example in examples {
        let least = "title = \"x\"\nbase_url = \"https://x.dk\"\n";
        let least = if example.contains("base_url") { "" } else { least };
        let result = read(&format!("{least}{example}"));
        let is_good = |warnings: &Diagnostics| warnings.iter().all(|w| w.code == Code::NoIdBase);
        assert!(result.is_ok_and(|(_, warnings)| is_good(&warnings)), "{example}");
    }
}

/// The error of an unknown key lists those that exist: all of them are in `full.toml`.
#[test]
fn the_file_with_every_key_is_complete() {
    let full: toml::Table = include_str!("config/valid/full.toml").parse().unwrap();
    assert_eq!(missing_keys("", &full), [""; 0]);
    for (name, value) in
        full.iter().filter(|(name, _)| !["limits", "extra", "check", "publish"].contains(&&***name))
    {
        if let Some(table) = value.as_table() {
            assert_eq!(missing_keys(&format!("[{name}]"), table), [""; 0], "[{name}]");
        } else if let Some(tables) = value.as_array() {
            let table = tables[0].as_table().unwrap();
            assert_eq!(missing_keys(&format!("[[{name}]]"), table), [""; 0], "[[{name}]]");
        }
    }
}

/// The error of an unknown key lists those that a target of this kind may have.
#[test]
fn the_file_has_every_key_of_every_kind_of_target() {
    let manual = include_str!("../docs/configuration.md");
    let full: toml::Table = include_str!("config/valid/full.toml").parse().unwrap();
    let targets: Vec<_> = full["publish"].as_table().unwrap().values().collect();
    let has = |key: &str, kind: &str| {
        let of_kind = |target: &&&toml::Value| target["kind"].as_str() == Some(kind);
        targets.iter().filter(of_kind).any(|target| target.get(key).is_some())
    };
    for kind in ["s3", "gcs", "azure", "directory", "rsync", "git"] {
        let known = known_keys(&format!("[publish.x]\nkind = \"{kind}\""));
        assert!(known.len() > 5);
        for key in known {
            // One target stands for all with the keys that every kind has, and those that three
            // have.
            let is_common =
                ["base_url", "max_deletes", "headers", "after", "endpoint", "allow_http"];
            let kind = if is_common.contains(&&*key) { "s3" } else { kind };
            assert!(has(&key, kind), "`{key}` of `{kind}`");
            assert!(documented(manual, &key), "`{key}` is not in the manual");
        }
    }
    for (heading, list) in [("[[publish.x.headers]]", "headers"), ("[[publish.x.after]]", "after")]
    {
        for key in known_keys(heading) {
            let in_table = |item: &toml::Value| item.get(&key).is_some();
            let mut items = targets.iter().filter_map(|t| t.get(list)?.as_array()).flatten();
            assert!(items.any(in_table), "`{key}` of `{heading}`");
            assert!(documented(manual, &key), "`{key}` is not in the manual");
        }
    }
}

fn missing_keys(heading: &str, table: &toml::Table) -> Vec<String> {
    known_keys(heading).into_iter().filter(|key| !table.contains_key(key)).collect()
}

fn known_keys(heading: &str) -> Vec<String> {
    let errors = read(&format!("{heading}\n\"?\" = 1")).unwrap_err().sorted();
    let help = errors.iter().find_map(|error| error.help.as_deref()).unwrap();
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
