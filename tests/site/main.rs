//! Whole sites in memory: what is shown, where, and in which order.

mod newsroom;

use std::collections::BTreeMap;

use digest::testing::build::{self, ReadySite};
use digest::testing::config::SiteConfig;
use digest::testing::diagnostics::Diagnostics;
use digest::testing::files::Files;
use digest::testing::incremental::{self, Key};
use digest::testing::index::Clock;
use digest::testing::paths::SourcePath;

const CONFIG: &str = "title = \"T\"\nbase_url = \"https://x.dk\"\n\
    [tags]\nper_page = 2\n[front_page]\nper_page = 2\n\
    [[tag]]\nname = \"AI\"\naliases = [\"kunstig intelligens\"]\n\
    [[tag]]\nname = \"Ærø\"\n[[tag]]\nname = \"5G\"\n[[tag]]\nname = \"tom\"\n";

/// A site in memory, and the time at which it is looked at.
struct Site {
    files: BTreeMap<String, String>,
    now: &'static str,
    drafts: bool,
    future: bool,
}

impl Site {
    fn new() -> Self {
        let files = BTreeMap::from([("site.toml".into(), CONFIG.into())]);
        Self { files, now: "2026-11-22T12:00:00Z", drafts: false, future: false }
    }

    #[must_use]
    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    #[must_use]
    fn article(self, name: &str, keys: &str) -> Self {
        let text = format!("---\ntitle: {name}\n{keys}\n---\nTekst.\n");
        self.file(&format!("content/artikler/{name}.md"), &text)
    }

