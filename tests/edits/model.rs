//! The site as it should lie on the disk.

use std::collections::BTreeMap;

use digest::testing::index::Clock;

use crate::article::Article;
use crate::choices::{self, CONFIG, Choice};
use crate::random::Random;

/// Paths below the site's directory, with the contents of the files.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// How many articles a new site has.
const ARTICLES: usize = 12;
/// Files that break the site in a way of their own.
const BROKEN: &[(&str, &str)] = &[
    ("content/artikler/broken.md", "no front matter"),
    ("content/artikler/broken.md", "---\ntitle: x\n---\n"),
    ("content/artikler/broken.md", "---\ntitle: x\ndate: 2026-11-20\n---\n[x](@nobody)\n"),
    ("content/artikler/broken.md", "---\ntitle: x\ndate: 2026-11-20\n---\n[x](/nowhere/)\n"),
    ("content/artikler/broken.md", "---\ntitle: x\ndate: 2026-11-20\n---\n![x](no.png)\n"),
    ("content/artikler/broken.md", "---\ntitle: x\ndate: 2026-11-20\nslug: a1\nid: x\n---\n"),
    ("content/artikler/broken.md", "---\ntitle: x\ndate: 2026-11-20\ntemplate: no.html\n---\n"),
    ("content/artikler/broken.md", "---\ntitle: x\ndate: 2026-11-20\n---\n```{nothing}\n```\n"),
    ("content/artikler/broken.txt", "x"),
    ("content/sider/broken.md", "---\ntitle: \u{1}\n---\n"),
    ("content/events/broken.md", "---\ntitle: x\n---\n"),
    ("content/navnenyt/broken.md", "---\ntitle: x\ndate: 2026-11-20\n---\n[x](@nobody)\n"),
    ("content/udgaver/broken.md", "---\ntitle: x\n---\n"),
    ("content/udgaver/2026-uge-48.md", "---\ntitle: x\npicks: [nobody]\n---\n"),
    ("data/broken.json", "[1,"),
    ("data/broken.md", "x"),
    ("data/tal.csv", "a,b\n1,2\n"),
    ("data/laest.json", "{}"),
    ("templates/page.html", "{{ page.nothing.at_all }}"),
    ("templates/broken.html", "{% if %}"),
    ("templates/broken.html", "{% component card() %}{% endcomponent card %}"),
    ("static/tema/broken.txt", "x"),
    ("static/om/index.html", "<p>in the way</p>"),
    ("content/artikler/logo.png", "no image"),
    ("static/logo.png", "no image"),
    ("site.toml", "title = 1\n"),
];

/// Texts that break the article with them.
const WRONG: &[&str] = &["![x](no.png)", "[x](@nobody)", "[x](#nowhere)", "```{nothing}\n```"];

/// The site.
#[derive(Clone)]
pub(crate) struct Model {
    articles: BTreeMap<usize, Article>,
    config: Vec<usize>,
    files: Vec<usize>,
    /// The changes on top of the files that there should be.
    broken: Option<(&'static str, &'static str)>,
    next: usize,
    /// Hours since the clock's first time.
    hours: i64,
    drafts: bool,
    future: bool,
}

impl Model {
    pub(crate) fn new(random: &mut Random, choices: &[Choice]) -> Self {
        let mut model = Self {
            articles: BTreeMap::new(),
            config: vec![0; CONFIG.len()],
            files: vec![0; choices.len()],
            broken: None,
            next: 1,
            hours: 0,
            drafts: false,
            future: false,
        };
        for _ in 0..ARTICLES {
            model.create(random);
        }
        model
    }

    fn create(&mut self, random: &mut Random) -> String {
        let article = Article::new(self.next, random);
        let path = article.path();
        self.articles.insert(self.next, article);
        self.next += 1;
        path
    }

    /// The clock as it is, and what it shows.
    pub(crate) fn clock(&self) -> Clock {
        let timezone = ["Europe/Copenhagen", "", "Asia/Tokyo", "America/New_York"];
        let name = CONFIG[3][self.config[3]];
        let name = timezone.into_iter().find(|zone| !zone.is_empty() && name.contains(zone));
        let first: jiff::Timestamp = "2026-11-22T11:00:00Z".parse().unwrap();
        Clock {
            now: first + jiff::SignedDuration::from_hours(self.hours),
            timezone: jiff::tz::TimeZone::get(name.unwrap_or("Europe/Copenhagen")).unwrap(),
            drafts: self.drafts,
            future: self.future,
        }
    }

