//! Related articles: how well those of `content/` are chosen, judged by `related/judged.toml`, and
//! what »Læs også« makes of them.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read their own cases")]

mod fixture;

use std::collections::BTreeMap;
use std::path::Path;

use digest::testing::build;
use digest::testing::config::SiteConfig;
use digest::testing::files::Files;
use digest::testing::index::{Clock, SiteIndex};
use digest::testing::paths::SourcePath;
use fixture::{Page, Run, digest};
use serde::Deserialize;

/// The percentage of automatic entries that must be expected or acceptable.
const LEAST_FITTING: usize = 60;
/// The percentage of expected articles that must be shown.
const LEAST_FOUND: usize = 70;

#[derive(Deserialize)]
struct Judgements {
    article: Vec<Judgement>,
}

/// The articles that should, and those that may, be listed below an article.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgement {
    slug: String,
    expected: Vec<String>,
    #[serde(default)]
    acceptable: Vec<String>,
}

/// The index of the project's own site, at a time when all of it is published.
fn index() -> (SiteIndex, SiteConfig) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("site.toml")).unwrap();
    let (config, _) = SiteConfig::read(&SourcePath::new("site.toml").unwrap(), &text, &[]).unwrap();
    let clock = Clock {
        now: "2035-01-01T00:00:00Z".parse().unwrap(),
        timezone: config.timezone.clone(),
        drafts: false,
        future: false,
    };
    let files = Files::open(root).unwrap();
    let prepared = build::prepare(&files, &config, &clock).unwrap();
    (prepared.site.index.clone(), config)
}

#[test]
fn related_articles_are_those_that_an_editor_would_choose() {
    let (index, config) = index();
    let judgements: Judgements = toml::from_str(include_str!("related/judged.toml")).unwrap();
    let ids: BTreeMap<&str, usize> = index
        .articles
        .iter()
        .enumerate()
        .map(|(id, e)| (e.content.meta.slug.as_str(), id))
        .collect();
    let id =
        |slug: &str| *ids.get(slug).unwrap_or_else(|| panic!("no article has the slug `{slug}`"));
    let (mut shown, mut fitting, mut expected, mut found) = (0, 0, 0, 0);
    let mut report = Vec::new();
    for judgement in &judgements.article {
        let own = id(&judgement.slug);
        // As if the editor had chosen none: so there is more to judge.
        let filled = index.related(own, &config.related);
        let wanted: Vec<usize> = judgement.expected.iter().map(|slug| id(slug)).collect();
        let allowed: Vec<usize> = judgement.acceptable.iter().map(|slug| id(slug)).collect();
        report.push(judgement.slug.clone());
        for other in &filled {
            let mark = match () {
                () if wanted.contains(other) => '+',
                () if allowed.contains(other) => ' ',
                () => '-',
            };
            fitting += usize::from(mark != '-');
            report.push(format!("  {mark} {}", index.articles[*other].content.meta.slug));
        }
        for other in wanted.iter().filter(|id| !filled.contains(id)) {
            report.push(format!("  ? {}", index.articles[*other].content.meta.slug));
        }
        shown += filled.len();
        expected += wanted.len();
        found += wanted.iter().filter(|id| filled.contains(id)).count();
    }
    let (fits, finds) = (100 * fitting / shown.max(1), 100 * found / expected.max(1));
    println!(
        "{}\n{fitting} of {shown} shown fit ({fits} %), {found} of {expected} expected are shown ({finds} %)",
        report.join("\n")
    );
    assert!(fits >= LEAST_FITTING && finds >= LEAST_FOUND, "{fits} % fit, {finds} % are found");
}

const CONFIG: &str = "title = \"P\"\nbase_url = \"https://x.dk\"\ntags.open = true\n";

/// A site of four articles on one topic, oldest first, one of them chosen by the editor of the
/// last.
struct Site(tempfile::TempDir);

