//! Tags of signs, and tags that look or sound alike: each has addresses of its own for its page and
//! its feeds, or is a problem. None is without an address, or at that of the list of all tags.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the output")]

mod fixture;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use digest::testing::build::{self, ReadySite};
use digest::testing::config::SiteConfig;
use digest::testing::diagnostics::{Code, Diagnostics};
use digest::testing::files::Files;
use digest::testing::index::Clock;
use digest::testing::output::Job;
use digest::testing::paths::SourcePath;
use fixture::{NOW, Page, Run, digest, tree};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Names, and the last part of their addresses; empty where none can be made.
const NAMES: &[(&str, &str)] = &[
    ("C++", "c-plus-plus"),
    ("C#", "c-sharp"),
    ("C", "c"),
    (".NET", "net"),
    ("NET", "net"),
    ("F*", "f"),
    ("F", "f"),
    ("!!!", ""),
    ("🎉", ""),
    ("日本", "ri-ben"),
    ("Ålborg", "aalborg"),
    ("Aalborg", "aalborg"),
    ("Alborg", "alborg"),
];

/// Two spellings of one word, which are one tag where nobody says otherwise.
const ONE_WORD: [&str; 2] = ["Ålborg", "Aalborg"];

/// How the two tags of a site come about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Declared,
    FirstDeclared,
    Open,
}

fn config(declared: &[&str]) -> String {
    let mut text = String::from(
        "title = \"Prøven\"\nbase_url = \"https://x.dk\"\nfeeds.id_base = \"tag:x.dk,2026:\"\n",
    );
    text.push_str("[tags]\nopen = true\n");
    for name in declared {
        writeln!(text, "[[tag]]\nname = {name:?}").unwrap();
    }
    text
}

fn article(tags: &[&str]) -> String {
    format!("---\ntitle: A\nslug: a\ndate: 2026-11-20\ntags: {tags:?}\n---\n")
}

fn prepared(declared: &[&str], used: &[&str]) -> Result<ReadySite, Diagnostics> {
    let path = SourcePath::new("site.toml").unwrap();
    let (config, _) = SiteConfig::read(&path, &config(declared), &[])?;
    let text = article(used);
    let files = Files::in_memory([("content/artikler/a.md", text.as_str())]);
    let clock = Clock {
        now: "2026-11-20T12:00:00Z".parse().unwrap(),
        timezone: config.timezone.clone(),
        drafts: false,
        future: false,
    };
    build::prepare(&files, &config, &clock)
}

/// The addresses of tags' pages, each with those of its feeds.
fn addresses(site: &ReadySite) -> BTreeMap<String, BTreeSet<String>> {
    let mut addresses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for job in site.plan.jobs.iter() {
        let tags = &site.site.index.tags;
        let tag = tags.iter().find(|tag| job.url.as_str().starts_with(tag.url.as_str()));
        let is_first = !job.url.as_str().contains("/side/");
        let url = match (job.kind_name(), tag) {
            ("tag", Some(tag)) if is_first => tag.url.as_str(),
            ("feed", Some(tag)) => tag.url.as_str(),
            ("tag", None) => panic!("{} is not below its tag", job.url.as_str()),
            _ => continue,
        };
        addresses.entry(url.into()).or_default().insert(job.output.to_string());
    }
    addresses
}

/// Where a tag's page and its feeds must lie.
fn expected(slugs: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let files = ["index.html", "atom.xml", "rss.xml", "feed.json"];
    let of = |slug: &&str| files.map(|file| format!("emner/{slug}/{file}")).into();
    slugs.iter().map(|slug| (format!("/emner/{slug}/"), of(slug))).collect()
}