    /// Every file.
    pub(crate) fn tree(&self, choices: &[Choice]) -> Tree {
        let mut tree = Tree::new();
        for (choice, chosen) in choices.iter().zip(&self.files) {
            if let Some(bytes) = &choice.texts[*chosen] {
                tree.insert(choice.path.into(), bytes.clone());
            }
        }
        // A file and a directory cannot have one name.
        if tree.contains_key("static/d") {
            tree.remove("static/d/c.txt");
        }
        for article in self.articles.values() {
            tree.insert(article.path(), article.text().into_bytes());
            for (name, number) in article.images.iter().filter(|_| article.is_bundle) {
                let path = format!("{}/{}/{name}", article.directory, article.name);
                tree.insert(path, choices::png(*number));
            }
        }
        let config = CONFIG.iter().zip(&self.config).map(|(texts, chosen)| texts[*chosen]);
        tree.insert("site.toml".into(), config.collect::<String>().into_bytes());
        if let Some((path, text)) = self.broken {
            tree.insert(path.into(), text.as_bytes().to_vec());
        }
        tree
    }

    fn any(&mut self, random: &mut Random) -> usize {
        let numbers: Vec<usize> = self.articles.keys().copied().collect();
        *random.pick(&numbers)
    }

    /// Changes one thing, and says what.
    pub(crate) fn edit(&mut self, random: &mut Random, choices: &[Choice]) -> String {
        match random.below(100) {
            0..8 => format!("create {}", self.create(random)),
            8..14 if self.articles.len() > 4 => {
                let number = self.any(random);
                let gone = self.articles.remove(&number).unwrap();
                if random.chance(85) {
                    self.forget(&gone.slug());
                }
                format!("delete {}", gone.path())
            }
            14..20 => self.rename(random),
            20..62 => {
                let number = self.any(random);
                let others: Vec<String> = self.articles.values().map(Article::slug).collect();
                let article = self.articles.get_mut(&number).unwrap();
                let (old, path) = (article.slug(), article.path());
                let edit = article.edit(random, &others);
                if article.slug() != old {
                    self.forget(&old);
                }
                format!("edit {path}: {edit}")
            }
            62..82 => {
                let file = random.below(choices.len());
                self.files[file] = random.below(choices[file].texts.len());
                format!("file {} is no. {}", choices[file].path, self.files[file])
            }
            82..90 => {
                let part = random.below(CONFIG.len());
                self.config[part] = random.below(CONFIG[part].len());
                format!("config {:?}", CONFIG[part][self.config[part]])
            }
            90..95 => self.turn_clock(random),
            95 => {
                self.drafts = !self.drafts;
                format!("drafts {}", self.drafts)
            }
            96 => {
                self.future = !self.future;
                format!("future {}", self.future)
            }
            97 => {
                let number = self.any(random);
                let article = self.articles.get_mut(&number).unwrap();
                article.body.push((*random.pick(WRONG)).to_owned());
                format!("break {}: {:?}", article.path(), article.body.last())
            }
            _ => {
                self.broken = Some(*random.pick(BROKEN));
                format!("break {:?}", self.broken.unwrap())
            }
        }
    }

    /// Sets the clock forward or back, and says to what.
    pub(crate) fn turn_clock(&mut self, random: &mut Random) -> String {
        self.hours += [1, 2, 12, 13, 24, 24 * 7, -1, -24, -24 * 10][random.below(9)];
        self.hours = self.hours.clamp(-24 * 30, 24 * 30);
        format!("clock {}", self.clock().now)
    }

    fn rename(&mut self, random: &mut Random) -> String {
        let number = self.any(random);
        let old = self.articles[&number].slug();
        let article = self.articles.get_mut(&number).unwrap();
        let path = article.path();
        match random.below(3) {
            0 => article.name = format!("{}-{}", ["a", "ny", "øl"][random.below(3)], number),
            1 if article.images.is_empty() => article.is_bundle = !article.is_bundle,
            _ => {
                article.directory = *random.pick(&[
                    "content/artikler",
                    "content/artikler/2026",
                    "content/artikler/x/y",
                ]);
            }
        }
        let now = article.path();
        if article.slug() != old {
            self.forget(&old);
        }
        format!("rename {path} to {now}")
    }

    fn forget(&mut self, slug: &str) {
        for article in self.articles.values_mut() {
            article.forget(slug);
        }
    }
}
