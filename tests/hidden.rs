//! Nothing of what is hidden shows: no word of a draft, of what is scheduled or of what has expired
//! is in any file of the site or in the name of one; of what is withdrawn, only what is meant to.
//!
//! Every key of each hidden file has a word of its own, and shown content links to all of them.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests read fixtures, and print what repeats them"
)]

mod fixture;
#[path = "../src/property_tests.rs"]
mod property_tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use digest::testing::files::Files;
use digest::testing::model::Kind;
use fixture::build_in_memory;
use jiff::civil::{ISOWeekDate, Weekday};
use property_tests::seeded;
use proptest::prelude::*;

/// What every marker begins with: in no text of the program, and unlikely in the bytes of an image.
const MARK: &str = "qzxqz";

/// A way to hide a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Draft,
    Scheduled,
    Expired,
    Withdrawn,
}

/// How much of a file is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shown {
    All,
    Notice,
    Nothing,
}

#[derive(Clone, Debug)]
struct Hidden {
    kind: Kind,
    /// It may be hidden in several.
    ways: Vec<Way>,
    /// Whether shown content has the same week, tag, story or author.
    is_shared: bool,
}

impl Hidden {
    fn is(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }

    fn shown(&self) -> Shown {
        let is_withdrawn = self.is(Way::Withdrawn);
        // Events, pages and profiles have no date of publication.
        let has_date = matches!(self.kind, Kind::Article | Kind::PeopleNews | Kind::Edition);
        // The page of a week does not go away, so its notice stays.
        let is_gone = self.is(Way::Expired) && !(self.kind == Kind::Edition && is_withdrawn);
        if self.is(Way::Draft) || self.is(Way::Scheduled) && has_date || is_gone {
            Shown::Nothing
        } else if is_withdrawn {
            Shown::Notice
        } else {
            Shown::All
        }
    }
}

/// A hidden file and its number, with the words in it.
struct HiddenFile {
    hidden: Hidden,
    number: usize,
}

impl HiddenFile {
    /// The word of a key: letters only, so that no typography or slug changes it.
    fn word(&self, key: &str) -> String {
        let letter = char::from(b'a' + u8::try_from(self.number).unwrap());
        format!("{MARK}{letter}{key}")
    }

    fn is_author_of_shown_article(&self) -> bool {
        self.hidden.kind == Kind::Author && self.hidden.is_shared
    }