    fn prepare(&self) -> Result<ReadySite, Vec<String>> {
        let files = Files::in_memory(self.files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
        let path = SourcePath::new("site.toml").expect("a path");
        let told = |problems: Diagnostics| -> Vec<String> {
            let line = |p: &digest::testing::diagnostics::Diagnostic| {
                let place = p.span.map(|s| format!("{}:{} ", s.start.line, s.start.column));
                format!("{}{}: {}", place.unwrap_or_default(), p.code, p.message)
            };
            problems.sorted().iter().map(line).collect()
        };
        let (config, _) = SiteConfig::read(&path, &self.files["site.toml"], &[]).map_err(told)?;
        let clock = Clock {
            now: self.now.parse().expect("a time"),
            timezone: config.timezone.clone(),
            drafts: self.drafts,
            future: self.future,
        };
        build::prepare(&files, &config, &clock).map_err(told)
    }

    fn prepared(&self) -> ReadySite {
        self.prepare().expect("a site without problems")
    }

    /// The URLs of all outputs.
    fn urls(&self) -> Vec<String> {
        let mut urls: Vec<_> =
            self.prepared().plan.jobs.iter().map(|job| job.url.to_string()).collect();
        urls.sort();
        urls
    }

    fn page(&self, url: &str) -> String {
        let prepared = self.prepared();
        let job = prepared.plan.jobs.iter().find(|job| job.url.as_str() == url).expect("a page");
        String::from_utf8(job.bytes(&prepared.site).expect("a rendered page")).expect("UTF-8")
    }
}

#[test]
fn an_empty_site_is_a_site() {
    let urls = Site::new().urls();
    for url in ["/", "/404.html", "/atom.xml", "/emner/", "/emner/ai/", "/forfattere/"] {
        assert!(urls.iter().any(|other| other == url), "{url} in {urls:?}");
    }
    let feed = Site::new().page("/atom.xml");
    assert!(feed.contains("<updated>1970-01-01T00:00:00Z</updated>"));
    assert!(feed.contains("<id>https://x.dk/atom.xml</id>"));
}

#[test]
fn articles_come_newest_first_and_ties_by_path() {
    let site = Site::new()
        .article("b", "date: 2026-11-20")
        .article("a", "date: 2026-11-20")
        .article("c", "date: 2026-11-21 10:00")
        .article("d", "date: 2026-11-21");
    let prepared = site.prepared();
    let titles: Vec<_> =
        prepared.site.index.listed_entries().map(|e| e.content.meta.title.as_str()).collect();
    assert_eq!(titles, ["c", "d", "a", "b"]);
}

#[test]
fn year_and_month_are_those_of_copenhagen() {
    let urls = Site::new().article("a", "date: 2025-12-31T23:30:00Z").urls();
    assert!(urls.contains(&"/2026/01/a/".to_owned()), "{urls:?}");
    assert!(urls.contains(&"/2026/01/".to_owned()));
    assert!(!urls.iter().any(|url| url.starts_with("/2025/")));
}

#[test]
fn the_clock_decides_what_is_shown() {
    let mut site = Site::new()
        .article("kladde", "date: 2026-11-20\ndraft: true")
        .article("kommer", "date: 2026-11-23\ntags: [AI]")
        .article("udloebet", "date: 2026-11-01\nexpires: 2026-11-21")
        .article("sidste-dag", "date: 2026-11-01\nexpires: 2026-11-22")
        .article("taget", "date: 2026-11-01\nwithdrawn: {date: 2026-11-02, text: Fejl}");
    let articles = |site: &Site| -> Vec<String> {
        site.urls()
            .into_iter()
            .filter(|url| url.starts_with("/2026/11/") && url.len() > 9)
            .collect()
    };
    assert_eq!(articles(&site), ["/2026/11/sidste-dag/", "/2026/11/taget/"]);
    assert!(!site.page("/").contains("taget"));
    assert!(!site.page("/atom.xml").contains("taget"));
    assert!(!site.page("/sitemap.xml").contains("taget"));
    assert!(site.page("/2026/11/taget/").contains("noindex"));
    site.drafts = true;
    site.future = true;
    assert_eq!(articles(&site).len(), 4);
    assert!(site.page("/2026/11/kladde/").contains("Kladde"));
    site.now = "2026-11-23T12:00:00Z";
    assert_eq!(articles(&site).len(), 3, "the last day is over");
}

#[test]
fn a_link_to_what_is_not_shown_becomes_text() {
    let site = Site::new().article("kommer", "date: 2026-12-01").file(
        "content/artikler/a.md",
        "---\ntitle: A\ndate: 2026-11-20\nread_also: [kommer]\n---\n\
         Se [den nye](@kommer) og <a href=\"kommer.md\">igen</a>.\n",
    );
    let prepared = site.prepared();
    let warnings: Vec<_> = prepared.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(warnings, ["hidden-target"; 3]);
    let page = site.page("/2026/11/a/");
    assert!(page.contains("Se den nye og <a>igen</a>."), "{page}");
    assert!(!page.contains("Læs også"));
}

#[test]
fn the_clock_alone_never_breaks_a_build() {
    let mut site = Site::new()
        .article("kort", "date: 2026-10-01\nexpires: 2026-10-02\nauthors: [Eva]")
        .file("content/forfattere/bo.md", "---\nname: Bo\nexpires: 2026-10-02\n---\n")
        .file(
            "content/artikler/a.md",
            "---\ntitle: A\ndate: 2026-09-20\n---\n\
             [1](@kort) [2](/2026/10/) [3](/2026/10/kort/) [4](/forfattere/eva/) [5](@bo) \
             [6](../forfattere/bo.md) [7](/forfattere/bo/)\n",
        );
    for now in ["2026-09-30T12:00:00Z", "2026-10-02T12:00:00Z", "2026-11-22T12:00:00Z"] {
        site.now = now;
        let page = site.page("/2026/09/a/");
        let linked = (1..=7).filter(|n| page.contains(&format!("\">{n}</a>"))).count();
        let expected = match now {
            "2026-09-30T12:00:00Z" => 3,
            "2026-10-02T12:00:00Z" => 7,
            _ => 0,
        };
        assert_eq!(linked, expected, "{now}: {page}");
    }
}

#[test]
fn character_references_bring_no_control_characters_back() {
    let site = Site::new().file(
        "content/artikler/a.md",
        "---\ntitle: A\ndate: 2026-09-20\n---\n## &#1;x\n\n&#1;hej &#xFFFE; `&` [&#7;](https://y.dk/)\n",
    );
    for url in ["/2026/09/a/", "/atom.xml"] {
        let page = site.page(url);
        let is_bad = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}');
        assert!(!page.contains(is_bad), "{url}: {page:?}");
    }
}

