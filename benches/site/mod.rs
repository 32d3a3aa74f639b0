//! The bench site: its size and a seed in, every file of a whole site out. Imports nothing of the
//! library, so that it measures it from outside. The same seed and size give the same bytes.

mod article;
mod calendar;
mod random;
mod tags;
mod vocabulary;
mod words;

use std::fmt::Write as _;

/// Which site to make.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    /// The number of articles, at most 100,000: the oldest is then from 2006.
    pub(crate) articles: usize,
    /// The seed of all choices.
    pub(crate) seed: u64,
}

/// The plain templates: whole lists, nothing else.
const TEMPLATES: [(&str, &str); 16] = [
    ("404.html", include_str!("templates/404.html")),
    ("article.html", include_str!("templates/article.html")),
    ("author.html", include_str!("templates/author.html")),
    ("authors.html", include_str!("templates/authors.html")),
    ("base.html", include_str!("templates/base.html")),
    ("edition.html", include_str!("templates/edition.html")),
    ("editions.html", include_str!("templates/editions.html")),
    ("front.html", include_str!("templates/front.html")),
    ("month.html", include_str!("templates/month.html")),
    ("now.html", include_str!("templates/now.html")),
    ("older.html", include_str!("templates/older.html")),
    ("page.html", include_str!("templates/page.html")),
    ("redirect.html", include_str!("templates/redirect.html")),
    ("tag.html", include_str!("templates/tag.html")),
    ("tags.html", include_str!("templates/tags.html")),
    ("year.html", include_str!("templates/year.html")),
];

impl Site {
    /// Writes article `number`, counted from the oldest, 0: its path from the site's directory, and
    /// its text.
    pub(crate) fn article(&self, number: usize) -> (String, String) {
        article::write(self, number)
    }
}

/// Gives the paths and texts of the plain templates.
pub(crate) fn templates() -> impl Iterator<Item = (String, &'static str)> {
    TEMPLATES.iter().map(|&(name, text)| (format!("templates/{name}"), text))
}

/// Writes `site.toml`.
pub(crate) fn configuration() -> String {
    let mut text = include_str!("site.toml").to_owned();
    for name in tags::all() {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n[[tag]]\nname = \"{name}\"\ndescription = \"Nyt om {}.\"\n",
            name.to_lowercase()
        );
    }
    text
}