    fn directory(&self) -> &'static str {
        match self.hidden.kind {
            Kind::Article => "artikler",
            Kind::Event => "events",
            Kind::PeopleNews => "navnenyt",
            Kind::Edition => "udgaver",
            Kind::Page => "sider",
            Kind::Author => "forfattere",
        }
    }

    /// Each edition has a week of its own.
    fn week(&self) -> usize {
        self.number + 10
    }

    fn path(&self) -> String {
        match self.hidden.kind {
            Kind::Edition => format!("content/udgaver/2026-uge-{}.md", self.week()),
            _ => format!("content/{}/{}.md", self.directory(), self.word("file")),
        }
    }

    fn picture(&self) -> (String, String) {
        let path = format!("content/{}/{}.svg", self.directory(), self.word("picture"));
        let size = "width=\"4\" height=\"3\"";
        let title = self.word("drawing");
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" {size}><title>{title}</title></svg>"
        );
        (path, text)
    }

    /// Where its page is, or would be.
    fn url(&self) -> String {
        let slug = self.word("slug");
        match self.hidden.kind {
            Kind::Article if self.hidden.is(Way::Scheduled) => format!("/2026/12/{slug}/"),
            Kind::Article => format!("/2026/10/{slug}/"),
            Kind::Edition => format!("/2026/uge-{}/", self.week()),
            Kind::Page => format!("/{slug}/"),
            _ => format!("/{}/{slug}/", self.directory()),
        }
    }

    /// The author of the profile.
    fn author_name(&self) -> String {
        if self.is_author_of_shown_article() {
            format!("Forfatter {}", char::from(b'A' + u8::try_from(self.number).unwrap()))
        } else {
            self.word("title")
        }
    }

    fn front_matter(&self) -> String {
        let word = |key: &str| self.word(key);
        let kind = self.hidden.kind;
        let mut text = String::new();
        let mut line = |line: String| writeln!(text, "{line}").unwrap();
        match kind {
            Kind::Author => line(format!("name: {}", self.author_name())),
            _ => line(format!("title: {}", word("title"))),
        }
        line(format!("slug: {}\nid: {}\nsort_key: {}", word("slug"), word("id"), word("sort")));
        line(format!("aliases: [/{}/, /{}.html]", word("alias"), word("former")));
        line(format!("description: {}", word("description")));
        line(format!("extra: {{{}: {}}}", word("extrakey"), word("extra")));
        if self.hidden.is(Way::Draft) {
            line("draft: true".into());
        }
        // People news must have a last day.
        let last = if self.hidden.is(Way::Expired) { "2026-11-19" } else { "2027-11-19" };
        line(format!("expires: {last}"));
        if self.hidden.is(Way::Withdrawn) {
            line(format!("withdrawn: {{date: 2026-11-12, text: {}}}", word("notice")));
        }
        let date = if self.hidden.is(Way::Scheduled) { "2026-12-01" } else { "2026-10-05" };
        if matches!(kind, Kind::Article | Kind::PeopleNews | Kind::Edition) {
            line(format!("date: {date}"));
        }
        if !matches!(kind, Kind::Edition | Kind::Page) {
            line(format!(
                "image: {{src: {}.svg, alt: {}, caption: {}, credit: {}}}",
                word("picture"),
                word("alt"),
                word("caption"),
                word("credit")
            ));
        }
        if matches!(kind, Kind::Article | Kind::PeopleNews) {
            line(format!(
                "sources: [{{name: {}, url: \"https://{}.dk/\"}}]",
                word("source"),
                word("sourceurl")
            ));
        }
        match kind {
            Kind::Article => {
                let shared = self.hidden.is_shared;
                let more = |name: &str| if shared { format!(", {name}") } else { String::new() };
                // Spelled in another way than shown articles do.
                line(format!("tags: [{}{}]", word("tag"), more("ai, aarhus")));
                line(format!("authors: [{}{}]", word("author"), more("mette holm, bo berg")));
                let story = if shared { "forløb".into() } else { word("story") };
                line(format!("story: {story}\nfeatured: true\nsponsored: {}", word("sponsor")));
                line(format!(
                    "read_also: [{{title: {}, url: \"https://{}.dk/\"}}, vist]",
                    word("also"),
                    word("alsourl")
                ));
                line(format!("corrections: [{{date: 2026-11-11, text: {}}}]", word("correction")));
            }
            Kind::Event => {
                line(format!(
                    "start: 2026-11-25\nplace: {{name: {}, address: {}, city: {}}}",
                    word("place"),
                    word("address"),
                    word("city")
                ));
                line(format!("price: {}\norganizer: {}", word("price"), word("organizer")));
                line(format!("url: \"https://{}.dk/\"", word("website")));
                line(format!("category: {}", word("category")));
            }
            Kind::PeopleNews => {
                for key in ["person", "position", "company", "previous", "education"] {
                    line(format!("{key}: {}", word(key)));
                }
            }
            Kind::Edition => line("picks: [vist]".into()),
            Kind::Author => {
                line(format!("role: {}\nurl: \"https://{}.dk/\"", word("role"), word("website")));
                line(format!("email: {}@x.dk", word("email")));
            }
            Kind::Page => {}
        }
        text
    }

    fn text(&self) -> String {
        let word = |key: &str| self.word(key);
        format!(
            "---\n{}---\n{} [{}](https://{}.dk/) [^1]\n\n## {}\n\n![{}]({}.svg \"{}\")\n\n\
             ```{{citat}}\n:speaker: {}\n{}\n```\n\n[^1]: {}\n",
            self.front_matter(),
            word("body"),
            word("link"),
            word("linkurl"),
            word("heading"),
            word("bodyalt"),
            word("picture"),
            word("imagetitle"),
            word("speaker"),
            word("quote"),
            word("footnote"),
        )
    }

    /// The file and its picture, and the article that makes an edition's week one with a page.
    fn sources(&self) -> Vec<(String, String)> {
        let mut sources = vec![(self.path(), self.text()), self.picture()];
        if self.hidden.kind == Kind::Edition && self.hidden.is_shared {
            let week = i8::try_from(self.week()).unwrap();
            let monday = ISOWeekDate::new(2026, week, Weekday::Monday).unwrap().date();
            let text = format!("---\ntitle: I ugen\ndate: {monday}\n---\n");
            sources.push((format!("content/artikler/uge-{week}.md"), text));
        }
        sources
    }

    /// Links of all kinds to the file and to the lists that have it alone, each with a neutral
    /// text.
    fn links(&self) -> String {
        let (slug, url, heading) = (self.word("slug"), self.url(), self.word("heading"));
        let path = self.path().replacen("content", "..", 1);
        let mut links = format!(
            "[her](@{slug}) [her]({path}) [her]({url}) [her](/{}/) [her](@{slug}#{heading}) \
             [her]({url}#{heading}) <a href=\"{url}\">her</a> <a href=\"/{}.html\">her</a>\n",
            self.word("alias"),
            self.word("former"),
        );
        if self.hidden.kind == Kind::Article {
            let (tag, author) = (self.word("tag"), self.word("author"));
            writeln!(
                links,
                "[her](/emner/{tag}/) [her](/emner/{tag}/atom.xml) [her](/forfattere/{author}/)"
            )
            .unwrap();
        }
        links
    }

    /// The words that may show, by the beginning of the paths of the files that may have them.
    fn allowed(&self) -> BTreeMap<String, Vec<String>> {
        let page = self.url().trim_start_matches('/').to_owned();
        let former = [self.word("alias"), format!("{}.html", self.word("former"))];
        let words = |keys: &[&str]| keys.iter().map(|key| self.word(key)).collect::<Vec<_>>();
        let mut allowed = BTreeMap::new();
        let is_notice = self.hidden.shown() == Shown::Notice;
        match self.hidden.kind {
            // The headline, the notice, whose advertisement it was, and the page's own URL. Former
            // URLs lead there.
            Kind::Article | Kind::Event | Kind::PeopleNews | Kind::Page if is_notice => {
                allowed.insert(page, words(&["slug", "title", "notice", "sponsor"]));
                for path in former {
                    allowed.insert(path, words(&["alias", "former", "slug", "title"]));
                }
            }
            // A week has its page without the file, too.
            Kind::Edition if self.hidden.is_shared => {
                if is_notice {
                    allowed.insert(page, words(&["notice"]));
                    for path in former {
                        allowed.insert(path, words(&["alias", "former"]));
                    }
                } else {
                    // The entry of the week must be the same before and after the file is shown.
                    allowed.insert("udgaver/atom.xml".into(), words(&["id"]));
                }
            }
            // The author's URL must be the same before and after the profile is shown.
            Kind::Author if self.is_author_of_shown_article() => {
                allowed.insert(String::new(), words(&["slug"]));
            }
            _ => {}
        }
        allowed
    }
}