fn check_pair(way: Way, first: (&str, &str), second: (&str, &str)) {
    let names = [first.0, second.0];
    let declared = match way {
        Way::Declared => &names[..],
        Way::FirstDeclared => &names[..1],
        Way::Open => &[],
    };
    let slugs = [first.1, second.1];
    let is_one_word = way != Way::Declared && ONE_WORD.iter().all(|name| names.contains(name));
    // Articles may name a declared tag by its address.
    let is_one = is_one_word || way == Way::FirstDeclared && second.0.to_lowercase() == first.1;
    let is_sound = !slugs.contains(&"") && (slugs[0] != slugs[1] || is_one);
    match prepared(declared, &names) {
        Ok(site) => {
            assert!(is_sound, "{names:?} {way:?} were accepted");
            assert_eq!(addresses(&site), expected(&slugs), "{names:?} {way:?}");
            let list =
                site.plan.jobs.iter().filter(|job| job.output.as_str() == "emner/index.html");
            assert!(list.map(Job::kind_name).eq(["list of tags"]), "{names:?} {way:?}");
        }
        Err(problems) => {
            assert!(!is_sound, "{names:?} {way:?}: {problems:?}");
            for problem in problems.iter() {
                let is_it =
                    matches!(problem.code, Code::ConfigTag | Code::BadUrl | Code::UrlCollision);
                assert!(is_it && problem.help.is_some(), "{names:?} {way:?}: {problem:?}");
            }
        }
    }
}

#[test]
fn any_two_tags_have_addresses_of_their_own_or_are_a_problem() {
    for (place, first) in NAMES.iter().enumerate() {
        for second in &NAMES[place + 1..] {
            for way in [Way::Declared, Way::FirstDeclared, Way::Open] {
                check_pair(way, *first, *second);
            }
        }
    }
}

/// The addresses of feeds in a list of feeds.
fn listed_feeds(opml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(opml);
    let mut feeds = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(Result::unwrap);
                let address = attributes.filter(|attribute| attribute.key.as_ref() == "xmlUrl");
                feeds.extend(address.map(|address| address.value.into_owned()));
            }
            Event::Eof => return feeds,
            _ => {}
        }
    }
}

#[test]
fn the_list_of_tags_and_that_of_feeds_lead_to_each_tag() {
    let names = ["C++", "C#", "C", ".NET", "F*", "日本", "Ålborg", "Alborg"];
    let slugs = ["c-plus-plus", "c-sharp", "c", "net", "f", "ri-ben", "aalborg", "alborg"];
    for declared in [&names[..], &names[..4], &[]] {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::create_dir_all(root.join("content/artikler")).unwrap();
        fs::write(root.join("site.toml"), config(declared)).unwrap();
        fs::write(root.join("content/artikler/a.md"), article(&names)).unwrap();
        Run::of(digest(root).args(["build", "--quiet", "--now", NOW])).assert_silent();
        let files = tree(&root.join("public"));
        let text = |path: &str| String::from_utf8(files[path].bytes.clone()).unwrap();

        let list = Page::read(&text("emner/index.html"));
        let linked = list.attributes("href").map(|(_, address)| address);
        let linked: BTreeSet<&str> = linked
            .filter_map(|address| address.strip_prefix("/emner/")?.strip_suffix('/'))
            .collect();
        assert_eq!(linked, BTreeSet::from(slugs));

        let mut feeds = listed_feeds(&text("feeds.opml"));
        feeds.sort();
        let mut wanted: Vec<String> =
            slugs.iter().map(|slug| format!("https://x.dk/emner/{slug}/rss.xml")).collect();
        wanted.push("https://x.dk/rss.xml".into());
        wanted.push("https://x.dk/udgaver/atom.xml".into());
        wanted.sort();
        assert_eq!(feeds, wanted);

        for (name, slug) in names.iter().zip(slugs) {
            let page = Page::read(&text(&format!("emner/{slug}/index.html")));
            assert!(page.texts.iter().any(|text| text == name), "{name}: {:?}", page.texts);
            for feed in ["atom.xml", "rss.xml"] {
                let feed = text(&format!("emner/{slug}/{feed}"));
                assert!(feed.contains(&format!("<title>Prøven: {name}</title>")), "{feed}");
            }
            let feed: serde_json::Value =
                serde_json::from_str(&text(&format!("emner/{slug}/feed.json"))).unwrap();
            assert_eq!(feed["title"], format!("Prøven: {name}"));
        }
    }
}