impl Site {
    fn new(config: &str) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        site.write("site.toml", &format!("{CONFIG}{config}"));
        let words = ["antenner", "satellitter", "kabler", "master"];
        for (number, word) in words.iter().enumerate() {
            let read_also = if number == 3 { "read_also: [a1]\n" } else { "" };
            let keys = format!("date: 2026-10-0{}\ntags: [Net]\n{read_also}", number + 1);
            let text = format!("Om mobilnettet, {word} og bredbånd.");
            site.article(&format!("a{number}"), &keys, &text);
        }
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn article(&self, name: &str, keys: &str, text: &str) {
        let text = format!("---\ntitle: Mobilnettet {name}\n{keys}---\n{text}\n");
        self.write(&format!("content/artikler/{name}.md"), &text);
    }

    fn build(&self) -> Run {
        let run = Run::of(digest(self.0.path()).args(["build", "--quiet"]));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run
    }

    /// Where »Læs også« of the last article leads.
    fn read_also(&self) -> Vec<String> {
        let path = self.0.path().join("public/2026/10/a3/index.html");
        let html = std::fs::read_to_string(path).unwrap();
        let Some((_, aside)) = html.split_once("<h2>Læs også</h2>") else { return Vec::new() };
        let aside = aside.split_once("</aside>").unwrap().0;
        let page = Page::read(aside);
        page.addresses()
            .into_iter()
            .map(|url| url.trim_matches('/').replace("2026/10/", ""))
            .collect()
    }
}

#[test]
fn the_editors_choice_comes_first_and_is_filled_up() {
    let site = Site::new("");
    site.build();
    assert_eq!(site.read_also(), ["a1", "a2", "a0"]);
    site.write("site.toml", &format!("{CONFIG}related.count = 2\n"));
    site.build();
    assert_eq!(site.read_also(), ["a1", "a2"]);
    site.write("site.toml", &format!("{CONFIG}related.count = 0\n"));
    site.build();
    assert_eq!(site.read_also(), ["a1"]);
    site.write("site.toml", &format!("{CONFIG}related.minimum = 100\n"));
    site.build();
    assert_eq!(site.read_also(), ["a1"]);
}

#[test]
fn lists_are_kept_and_found_again_where_they_are_damaged() {
    let site = Site::new("");
    site.build();
    let kept = site.0.path().join(".digest/cache/related");
    let bytes = std::fs::read(&kept).unwrap();
    site.article("a2", "date: 2026-10-03\ndraft: true\n", "Væk.");
    site.build();
    assert_eq!(site.read_also(), ["a1", "a0"]);
    assert_ne!(std::fs::read(&kept).unwrap(), bytes);
    // The remains of an interrupted or older build are used as far as they are the same.
    std::fs::write(&kept, &bytes).unwrap();
    site.article("a0", "date: 2026-10-01\nsponsored: Firma\n", "Annonce.");
    site.build();
    assert_eq!(site.read_also(), ["a1"]);
    std::fs::write(&kept, &bytes[..bytes.len() - 1]).unwrap();
    site.article("a0", "date: 2026-10-01\ntags: [Net]\n", "Om mobilnettet og bredbånd.");
    let run = site.build();
    assert!(run.stderr.contains("`.digest/cache/related` cannot be used"), "{}", run.stderr);
    assert_eq!(site.read_also(), ["a1", "a0"]);
    let verified = Run::of(digest(site.0.path()).args(["build", "--quiet", "--verify"]));
    assert_eq!(verified.code, Some(0), "{}", verified.stderr);
}

#[test]
fn a_site_whose_templates_show_none_looks_for_none() {
    let site = Site::new("");
    site.write(
        "templates/article.html",
        "{% extends \"base.html\" %}{% block content %}{{ body }}{% endblock %}",
    );
    site.build();
    assert_eq!(site.read_also(), [""; 0]);
    assert!(!site.0.path().join(".digest/cache/related").exists());
    let run = Run::of(digest(site.0.path()).args(["explain", "/2026/10/a3/"]));
    assert!(!run.stdout.contains("read_also"), "{}", run.stdout);
}
