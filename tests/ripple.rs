//! What an edit touches in the output directory. Everything else keeps its inode and its time, so
//! that publishing, caches and readers see nothing of it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests change a directory and start the program"
)]

mod fixture;

use std::fs;
use std::path::PathBuf;

use fixture::{NOW, Run, digest, tree};

const CONFIG: &str = "title = \"Prøven\"\nbase_url = \"https://x.dk\"\n\
    [front_page]\nper_page = 2\n[tags]\nper_page = 2\n[archive]\nper_page = 2\n[feeds]\nlimit = 3\n\
    id_base = \"tag:x.dk,2025:\"\n\
    [[tag]]\nname = \"AI\"\n[[tag]]\nname = \"5G\"\n";

/// What changes with each new article.
const NEWEST: [&str; 8] = [
    "atom.xml",
    "feed.json",
    "rss.xml",
    "lige-nu/",
    "llms.txt",
    "udgaver/atom.xml",
    "sitemap.xml",
    "udgaver/",
];

/// Those of them with the newest articles' texts.
const FEEDS: &[&str] = NEWEST.split_at(3).0;

/// Those of them with the newest articles' titles.
const TITLES: &[&str] = NEWEST.split_at(6).0;

/// The feeds of each tag.
const AI_FEEDS: [&str; 3] = ["emner/ai/atom.xml", "emner/ai/feed.json", "emner/ai/rss.xml"];
const MOBILE_FEEDS: [&str; 3] = ["emner/5g/atom.xml", "emner/5g/feed.json", "emner/5g/rss.xml"];

/// A site in a directory, built once.
struct Site {
    _directory: tempfile::TempDir,
    root: PathBuf,
}

impl Site {
    /// Five articles, of which all but `a2` have the tag »AI« and the author Eva.
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let site = Self { root: directory.path().canonicalize().unwrap(), _directory: directory };
        site.write("site.toml", CONFIG);
        site.write("content/sider/om.md", "---\ntitle: Om\n---\nVi er her.\n");
        site.write("static/a.txt", "a");
        let keys = "tags: [AI]\nauthors: [Eva]";
        site.article("a1", "2025-12-01", keys);
        site.article("a2", "2026-10-01", "tags: [5G]\nauthors: [Bo]");
        site.article("a3", "2026-10-02", keys);
        site.article("a4", "2026-10-03", keys);
        site.article("a5", "2026-11-02", keys);
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn article(&self, name: &str, date: &str, keys: &str) {
        let text = format!("---\ntitle: {name}\ndate: {date}\n{keys}\n---\nTekst om {name}.\n");
        self.write(&format!("content/artikler/{name}.md"), &text);
    }

    /// Writes something else in a file, once.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        assert!(text.contains(from), "{path} has no `{from}`");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// A built-in template, to be edited.
    fn template(&self, name: &str) {
        let built_in = digest::testing::builtin::TEMPLATES.iter().find(|(other, _)| *other == name);
        self.write(&format!("templates/{name}"), built_in.unwrap().1);
    }

    /// Builds, and fails if it reports anything but that these URLs are gone.
    fn build(&self, now: &str, gone: &[&str]) {
        let arguments = ["build", "--quiet", "--format", "short", "--now", now];
        let run = Run::of(digest(&self.root).args(arguments));
        let is_told = |(line, url): (&str, &&str)| {
            line.starts_with(&format!("warning[gone-url]: `{url}` was published before"))
        };
        let lines: Vec<&str> = run.stderr.lines().collect();
        let all = lines.len() == gone.len() && lines.iter().copied().zip(gone).all(is_told);
        assert!(run.code == Some(0) && all, "{run:#?}");
    }

    /// The outputs that an edit writes, makes and, with a `-` before, removes.
    fn touched(&self, edit: impl FnOnce()) -> Vec<String> {
        self.touched_at(NOW, &[], edit)
    }

    /// As [`Site::touched`], where the build at another time may report what is gone.
    fn touched_at(&self, now: &str, told: &[&str], edit: impl FnOnce()) -> Vec<String> {
        self.build(NOW, &[]);
        let before = tree(&self.root.join("public"));
        edit();
        self.build(now, told);
        let after = tree(&self.root.join("public"));
        let written = after.iter().filter(|(path, file)| before.get(*path) != Some(file));
        let written = written.map(|(path, _)| path.clone());
        let gone = before.keys().filter(|path| !after.contains_key(*path));
        let mut touched: Vec<String> = written.chain(gone.map(|path| format!("-{path}"))).collect();
        // What the directory says of itself is written whenever anything is.
        touched.retain(|path| path != digest::testing::write::MANIFEST);
        for path in &mut touched {
            if let Some(directory) = path.strip_suffix("index.html") {
                *path = format!("{}/", directory.trim_end_matches('/'));
            }
        }
        touched.sort();
        touched
    }
}

