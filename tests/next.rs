//! Random small sites with content that comes, goes and ages, at random times: the moment that
//! `digest next` names is the first at which the bytes of an output differ, and the outputs that it
//! lists are those that do.
//!
//! The seed is printed, and `TEST_SEED` begins with it; `TEST_FULL=1` asks for many more sites.
#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests change the disk, fail by a panic, and print what repeats them"
)]

mod fixture;
#[path = "fixture/random.rs"]
mod random;
#[path = "fixture/seed.rs"]
mod seed;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use digest::testing::files::Files;
use jiff::{SignedDuration, Timestamp};
use random::Random;
use seed::seeds;
use serde_json::Value;

/// How many sites the usual test has.
const SAMPLE: u64 = 8;
/// How many sites a full test has.
const FULL: u64 = 400;
/// How many changes are followed on a site.
const CHANGES: usize = 4;
/// How many instants before a change are tried.
const BETWEEN: usize = 3;

/// Around when everything happens.
const MIDDLE: &str = "2026-11-20T12:00:00Z";

#[test]
fn the_predicted_moment_is_the_first_at_which_an_output_differs() {
    let mut seen = BTreeMap::new();
    for seed in seeds(SAMPLE, FULL) {
        println!("site of TEST_SEED={seed}");
        follow(&mut Random(seed), &mut seen);
    }
    println!("changes seen: {seen:?}");
    assert!(seen.get("changes").is_some_and(|number| *number > 0), "{seen:?}");
}

/// Follows the changes of one site.
fn follow(random: &mut Random, seen: &mut BTreeMap<String, usize>) {
    let directory = tempfile::TempDir::new().unwrap();
    let root = directory.path().canonicalize().unwrap();
    let config = site(random, &root);
    let files = Files::open(&root).unwrap();
    let build = |now| fixture::build_in_memory_at(&files, &config, now);
    let mut now = at(random);
    for _ in 0..CHANGES {
        let before = build(now);
        let next = next(&root, now);
        let Some(moment) = next["at"].as_str() else {
            assert_eq!(next["searched_until"], Value::Null, "{next}");
            // Nothing that the sites contain is further away than their deadline.
            let later = now + SignedDuration::from_hours(24 * 400);
            assert_eq!(differences(&before, &build(later)), BTreeMap::new(), "after {now}");
            return;
        };
        let moment: Timestamp = moment.parse().unwrap();
        assert!(moment > now, "{moment} is not after {now}");
        let wait = usize::try_from(moment.duration_since(now).as_secs()).unwrap();
        let some = (0..BETWEEN).map(|_| random.below(wait));
        for seconds in some.chain([wait - 1]) {
            let time = now + SignedDuration::from_secs(i64::try_from(seconds).unwrap());
            assert_eq!(differences(&before, &build(time)), BTreeMap::new(), "{time} < {moment}");
        }
        let predicted = next["outputs"].as_array().unwrap().iter().map(|output| {
            let text = |key: &str| output[key].as_str().unwrap().to_owned();
            (text("output"), text("change"))
        });
        let predicted: BTreeMap<String, String> = predicted.collect();
        assert_eq!(differences(&before, &build(moment)), predicted, "from {now} to {moment}");
        assert!(!predicted.is_empty());
        for change in predicted.into_values() {
            *seen.entry(change).or_default() += 1;
        }
        is_due_from(moment, now, &root);
        now = moment;
    }
}

/// What `next` says.
fn next(root: &Path, now: Timestamp) -> Value {
    let mut command = fixture::digest(root);
    command.args(["next", "--format", "json", "--now", &now.to_string()]);
    let run = fixture::Run::of(&mut command);
    run.assert_silent();
    serde_json::from_str(&run.stdout).unwrap()
}

/// After a build at `now`, nothing is due until the moment.
fn is_due_from(moment: Timestamp, now: Timestamp, root: &Path) {
    let code = |args: &[&str], time: Timestamp| {
        let mut command = fixture::digest(root);
        command.args(args).args(["--quiet", "--now", &time.to_string()]);
        fixture::Run::of(&mut command).code
    };
    assert_eq!(code(&["build"], now), Some(0));
    let second = SignedDuration::from_secs(1);
    assert_eq!(code(&["next", "--due"], moment - second), Some(0), "before {moment}");
    assert_eq!(code(&["next", "--due"], moment), Some(10), "at {moment}");
}