#[test]
fn what_waits_for_its_day_is_right_already_now() {
    let waiting = |body: &str| {
        let text = format!("---\ntitle: B\nid: b\nslug: x\ndate: 2026-12-24\n---\n{body}\n");
        Site::new()
            .article("gammel", "date: 2026-01-01")
            .article("a", "date: 2026-12-20\nid: a\nslug: y")
            .file("content/artikler/b.md", &text)
    };
    assert!(waiting("Tekst.").prepare().is_ok());
    let codes = |site: Site| -> Vec<String> {
        let problems = site.prepare().expect_err("problems");
        problems
            .iter()
            .filter_map(|p| Some(p.split_once(": ")?.0.rsplit(' ').next()?.to_owned()))
            .collect()
    };
    assert_eq!(codes(waiting("[x](@nope)")), ["missing-target"]);
    assert_eq!(codes(waiting("[x](@y#nope)")), ["missing-anchor"]);
    assert_eq!(codes(waiting("![x](nope.jpg)")), ["missing-image"]);
    assert_eq!(
        codes(waiting("T").article("c", "date: 2026-12-01\nid: c\nslug: x")),
        ["url-collision"]
    );
}

#[test]
fn a_withdrawn_article_shows_its_notice_only() {
    let site = Site::new().file(
        "content/artikler/a.md",
        "---\ntitle: A\ndate: 2026-11-20\ndescription: Manchet\n\
         withdrawn: {date: 2026-11-21, text: \"Kilden tog fejl\"}\n---\nHemmeligt.\n",
    );
    let page = site.page("/2026/11/a/");
    assert!(page.contains("Kilden tog fejl"));
    assert!(!page.contains("Hemmeligt") && !page.contains("Manchet"), "{page}");
}

#[test]
fn tags_are_found_by_name_alias_and_slug() {
    let site = Site::new().article("a", "date: 2026-11-20\ntags: [Kunstig intelligens, ai, ÆRØ]");
    let prepared = site.prepared();
    let tags = &prepared.site.index.articles[0].tags;
    let names: Vec<_> = tags.iter().map(|id| prepared.site.index.tags[*id].name.as_str()).collect();
    assert_eq!(names, ["AI", "Ærø"]);
    let order: Vec<_> = prepared.site.index.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(order, ["5G", "AI", "tom", "Ærø"]);
    let list = site.page("/emner/");
    assert!(!list.contains("/emner/tom/"));
    assert!(site.page("/emner/tom/").contains("noindex"));
}

#[test]
fn open_tags_need_no_declaration() {
    let config = CONFIG.replace("per_page = 2\n[front", "open = true\nper_page = 2\n[front");
    let site = Site::new().file("site.toml", &config);
    let site = site
        .article("a", "date: 2026-11-20\ntags: [C++, C#, C, Aarhus]")
        .article("aa", "date: 2026-11-18\ntags: [Århus]");
    let urls = site.urls();
    for url in ["/emner/c-plus-plus/", "/emner/c-sharp/", "/emner/c/", "/emner/aarhus/"] {
        assert!(urls.contains(&url.to_owned()), "{url}");
    }
    let site = site.article("b", "date: 2026-11-20\ntags: [\"!!!\"]");
    assert_eq!(site.prepare().unwrap_err(), ["4:8 bad-url: no URL can be made from the tag `!!!`"]);
    let site = site.article("b", "date: 2026-11-19\ntags: [C, NET, .NET]");
    assert_eq!(
        site.prepare().unwrap_err(),
        ["4:16 url-collision: the tags `.NET` and `NET` would have the same URL"]
    );
}