/// The names in order, together with those that change with each new article.
fn and_newest(paths: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = paths.iter().chain(&NEWEST).map(|path| (*path).to_owned()).collect();
    all.sort();
    all
}

#[test]
fn a_new_article_touches_its_neighbour_and_the_lists_that_show_it() {
    let site = Site::new();
    let touched = site.touched(|| site.article("ny", "2026-11-03", "tags: [5G]\nauthors: [Bo]"));
    let own = ["2026/11/ny/", "2026/11/a5/", "2026/uge-45/", "/", "side/1/", "side/2/"];
    let lists = ["emner/5g/", "emner/", "forfattere/bo/", "2026/11/", "2026/"];
    assert_eq!(touched, and_newest(&[own.as_slice(), &lists, &MOBILE_FEEDS].concat()));
}

#[test]
fn data_touches_the_pages_that_show_it() {
    let site = Site::new();
    let text = "{% for row in data.kurser %}{{ row.navn }} {{ row.kurs }};{% endfor %}\
        {% for card in most_read %}{{ card.title }};{% endfor %}";
    site.write("templates/egen.html", text);
    site.edit("content/sider/om.md", "title: Om", "title: Om\ntemplate: egen.html");
    site.write("data/kurser.csv", "navn;kurs\nÅben & co;1,5\n");
    site.write("data/andet.yaml", "a: 1\n");
    let page = || fs::read_to_string(site.root.join("public/om/index.html")).unwrap();
    let laest = "[{\"url\": \"/2026/10/a2/\", \"views\": 9}, \"a1\", \"/\"]";
    let shows = ["/", "lige-nu/", "om/"];
    assert_eq!(site.touched(|| site.write("data/laest.json", laest)), shows);
    assert_eq!(page(), "Åben &amp; co 1,5;a2;a1;");
    assert_eq!(site.touched(|| site.edit("data/kurser.csv", "1,5", "2")), ["om/"]);
    assert_eq!(page(), "Åben &amp; co 2;a2;a1;");
    assert_eq!(site.touched(|| site.edit("data/andet.yaml", "1", "2")), [""; 0]);
    let other = || site.write("templates/egen.html", "{{ data[\"andet\"].a }}");
    assert_eq!(site.touched(other), ["om/"]);
    assert_eq!(site.touched(|| site.edit("data/kurser.csv", "2", "3")), [""; 0]);
}

#[test]
fn an_article_that_fills_no_page_touches_no_numbered_page() {
    let site = Site::new();
    site.article("a6", "2026-11-03", "tags: []");
    let touched = site.touched(|| site.article("ny", "2026-11-04", "tags: []"));
    assert_eq!(
        touched,
        and_newest(&["2026/11/ny/", "2026/11/a6/", "2026/uge-45/", "/", "2026/11/", "2026/"])
    );
}

#[test]
fn lists_of_a_tag_and_an_author_grow_as_the_front_page_does() {
    let site = Site::new();
    site.article("a6", "2026-11-03", "tags: [AI]\nauthors: [Eva]");
    let touched = site.touched(|| site.article("ny", "2026-11-04", "tags: [AI]\nauthors: [Eva]"));
    let own = ["2026/11/ny/", "2026/11/a6/", "2026/uge-45/", "/", "2026/11/", "2026/", "emner/"];
    // Six articles fill the third page of two: the oldest page links to the new one.
    let lists = ["emner/ai/", "emner/ai/side/1/", "emner/ai/side/2/"];
    let authors = ["forfattere/eva/", "forfattere/eva/side/1/", "forfattere/eva/side/2/"];
    assert_eq!(touched, and_newest(&[own.as_slice(), &lists, &authors, &AI_FEEDS].concat()));
}

#[test]
fn a_letter_fixed_in_a_text_touches_its_page_and_the_feed_with_it() {
    let site = Site::new();
    let edit = |name: &str| site.edit(&format!("content/artikler/{name}.md"), "Tekst", "Text");
    assert_eq!(site.touched(|| edit("a1")), ["2025/12/a1/"]);
    let mut expected = [["2026/11/a5/"].as_slice(), FEEDS, &AI_FEEDS].concat();
    expected.sort_unstable();
    assert_eq!(site.touched(|| edit("a5")), expected);
}