/// The head of `site.toml`.
const SITE: &str = "title = \"Prøven\"\nbase_url = \"https://x.dk\"\n[tags]\nopen = true\n\
                    [feeds]\nid_base = \"tag:x.dk,2020:\"\n";

/// A `site.toml` whose menu leads to all hidden files.
fn config(files: &[HiddenFile], html: &str) -> String {
    let menu: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let is_article = file.hidden.kind == Kind::Article;
            let tag = is_article.then(|| format!("/emner/{}/", file.word("tag")));
            [file.url(), format!("/{}/", file.word("alias"))].into_iter().chain(tag)
        })
        .map(|url| format!("{{ title = \"Punkt\", url = \"{url}\" }}"))
        .collect();
    let menu = menu.join(", ");
    format!("{SITE}[markdown]\nhtml = \"{html}\"\n[menu]\nitems = [{menu}]\n")
}

/// The shown files, which link to all hidden ones in every way there is, and those.
fn sources(files: &[HiddenFile]) -> BTreeMap<String, String> {
    let slugs = |wanted: fn(&HiddenFile) -> bool| {
        let slugs = files.iter().filter(|file| wanted(file)).map(|file| file.word("slug"));
        slugs.collect::<Vec<_>>()
    };
    let articles = slugs(|file| file.hidden.kind == Kind::Article);
    let all = slugs(|file| file.hidden.kind != Kind::Edition);
    let links: String = files.iter().map(HiddenFile::links).collect();
    let authors: Vec<String> = files
        .iter()
        .filter(|file| file.is_author_of_shown_article())
        .map(HiddenFile::author_name)
        .collect();
    let shown = |title: &str, date: &str, more: &str, text: &str| {
        format!(
            "---\ntitle: {title}\ndate: {date}\ntags: [AI, Århus]\nstory: forløb\n{more}---\n{text}"
        )
    };
    let linking = shown(
        "Vist",
        "2026-11-18",
        &format!(
            "authors: [Mette Holm, Bo Berg]\nread_also: [{}]\nslug: vist\n",
            articles.join(", ")
        ),
        &format!("{links}\n```{{laes-ogsaa}}\n{}\n```\n", all.join("\n")),
    );
    let mut sources: BTreeMap<String, String> = [
        ("content/artikler/vist.md", linking),
        ("content/artikler/andet.md", shown("Andet", "2026-10-02", "", &links)),
        (
            "content/artikler/signeret.md",
            shown("Signeret", "2026-11-17", &format!("authors: {authors:?}\n"), ""),
        ),
        ("content/sider/om.md", format!("---\ntitle: Om\n---\n{links}")),
        (
            "content/events/vist.md",
            format!("---\ntitle: Møde\nslug: moede\nstart: 2026-11-24\nonline: true\n---\n{links}"),
        ),
        (
            "content/navnenyt/vist.md",
            format!("---\ntitle: N\nslug: n\ndate: 2026-11-19\nexpires: 2027-11-19\n---\n{links}"),
        ),
        (
            "content/udgaver/2026-uge-47.md",
            format!("---\ntitle: Ugen\npicks: [{}]\n---\n{links}", articles.join(", ")),
        ),
        ("content/forfattere/mette.md", format!("---\nname: Mette Holm\n---\n{links}")),
        ("data/laest.json", serde_json::to_string(&articles).unwrap()),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into();
    sources.extend(files.iter().flat_map(HiddenFile::sources));
    sources
}

/// Builds a site: what is in each of its files, by path.
fn build(sources: &BTreeMap<String, String>, config: &str) -> BTreeMap<String, String> {
    let files = Files::in_memory(sources.iter().map(|(path, text)| (&**path, &**text)));
    build_in_memory(&files, config)
}

/// The markers in a text, whatever their case: a headline may begin with a capital letter.
fn markers(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let found = text.match_indices(MARK).map(|(at, _)| {
        let rest = &text[at..];
        rest[..rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len())].to_owned()
    });
    found.collect()
}