#[test]
fn ids_survive_and_are_unique() {
    let site = Site::new()
        .article("a", "date: 2026-11-20\nid: x")
        .article("b", "date: 2026-11-20\naliases: [/gammel/]")
        .article("c", "date: 2026-11-20");
    let prepared = site.prepared();
    let ids: Vec<_> = prepared.site.index.articles.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["x", "/gammel/", "/2026/11/c/"]);
    let site = site.article("d", "date: 2026-11-20\nid: x");
    assert_eq!(
        site.prepare().unwrap_err(),
        ["4:5 duplicate-id: the id `x` is also used by content/artikler/a.md"]
    );
}

#[test]
fn lists_are_paged_from_the_oldest_end() {
    let mut site = Site::new();
    for day in 1..=5 {
        site = site.article(&format!("a{day}"), &format!("date: 2026-11-0{day}\ntags: [AI]"));
    }
    let urls = site.urls();
    assert!(urls.contains(&"/side/1/".to_owned()) && !urls.contains(&"/side/2/".to_owned()));
    let page = site.page("/emner/ai/side/1/");
    assert!(page.contains("a1") && page.contains("a2") && !page.contains("a3"));
    let before = site.page("/side/1/");
    let site = site.article("a6", "date: 2026-11-06");
    let after = site.page("/side/1/");
    assert_ne!(before, after, "the pager's newer page has a number now");
    let site = site.article("a7", "date: 2026-11-07");
    assert_eq!(site.page("/side/1/"), after, "and then nothing changes any more");
}

/// Equal key, equal bytes: over every page of a site and every kind of change.
#[test]
fn a_page_changes_only_when_its_key_does() {
    let base = || {
        Site::new()
            .article("a", "date: 2026-11-20\ntags: [AI]\nauthors: [Bo]\nread_also: [b]")
            .article("b", "date: 2026-11-21\ntags: [5G]\nauthors: [Bo]")
            .article("c", "date: 2026-11-22\ntags: [AI, 5G]\nfeatured: true")
            .file("content/sider/om.md", "---\ntitle: Om\n---\nSe [b](@b).\n")
            .file("content/forfattere/bo.md", "---\nname: Bo\n---\nSkriver.\n")
    };
    let pages = |site: &Site| {
        let prepared = site.prepared();
        let jobs = prepared.plan.jobs.iter();
        let page = |job: &digest::testing::output::Job| {
            let settings = incremental::settings(&prepared.site.config);
            let key = Key::of(job, &job.view(&prepared.site), &prepared.site, settings).fingerprint;
            Some((job.url.to_string(), (key, job.bytes(&prepared.site).ok()?)))
        };
        jobs.filter_map(page).collect::<BTreeMap<_, _>>()
    };
    let before = pages(&base());
    assert_eq!(before, pages(&base()), "two builds of one site are equal");
    let changes: Vec<(&str, Site)> = vec![
        (
            "body",
            base().file(
                "content/artikler/b.md",
                "---\ntitle: b\ndate: 2026-11-21\ntags: [5G]\nauthors: [Bo]\n---\nNyt.\n",
            ),
        ),
        (
            "title",
            base().file(
                "content/artikler/b.md",
                "---\ntitle: Ny\ndate: 2026-11-21\ntags: [5G]\nauthors: [Bo]\n---\nTekst.\n",
            ),
        ),
        ("new article", base().article("d", "date: 2026-11-22\ntags: [AI]")),
        ("hidden", base().article("b", "date: 2026-11-21\ndraft: true")),
        (
            "sponsor",
            base().article("b", "date: 2026-11-21\ntags: [5G]\nauthors: [Bo]\nsponsored: X"),
        ),
        (
            "tag's name",
            base().file(
                "site.toml",
                &CONFIG
                    .replace("name = \"5G\"", "name = \"6G\"\naliases = [\"5G\"]\nslug = \"5g\""),
            ),
        ),
        ("site's title", base().file("site.toml", &CONFIG.replace("\"T\"", "\"U\""))),
        (
            "menu",
            base().file(
                "site.toml",
                &format!("{CONFIG}[menu]\nitems = [{{ title = \"Om\", url = \"/om/\" }}]\n"),
            ),
        ),
        (
            "profile",
            base().file("content/forfattere/bo.md", "---\nname: Bo\nrole: Chef\n---\nSkriver.\n"),
        ),
        ("style", base().file("static/tema/egen.css", "a { color: red }")),
        ("sub-path", base().file("site.toml", &CONFIG.replace("https://x.dk", "https://x.dk/nyt"))),
    ];
    for (what, site) in changes {
        let after = pages(&site);
        let mut count = 0;
        for (url, (fingerprint, bytes)) in &after {
            let Some((old_fingerprint, old_bytes)) = before.get(url) else { continue };
            if fingerprint == old_fingerprint {
                assert_eq!(bytes, old_bytes, "{what}: {url} changed, its key did not");
            } else {
                count += 1;
            }
        }
        assert!(count > 0, "{what} changed nothing");
    }
}