#[test]
fn the_first_article_of_a_tag_touches_the_list_of_feeds() {
    let site = Site::new();
    site.edit("site.toml", "name = \"5G\"", "name = \"5G\"\n[[tag]]\nname = \"Ny\"");
    let touched = site.touched(|| site.article("ny", "2026-11-03", "tags: [Ny]"));
    for path in ["feeds.opml", "emner/ny/", "emner/ny/atom.xml", "emner/ny/rss.xml"] {
        assert!(touched.iter().any(|other| other == path), "{path} in {touched:?}");
    }
    let touched = site.touched(|| site.article("to", "2026-11-04", "tags: [Ny]"));
    assert!(!touched.contains(&String::from("feeds.opml")), "{touched:?}");
}

#[test]
fn the_first_article_of_a_week_touches_the_edition_before() {
    let site = Site::new();
    let touched = site.touched(|| site.article("ny", "2026-11-10", "tags: []"));
    let own = ["2026/11/ny/", "2026/uge-46/", "2026/11/a5/", "2026/uge-45/"];
    let lists = ["/", "side/1/", "side/2/", "2026/11/", "2026/"];
    assert_eq!(touched, and_newest(&[own.as_slice(), &lists].concat()));
}

#[test]
fn a_new_article_of_a_story_touches_its_siblings() {
    let site = Site::new();
    for name in ["a1", "a3"] {
        site.edit(&format!("content/artikler/{name}.md"), "date:", "story: sagen\ndate:");
    }
    let touched = site.touched(|| site.article("ny", "2026-11-03", "story: sagen"));
    let siblings = ["2025/12/a1/", "2026/10/a3/"];
    let own = ["2026/11/ny/", "2026/11/a5/", "2026/uge-45/", "/", "side/1/", "side/2/"];
    let lists = ["2026/11/", "2026/"];
    assert_eq!(touched, and_newest(&[siblings.as_slice(), &own, &lists].concat()));
}

#[test]
fn what_an_editor_adds_to_a_week_touches_what_shows_editions() {
    let site = Site::new();
    let path = "content/udgaver/2026-uge-40.md";
    let text = "---\ntitle: Ugen\ndescription: Kort\npicks: [a3]\n---\nIntro.\n";
    let touched = site.touched(|| site.write(path, text));
    assert_eq!(touched, ["2026/", "2026/uge-40/", "udgaver/", "udgaver/atom.xml"]);
    let touched = site.touched(|| site.edit(path, "Intro", "Optakt"));
    assert_eq!(touched, ["2026/uge-40/", "udgaver/atom.xml"]);
}

#[test]
fn an_event_and_people_news_touch_no_article() {
    let site = Site::new();
    let event = "---\ntitle: Dagen\nstart: 2026-12-01\nonline: true\n---\nProgram.\n";
    let person = "---\ntitle: Mette bliver chef\ndate: 2026-11-01\nexpires: 2027-11-01\n---\nX.\n";
    let touched = site.touched(|| {
        site.write("content/events/dag.md", event);
        site.write("content/navnenyt/mette.md", person);
    });
    let own = ["/", "events.ics", "events/", "events/dag/", "lige-nu/", "navnenyt/"];
    assert_eq!(touched, [own.as_slice(), &["navnenyt/mette/", "sitemap.xml"]].concat());
    let touched = site.touched(|| site.edit("content/events/dag.md", "Program", "Det hele"));
    assert_eq!(touched, ["events/dag/"]);
    // When it is over, it says so, and nothing leads to it but the list of all.
    let touched = site.touched_at("2026-12-02 00:00", &[], || ());
    assert_eq!(touched, ["/", "events/", "events/dag/", "lige-nu/"]);
}

#[test]
fn the_news_sitemap_changes_with_what_is_new_alone() {
    let site = Site::new();
    let touched = site.touched(|| site.article("ny", "2026-11-22 08:00", "tags: []"));
    assert!(touched.contains(&String::from("news-sitemap.xml")), "{touched:?}");
    let touched = site.touched(|| site.article("gammel", "2026-11-10", "tags: []"));
    assert!(!touched.contains(&String::from("news-sitemap.xml")), "{touched:?}");
    assert_eq!(site.touched_at("2026-11-24 07:59", &[], || ()), Vec::<String>::new());
    assert_eq!(site.touched_at("2026-11-24 08:00", &[], || ()), ["news-sitemap.xml"]);
}

#[test]
fn a_title_touches_whatever_shows_it() {
    let site = Site::new();
    let touched = site.touched(|| site.edit("content/artikler/a3.md", "title: a3", "title: Nyt"));
    let own = ["2026/10/a3/", "2026/10/a2/", "2026/10/a4/", "2026/10/", "2026/uge-40/"];
    // One that shows it under »Læs også«.
    let lists = ["2026/11/a5/", "/", "emner/ai/side/1/", "forfattere/eva/side/1/"];
    let mut expected = [own.as_slice(), &lists, TITLES, &AI_FEEDS].concat();
    expected.sort_unstable();
    assert_eq!(touched, expected);
}

