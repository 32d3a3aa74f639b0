//! Walks through whole sites as a reader, a search engine and a feed reader would: every link
//! leads to something, nothing leaves the site's path, and no page speaks English.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the program and look at its files"
)]

mod fixture;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use fixture::{Fixture, NOW, Page, Run, decoded, digest, has_extension, own_site, tree};
use quick_xml::Reader;
use quick_xml::events::Event;

/// What no Danish page says: whole texts and labels, as themes and libraries leave them behind.
const ENGLISH: &[&str] = &[
    "all tags",
    "archive",
    "archives",
    "author",
    "back",
    "by",
    "caution",
    "close",
    "comments",
    "continue reading",
    "copy",
    "footnote",
    "footnotes",
    "home",
    "important",
    "language",
    "latest",
    "latest news",
    "min read",
    "minutes",
    "more",
    "newer",
    "next",
    "note",
    "older",
    "on this page",
    "page",
    "page not found",
    "posts",
    "previous",
    "published",
    "read also",
    "read more",
    "reading time",
    "related",
    "search",
    "share",
    "skip to content",
    "source",
    "sources",
    "table of contents",
    "tags",
    "toc",
    "untitled",
    "updated",
    "view all",
    "warning",
];
/// English in the midst of a text.
const ENGLISH_WITHIN: &[&str] =
    &["read more", "continue reading", "skip to", "page not found", "back to ", "min read"];

/// An address whose host and path are beyond ASCII, as it must be written everywhere.
const IDN: &str = "https://nyt.xn--blbr-roah.example:8443/%C3%A5r";

/// A built site.
struct Site {
    origin: String,
    sub_path: String,
    files: BTreeMap<String, Vec<u8>>,
    pages: BTreeMap<String, Page>,
    wrong: RefCell<Vec<String>>,
}

impl Site {
    fn new(public: &Path, base_url: &str) -> Self {
        let files: BTreeMap<_, _> =
            tree(public).into_iter().map(|(path, file)| (path, file.bytes)).collect();
        let pages = files
            .iter()
            .filter(|(path, _)| has_extension(path, "html"))
            .map(|(path, bytes)| (path.clone(), Page::read(std::str::from_utf8(bytes).unwrap())));
        let host = base_url.find("://").unwrap() + 3;
        let end = base_url[host..].find('/').map_or(base_url.len(), |at| host + at);
        Self {
            origin: base_url[..end].into(),
            sub_path: base_url[end..].trim_end_matches('/').into(),
            pages: pages.collect(),
            files,
            wrong: RefCell::default(),
        }
    }

    fn complain(&self, at: &str, what: &str) {
        self.wrong.borrow_mut().push(format!("{at}: {what}"));
    }

    /// Checks an address on a page; `at` is the page's file.
    fn address(&self, at: &str, address: &str) {
        let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
        let path = path.split('?').next().unwrap();
        let file = if path.is_empty() {
            at.to_owned()
        } else if let Some(path) = path.strip_prefix('/').filter(|path| !path.starts_with('/')) {
            let path = format!("/{path}");
            match path.strip_prefix(&self.sub_path).and_then(|path| path.strip_prefix('/')) {
                Some(path) => file(path),
                None => return self.complain(at, &format!("`{address}` leaves the site's path")),
            }
        } else if let Some(path) = path.strip_prefix(&self.origin) {
            // Our own host may well have pages outside this site.
            match path.strip_prefix(&self.sub_path).and_then(|path| path.strip_prefix('/')) {
                Some(path) => file(path),
                None => return,
            }
        } else if path.contains(':') {
            return;
        } else {
            return self.complain(at, &format!("`{address}` is relative"));
        };
        if !self.files.contains_key(&file) {
            self.complain(at, &format!("there is nothing at `{address}`"));
        } else if !anchor.is_empty() && anchor != "top" {
            let anchor = percent_decoded(anchor);
            let has = self.pages.get(&file).is_some_and(|p| p.ids().contains(anchor.as_str()));
            if !has {
                self.complain(at, &format!("`{address}` names no id of its page"));
            }
        }
    }

    /// Checks an address in a feed or a list for machines.
    fn absolute(&self, at: &str, address: &str) {
        if address.contains(':') {
            self.address(at, address);
        } else {
            self.complain(at, &format!("`{address}` is not absolute"));
        }
    }

    fn page(&self, at: &str, page: &Page) {
        for address in page.addresses() {
            self.address(at, address);
        }
        let ids = page.attributes("id").count();
        if ids != page.ids().len() {
            self.complain(at, "an id stands twice");
        }
        for (tag, attributes) in &page.elements {
            for name in ["alt", "width", "height"] {
                // An image beside its name in words has an empty text.
                let is_told = |value: &String| name == "alt" || !value.is_empty();
                if tag == "img" && !attributes.get(name).is_some_and(is_told) {
                    self.complain(at, &format!("an img has no {name}: {attributes:?}"));
                }
            }
        }
        let labels = ["aria-label", "title", "alt", "placeholder"];
        let labels = labels.iter().flat_map(|name| page.attributes(name).map(|(_, text)| text));
        for text in page.texts.iter().map(String::as_str).chain(labels) {
            let text = text.trim().to_lowercase();
            let plain = text.trim_end_matches([':', '…', '.', '→', ' ']);
            if ENGLISH.contains(&plain) || ENGLISH_WITHIN.iter().any(|part| text.contains(part)) {
                self.complain(at, &format!("speaks English: {text}"));
            }
        }
        let has_language = page.attributes("lang").any(|(tag, lang)| tag == "html" && lang == "da");
        if !has_language {
            self.complain(at, "does not say that it is Danish");
        }
    }