#[test]
fn a_fixed_body_leaves_lists_alone() {
    let site = |body: &str| {
        let text = format!("---\ntitle: a\ndate: 2026-11-20\ntags: [AI]\n---\n{body}\n");
        Site::new().file("content/artikler/a.md", &text)
    };
    for url in ["/", "/emner/ai/", "/2026/", "/2026/11/"] {
        assert_eq!(site("Tekst.").page(url), site("Teksten er rettet.").page(url));
    }
}

#[test]
fn an_advertisement_says_so_wherever_it_shows() {
    let site = Site::new()
        .article("a", "date: 2026-11-20\nsponsored: Firma A/S\ntags: [AI]")
        .article("b", "date: 2026-11-21\nread_also: [a]");
    for url in ["/", "/emner/ai/", "/2026/11/", "/2026/11/a/", "/2026/11/b/", "/atom.xml"] {
        assert!(site.page(url).contains("Annonce"), "{url}");
    }
}

#[test]
fn a_tag_has_feeds_while_it_has_an_article_for_them() {
    let site = |keys: &str| {
        Site::new().article("b", "date: 2026-11-10\ntags: [5G]").article("a", keys).file(
            "content/sider/om.md",
            "---\ntitle: Om\n---\n[AI](/emner/ai/atom.xml) [5G](/emner/5g/rss.xml)\n",
        )
    };
    let with = site("date: 2026-11-11\ntags: [AI]");
    let without = site("date: 2026-11-11\ntags: [AI]\nfeeds: false");
    for (site, has_feeds) in [(with, true), (without, false)] {
        let of_tag = |url: &&String| url.starts_with("/emner/ai/") && !url.ends_with('/');
        let feeds: Vec<_> = site.urls().iter().filter(of_tag).cloned().collect();
        assert_eq!(feeds.len(), if has_feeds { 3 } else { 0 }, "{feeds:?}");
        for url in ["/emner/ai/", "/feeds.opml", "/om/"] {
            let page = site.page(url);
            let is_named =
                page.contains("/emner/ai/atom.xml") || page.contains("/emner/ai/rss.xml");
            assert_eq!(is_named, has_feeds, "{url}: {page}");
        }
        assert!(site.page("/feeds.opml").contains("/emner/5g/rss.xml"));
        assert!(site.page("/").contains(">a<") && site.page("/emner/ai/").contains(">a<"));
        let warnings = site.prepared().warnings;
        let codes: Vec<_> = warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, vec!["hidden-target"; usize::from(!has_feeds)]);
    }
}