/// What shows that must not: each marker with the path of a file that has it.
fn leaks(files: &[HiddenFile], outputs: &BTreeMap<String, String>) -> Vec<String> {
    let allowed: Vec<_> = files.iter().flat_map(HiddenFile::allowed).collect();
    let mut leaks = Vec::new();
    for (path, text) in outputs {
        for marker in markers(&format!("{path}\n{text}")) {
            let is_allowed = |(start, words): &(String, Vec<String>)| {
                path.starts_with(start.as_str()) && words.contains(&marker)
            };
            if !allowed.iter().any(is_allowed) {
                leaks.push(format!("{marker} in {path}"));
            }
        }
    }
    leaks
}

fn numbered(hidden: &[Hidden]) -> Vec<HiddenFile> {
    let numbered = hidden.iter().enumerate();
    numbered.map(|(number, hidden)| HiddenFile { hidden: hidden.clone(), number }).collect()
}

fn hidden() -> impl Strategy<Value = Hidden> {
    const WAYS: &[Way] = &[Way::Draft, Way::Scheduled, Way::Expired, Way::Withdrawn];
    let ways = prop::sample::subsequence(WAYS, 1..=WAYS.len());
    let hidden = (prop::sample::select(&Kind::ALL[..]), ways, any::<bool>());
    let hidden = hidden.prop_map(|(kind, ways, is_shared)| Hidden { kind, ways, is_shared });
    hidden.prop_filter("shown", |hidden| hidden.shown() != Shown::All)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..seeded() })]

    #[test]
    fn nothing_of_what_is_hidden_shows(
        hidden in prop::collection::vec(hidden(), 1..8),
        html in prop::sample::select(&["allow", "sanitize"][..]),
    ) {
        let files = numbered(&hidden);
        let leaks = leaks(&files, &build(&sources(&files), &config(&files, html)));
        prop_assert!(leaks.is_empty(), "{:#?}", leaks);
    }

    /// What does not show leaves no trace either: no count, no order, no spelling of a name.
    #[test]
    fn a_site_with_unlinked_drafts_is_the_site_without_them(
        kinds in prop::collection::vec(prop::sample::select(&Kind::ALL[..]), 1..8),
        is_shared in any::<bool>(),
    ) {
        // Those that keep the id of a week and the URL of an author are left out.
        let keeps = |kind: &Kind| is_shared && matches!(kind, Kind::Edition | Kind::Author);
        let drafts = kinds.iter().filter(|kind| !keeps(kind));
        let draft = |kind: &Kind| Hidden { kind: *kind, ways: vec![Way::Draft], is_shared };
        let drafts: Vec<_> = drafts.map(draft).collect();
        let mut sources = sources(&[]);
        let without = build(&sources, SITE);
        sources.extend(numbered(&drafts).iter().flat_map(HiddenFile::sources));
        let with = build(&sources, SITE);
        let paths: BTreeSet<&String> = with.keys().chain(without.keys()).collect();
        let changed = paths.into_iter().filter(|path| with.get(*path) != without.get(*path));
        let changed: Vec<&String> = changed.collect();
        prop_assert!(changed.is_empty(), "{:#?}", changed);
    }
}