    /// Checks every address of a feed or sitemap, in the HTML within as well.
    fn xml(&self, at: &str, text: &str) {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut text = String::new();
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{at}: {error}")) {
                Event::Start(element) | Event::Empty(element) => {
                    text.clear();
                    for attribute in element.attributes() {
                        let attribute = attribute.unwrap();
                        if matches!(attribute.key.as_ref(), "href" | "url" | "xmlUrl" | "htmlUrl") {
                            self.absolute(at, &attribute.value);
                        }
                    }
                }
                Event::Text(part) => text.push_str(&part),
                Event::GeneralRef(name) => text.push_str(&decoded(&format!("&{};", &*name))),
                Event::End(element) => {
                    match element.name().as_ref() {
                        "loc" | "link" | "uri" if !text.is_empty() => self.absolute(at, &text),
                        "content" | "content:encoded" => {
                            for address in Page::read(&text).addresses() {
                                self.absolute(at, address);
                            }
                        }
                        _ => {}
                    }
                    text.clear();
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }

    /// Checks every address of a JSON feed, in the HTML within as well.
    fn json(&self, at: &str, text: &str) {
        let feed: serde_json::Value = serde_json::from_str(text).unwrap();
        let addresses = |of: &serde_json::Value, names: &[&str]| {
            for address in names.iter().filter_map(|name| of[*name].as_str()) {
                self.absolute(at, address);
            }
        };
        addresses(&feed, &["home_page_url", "feed_url"]);
        for item in feed["items"].as_array().unwrap() {
            addresses(item, &["url", "image"]);
            for author in item["authors"].as_array().into_iter().flatten() {
                addresses(author, &["url"]);
            }
            for address in Page::read(item["content_html"].as_str().unwrap_or_default()).addresses()
            {
                self.absolute(at, address);
            }
        }
    }

    fn check(self, name: &str) {
        assert!(!self.pages.is_empty());
        for (at, page) in &self.pages {
            self.page(at, page);
        }
        for (at, bytes) in &self.files {
            let text = || std::str::from_utf8(bytes).unwrap();
            if has_extension(at, "xml") || has_extension(at, "opml") {
                self.xml(at, text());
            } else if at.ends_with("feed.json") {
                self.json(at, text());
            } else if at == "llms.txt" {
                let links = text().split("](").skip(1);
                links.for_each(|link| self.absolute(at, link.split(')').next().unwrap()));
            } else if at == "site.webmanifest" {
                let manifest: serde_json::Value = serde_json::from_str(text()).unwrap();
                self.address(at, manifest["start_url"].as_str().unwrap());
                for icon in manifest["icons"].as_array().unwrap() {
                    self.address(at, icon["src"].as_str().unwrap());
                }
            } else if at == "robots.txt" {
                let maps = text().lines().filter_map(|line| line.strip_prefix("Sitemap: "));
                maps.for_each(|map| self.absolute(at, map));
            }
        }
        let wrong = self.wrong.into_inner();
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    }
}

/// The file of an address below the site's path.
fn file(path: &str) -> String {
    let path = percent_decoded(path);
    if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *byte == b'%');
        let code = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        rest = if code.is_some() { &after[2..] } else { after };
        bytes.push(code.unwrap_or(*byte));
    }
    String::from_utf8(bytes).unwrap()
}

fn base_url(root: &Path) -> String {
    let text = std::fs::read_to_string(root.join("site.toml")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("base_url = \"")).unwrap();
    line.trim_end_matches('"').to_owned()
}

#[test]
fn our_own_site_is_sound_and_gives_no_warning() {
    for (moved, found) in [
        (None, None),
        (Some("https://x.dk/nyt"), None),
        (Some("https://x.dk/nyt/"), Some("https://x.dk/nyt")),
        (Some("https://x.dk:8443/a/b"), None),
        // A host beyond ASCII, as browsers send it (RFC 5891): whatever reads our files may not
        // know how to.
        (Some("https://Blåbær.example"), Some("https://xn--blbr-roah.example")),
        (Some("https://nyt.blåbær.example:8443/år/"), Some(IDN)),
    ] {
        let directory = tempfile::tempdir().unwrap();
        own_site(directory.path(), false);
        let mut command = digest(directory.path());
        command.args(["build", "--quiet", "--now", NOW]);
        if let Some(moved) = moved {
            command.args(["--base-url", moved]);
        }
        Run::of(&mut command).assert_silent();
        let base_url = found.or(moved).map_or_else(|| base_url(directory.path()), String::from);
        let site = Site::new(&directory.path().join("public"), &base_url);
        let home = format!("{}{}/", site.origin, site.sub_path);
        for path in ["index.html", "atom.xml", "sitemap.xml", "llms.txt", "events.ics"] {
            let text = String::from_utf8_lossy(&site.files[path]);
            assert!(text.contains(&home), "{path} does not name {home}");
            assert!(!text.contains("blåbær.example"), "{path} names the host otherwise");
        }
        site.check("our own site");
    }
}

#[test]
fn small_sites_are_sound() {
    for fixture in Fixture::all("sites") {
        // Guests may show images of other sites, whose size nobody knows.
        if fixture.name() == "sanitize" {
            continue;
        }
        for moved in [None, Some("https://x.dk/nyt")] {
            let directory = tempfile::tempdir().unwrap();
            fixture.lay_out(directory.path(), false);
            let mut command = digest(directory.path());
            command.args(["build", "--quiet", "--now", &fixture.now]).args(&fixture.args);
            if let Some(moved) = moved {
                command.args(["--base-url", moved]);
            }
            let run = Run::of(&mut command);
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            let base_url = moved.map_or_else(|| base_url(directory.path()), String::from);
            Site::new(&directory.path().join("public"), &base_url).check(fixture.name());
        }
    }
}