#[test]
fn another_name_of_a_tag_touches_what_has_it() {
    let site = Site::new();
    let name = "name = \"Mobilnet\"\nslug = \"5g\"\naliases = [\"5G\"]";
    let touched = site.touched(|| site.edit("site.toml", "name = \"5G\"", name));
    // The tag has another place in the order now, also in that of the sitemap.
    let pages = [
        "2026/10/a2/",
        "2026/10/",
        "2026/uge-40/",
        "side/1/",
        "emner/5g/",
        "emner/",
        "forfattere/bo/",
    ];
    let mut expected =
        [pages.as_slice(), &["feeds.opml", "llms.txt", "sitemap.xml"], &MOBILE_FEEDS].concat();
    expected.sort_unstable();
    assert_eq!(touched, expected);
}

#[test]
fn a_template_touches_the_pages_that_it_renders() {
    let site = Site::new();
    site.template("article.html");
    site.template("base.html");
    let edit = |name: &str, from: &str, to: &str| site.edit(&format!("templates/{name}"), from, to);
    let touched = site.touched(|| edit("article.html", "{{ body }}", "{{ body }}<hr>"));
    let articles = ["2025/12/a1/", "2026/10/a2/", "2026/10/a3/", "2026/10/a4/", "2026/11/a5/"];
    assert_eq!(touched, articles);
    let touched = site.touched(|| edit("base.html", "</body>", "<hr></body>"));
    let pages = tree(&site.root.join("public")).into_keys();
    assert_eq!(touched.len(), pages.filter(|path| path.contains(".html")).count());
}

#[test]
fn a_style_sheet_touches_every_page_because_its_name_is_another() {
    let site = Site::new();
    site.write("static/tema/x.css", "p { margin: 0 }");
    let touched = site.touched(|| site.edit("static/tema/x.css", "0", "1px"));
    let (sheets, pages): (Vec<&String>, Vec<&String>) =
        touched.iter().partition(|path| path.contains("aktiver/"));
    assert_eq!(sheets.len(), 2);
    assert!(pages.iter().all(|path| path.ends_with('/') || *path == "404.html"), "{pages:?}");
}

#[test]
fn a_deleted_article_touches_its_neighbours_and_lists_and_is_gone() {
    let site = Site::new();
    let remove = || fs::remove_file(site.root.join("content/artikler/a1.md")).unwrap();
    let touched = site.touched_at(NOW, &["/2025/12/a1/"], remove);
    let own = [
        "-2025/",
        "-2025/12/",
        "-2025/12/a1/",
        "-2025/uge-49/",
        "-emner/ai/side/1/",
        "-forfattere/eva/side/1/",
    ];
    let lists =
        ["2026/10/a2/", "2026/uge-40/", "/", "side/1/", "emner/ai/", "emner/", "forfattere/eva/"];
    // Those that showed it under »Læs også«.
    let related = ["2026/10/a3/", "2026/10/a4/", "2026/11/a5/"];
    let mut expected = and_newest(&[own.as_slice(), &lists, &related].concat());
    // Feeds show the newest, and no id depends on the oldest.
    expected.retain(|path| !["atom.xml", "feed.json", "rss.xml"].contains(&path.as_str()));
    assert_eq!(touched, expected);
}

#[test]
fn an_article_that_the_clock_publishes_touches_what_a_new_one_does() {
    let site = Site::new();
    site.article("ny", "2026-11-23 08:00", "tags: [5G]\nauthors: [Bo]");
    assert_eq!(site.touched_at("2026-11-23 07:59", &[], || ()), Vec::<String>::new());
    let touched = site.touched_at("2026-11-23 08:00", &[], || ());
    let own =
        ["2026/11/ny/", "2026/11/a5/", "2026/uge-45/", "2026/uge-48/", "/", "side/1/", "side/2/"];
    let lists = ["emner/5g/", "emner/", "forfattere/bo/", "2026/11/", "2026/"];
    let news = ["news-sitemap.xml"];
    assert_eq!(touched, and_newest(&[own.as_slice(), &lists, &news, &MOBILE_FEEDS].concat()));
}

#[test]
fn a_file_that_was_only_touched_touches_nothing() {
    let site = Site::new();
    let touched = site.touched(|| {
        for path in ["content/artikler/a3.md", "site.toml", "static/a.txt"] {
            let text = fs::read(site.root.join(path)).unwrap();
            fs::write(site.root.join(path), text).unwrap();
        }
    });
    assert_eq!(touched, Vec::<String>::new());
}
