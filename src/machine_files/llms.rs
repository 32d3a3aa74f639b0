//! `/llms.txt` (<https://llmstxt.org>): the site in short, for programs that answer questions.

use std::fmt::Write;

use crate::diagnostics::Diagnostics;
use crate::feeds;
use crate::fingerprint::Fingerprint;
use crate::index::ArticleEntry;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::{self, FeedFormat, Site};
use crate::view::View;
use crate::xml::clean;

/// How many articles it names.
const ARTICLES: usize = 20;

#[derive(Debug)]
struct Llms;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    planner.generated(Llms, UrlPath::file("llms.txt"));
}

impl FileOutput for Llms {
    fn name(&self) -> &'static str {
        "llms.txt"
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        View::new().input("llms", Fingerprint::of(text(site).as_bytes()))
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(text(site).into_bytes())
    }
}

/// Writes it: the topics, the newest articles, the feeds.
fn text(site: &Site) -> String {
    let config = &site.config;
    let publisher = config.publisher.name.as_ref().unwrap_or(&config.title);
    let about = match config.description.trim() {
        "" => format!("Nyheder fra {publisher}"),
        description => description.to_owned(),
    };
    let mut text = format!("# {}\n\n> {}\n", inline(&config.title), at_line_start(&inline(&about)));
    let mut tags = site.index.used_tags().peekable();
    if tags.peek().is_some() {
        text.push_str("\n## Emner\n\n");
        for tag in tags {
            item(&mut text, site, &tag.name, &tag.url, tag.description.as_deref());
        }
    }
    let mut articles = articles(site).peekable();
    if articles.peek().is_some() {
        text.push_str("\n## Seneste artikler\n\n");
        for entry in articles {
            let description = entry.content.description.as_deref();
            item(&mut text, site, &feeds::marked_title(entry), &entry.url, description);
        }
    }
    text.push_str("\n## Feeds og oversigter\n\n");
    for format in FeedFormat::ALL {
        let about = Some("De nyeste artikler om alle emner");
        item(&mut text, site, format.name(), &site::feed_url(None, format), about);
    }
    let lists = [("OPML", "feeds.opml", "Alle feeds"), ("Sitemap", "sitemap.xml", "Alle sider")];
    for (name, file, about) in lists {
        item(&mut text, site, name, &UrlPath::file(file), Some(about));
    }
    text
}

/// The newest articles, but for those that search engines shall leave out.
fn articles(site: &Site) -> impl Iterator<Item = &ArticleEntry> {
    site.index.listed_entries().filter(|entry| !entry.content.meta.noindex).take(ARTICLES)
}

fn item(text: &mut String, site: &Site, title: &str, url: &UrlPath, about: Option<&str>) {
    // A text in memory takes whatever it is given.
    let _ = write!(text, "- [{}]({})", inline(title), site.config.base_url.absolute(url));
    if let Some(about) = about.map(inline).filter(|about| !about.is_empty()) {
        let _ = write!(text, ": {about}");
    }
    text.push('\n');
}

/// A text as one line of Markdown in which nothing is markup (CommonMark 0.31, §2.4).
fn inline(text: &str) -> String {
    let text = clean(text);
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let mut line = String::with_capacity(text.len());
    for character in words.join(" ").chars() {
        if "\\`*_[]<>&#!|~$^".contains(character) {
            line.push('\\');
        }
        line.push(character);
    }
    line
}

/// Keeps the beginning of a line from being that of a list or a rule.
fn at_line_start(line: &str) -> String {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = after.len() < line.len() && after.starts_with(['.', ')']);
    if is_number {
        let (number, rest) = line.split_at(line.len() - after.len());
        format!("{number}\\{rest}")
    } else if line.starts_with(['-', '+', '=']) {
        format!("\\{line}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(inline("C# & \n[x](y) *!*"), "C\\# \\& \\[x\\](y) \\*\\!\\*");
        assert_eq!(inline(" 5\u{a0}kr.\u{ad} "), "5\u{a0}kr.");
        for (text, line) in [("1. maj", "1\\. maj"), ("- x", "\\- x"), ("2026", "2026"), ("a", "a")]
        {
            assert_eq!(at_line_start(text), line);
        }
    }
}