/// How each output that differs does.
fn differences(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let all = before.keys().chain(after.keys());
    let change = |path: &String| match (before.get(path), after.get(path)) {
        (None, _) => Some("appears"),
        (_, None) => Some("vanishes"),
        (before, after) => (before != after).then_some("changes"),
    };
    all.filter_map(|path| Some((path.clone(), change(path)?.to_owned()))).collect()
}

/// Some time within about a week of the middle.
fn at(random: &mut Random) -> Timestamp {
    let middle: Timestamp = MIDDLE.parse().unwrap();
    let minutes = i64::try_from(random.below(14 * 24 * 60)).unwrap() - 7 * 24 * 60;
    middle + SignedDuration::from_mins(minutes)
}

/// Such a time as front matter gives it, or only its day.
fn date(random: &mut Random) -> String {
    let day = random.chance(30);
    let zoned = at(random).in_tz("Europe/Copenhagen").unwrap();
    zoned.strftime(if day { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S%:z" }).to_string()
}

fn day(random: &mut Random) -> String {
    at(random).strftime("%Y-%m-%d").to_string()
}

/// Lays out a random site and gives its `site.toml`.
fn site(random: &mut Random, root: &Path) -> String {
    let mut config = String::from(
        "title = \"Prøven\"\nbase_url = \"https://x.dk\"\nfeeds.id_base = \"tag:x.dk,2026:\"\n",
    );
    if random.chance(50) {
        config.push_str("language = \"da\"\nfeeds.limit = 2\n");
    }
    if random.chance(50) {
        let expires = at(random) + SignedDuration::from_hours(24 * 30);
        write!(config, "[security_txt]\ncontact = \"mailto:a@x.dk\"\nexpires = \"{expires}\"\n")
            .unwrap();
    }
    config.push_str("[[tag]]\nname = \"AI\"\n[[tag]]\nname = \"5G\"\n");
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("site.toml", &config);
    for number in 0..random.below(5) {
        let mut front = format!("date: {}\n", date(random));
        front.push_str(random.pick::<&str>(&["", "tags: [AI]\n", "tags: [AI, 5G]\n"]));
        front.push_str(random.pick::<&str>(&["", "", "authors: [Bo Hansen]\n", "story: chips\n"]));
        front.push_str(random.pick::<&str>(&["", "", "featured: true\n"]));
        front.push_str(random.pick::<&str>(&[
            "",
            "",
            "",
            "",
            "sponsored: Firma A/S\n",
            "draft: true\n",
        ]));
        common(random, &mut front);
        let link = if random.chance(40) { "[Den anden](@artikel-0)." } else { "Tekst." };
        write(&format!("content/artikler/artikel-{number}.md"), &file(number, &front, link));
    }
    // What the others link to exists.
    if !root.join("content/artikler/artikel-0.md").exists() {
        let text = file(0, &format!("date: {}\n", date(random)), "Tekst.");
        write("content/artikler/artikel-0.md", &text);
    }
    for number in 0..random.below(3) {
        let mut front = format!("online: true\nstart: {}\n", day(random));
        if random.chance(40) {
            let start = at(random);
            let end =
                start + SignedDuration::from_hours(1 + i64::try_from(random.below(60)).unwrap());
            front = format!("online: true\nstart: {start}\nend: {end}\n");
        }
        common(random, &mut front);
        write(&format!("content/events/event-{number}.md"), &file(number, &front, "Tekst."));
    }
    if random.chance(50) {
        let mut front = format!("date: {}\n", date(random));
        common(random, &mut front);
        write("content/navnenyt/navn.md", &file(7, &front, "Tekst."));
    }
    if random.chance(50) {
        let mut front = String::new();
        common(random, &mut front);
        write("content/sider/om.md", &file(8, &front, "Se [den](@artikel-0)."));
    }
    if random.chance(50) {
        let mut front = format!("date: {}\n", date(random));
        common(random, &mut front);
        write("content/udgaver/2026-uge-47.md", &file(9, &front, "Tekst."));
    }
    config
}

/// Keys that all kinds have.
fn common(random: &mut Random, front: &mut String) {
    if random.chance(40) {
        writeln!(front, "expires: {}", day(random)).unwrap();
    }
    if random.chance(10) {
        writeln!(front, "withdrawn: {{date: {}, text: Fejl.}}", day(random)).unwrap();
    }
}

fn file(number: usize, front: &str, body: &str) -> String {
    format!("---\ntitle: Nummer {number}\n{front}---\n{body}\n")
}