#[test]
fn the_same_words_show_when_nothing_is_hidden() {
    let shown = |kind: &Kind| Hidden { kind: *kind, ways: Vec::new(), is_shared: true };
    let files = numbered(&Kind::ALL.iter().map(shown).collect::<Vec<_>>());
    let outputs = build(&sources(&files), &config(&files, "allow"));
    let seen: BTreeSet<String> =
        outputs.iter().flat_map(|(path, text)| markers(&format!("{path}\n{text}"))).collect();
    let unseen = files.iter().flat_map(|file| {
        let words = markers(&format!("{}\n{}", file.text(), file.picture().1));
        let unseen = words.into_iter().filter(|word| !seen.contains(word));
        unseen.map(|word| (file.hidden.kind, word)).collect::<Vec<_>>()
    });
    // What the built-in theme does not show, and what makes no part of an output.
    let no_part = ["extra", "extrakey", "sort", "picture"];
    for (kind, word) in unseen {
        let key = &word[MARK.len() + 1..];
        let has_no_part = no_part.contains(&key)
            || key == "slug" && kind == Kind::Edition
            || key == "id" && matches!(kind, Kind::PeopleNews | Kind::Page | Kind::Author);
        assert!(has_no_part, "{word} of {kind:?} does not show");
    }
}
