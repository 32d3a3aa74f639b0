//! An article's text as feeds show it: its picture, its body, and its sources, with absolute
//! addresses throughout.

use std::fmt::Write;

use lol_html::{RewriteStrSettings, element, rewrite_str};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::html::escape;
use crate::index::ArticleEntry;
use crate::model::{Article, PictureRef};
use crate::paths::UrlPath;
use crate::site::{self, Site};
use crate::{body, xml};

/// The names of the soft hyphen in HTML.
const SOFT_HYPHENS: &[&str] = &["&shy;", "&#173;", "&#xad;", "&#xAD;", "&#XAD;"];

/// Renders the text.
pub(super) fn html(site: &Site, entry: &ArticleEntry) -> Result<String, Diagnostics> {
    let article = &entry.content;
    let label = format!("the feeds' entry {}", entry.url);
    let mut html = article.image.as_ref().map(|picture| lead(site, article, picture));
    let html = html.get_or_insert_default();
    html.push_str(&body::render(site, &article.meta, &article.body, &label)?);
    html.push_str(&sources(article));
    finished(site, &entry.url, html, &label)
}

/// Makes HTML of this site fit for feeds: with absolute addresses, without soft hyphens and what XML
/// cannot hold. `page` is the URL that fragments belong to.
pub(super) fn finished(
    site: &Site,
    page: &UrlPath,
    html: &str,
    label: &str,
) -> Result<String, Diagnostics> {
    let html = absolute(site, page, html).map_err(|error| {
        let message = format!("the HTML of {label} cannot be read: {error}");
        Diagnostic::new(Code::InternalBug, message)
    })?;
    Ok(without_soft_hyphens(html))
}

/// HTML without soft hyphens, in whatever form, and without what XML cannot hold.
fn without_soft_hyphens(html: String) -> String {
    let without =
        |html: String, name: &&str| if html.contains(name) { html.replace(name, "") } else { html };
    let html = SOFT_HYPHENS.iter().fold(html, without);
    xml::clean(&html).into_owned()
}

/// The lead picture, with whom to thank for it.
fn lead(site: &Site, article: &Article, picture: &PictureRef) -> String {
    let Some(file) = site::find_image(site, &article.meta.source, &picture.src) else {
        return String::new();
    };
    let src = file.url.under(site.config.base_url.sub_path());
    let (src, alt) = (escape(&src), escape(&picture.alt));
    let (width, height) = (file.width, file.height);
    let image = format!("<img src=\"{src}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\">");
    let credit = picture.credit.as_ref().map(|credit| {
        if credit.contains(':') { credit.clone() } else { format!("Foto: {credit}") }
    });
    let caption = match (&picture.caption, credit) {
        (None, None) => return format!("<p>{image}</p>\n"),
        (Some(caption), None) => caption.clone(),
        (None, Some(credit)) => credit,
        (Some(caption), Some(credit)) => format!("{caption} ({credit})"),
    };
    let caption = escape(&caption);
    format!("<figure>{image}<figcaption>{caption}</figcaption></figure>\n")
}

/// Whose reporting it digests.
fn sources(article: &Article) -> String {
    let rel = if article.sponsored.is_some() { " rel=\"sponsored\"" } else { "" };
    let names: Vec<String> = article
        .sources
        .iter()
        .map(|source| match &source.url {
            Some(url) => format!("<a href=\"{}\"{rel}>{}</a>", escape(url), escape(&source.name)),
            None => escape(&source.name).into_owned(),
        })
        .collect();
    let mut html = String::new();
    if !names.is_empty() {
        let word = if names.len() == 1 { "Kilde" } else { "Kilder" };
        // A text in memory takes whatever it is given.
        let _ = writeln!(html, "<p>{word}: {}</p>", names.join(", "));
    }
    html
}

/// Makes the addresses in a page's HTML absolute; `page` is the URL that fragments belong to.
fn absolute(
    site: &Site,
    page: &UrlPath,
    html: &str,
) -> Result<String, lol_html::errors::RewritingError> {
    let base = &site.config.base_url;
    let page = base.absolute(page);
    let rewrite = |attribute: &'static str| {
        let page = page.clone();
        element!(format!("[{attribute}]"), move |element| {
            if let Some(value) = element.get_attribute(attribute)
                && let Some(value) = absolute_value(base.origin(), &page, attribute, &value)
            {
                element.set_attribute(attribute, &value)?;
            }
            Ok(())
        })
    };
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(rewrite("href"))
        .append_element_content_handler(rewrite("src"))
        .append_element_content_handler(rewrite("srcset"))
        .append_element_content_handler(rewrite("poster"));
    rewrite_str(html, settings)
}

/// An attribute's value with absolute addresses, if it was not so before.
fn absolute_value(origin: &str, page: &str, attribute: &str, value: &str) -> Option<String> {
    let is_of_site = |address: &str| address.starts_with('/') && !address.starts_with("//");
    if attribute == "srcset" {
        // Within the data of a picture, what follows a comma is no address.
        let is_list = value.split(',').any(|one| is_of_site(one.trim_start()));
        let add = |one: &str| match one.trim_start() {
            one if is_of_site(one) => format!("{origin}{one}"),
            one => one.to_owned(),
        };
        let all = || value.split(',').map(add).collect::<Vec<_>>().join(", ");
        (is_list && !value.contains("data:")).then(all)
    } else if is_of_site(value) {
        Some(format!("{origin}{value}"))
    } else if value.starts_with('#') {
        Some(format!("{page}{value}"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_hyphens_are_left_out_in_whatever_form() {
        let html = "a\u{ad}b&shy;c&#173;d&#xAD;e&#xad;f &amp;shy; \u{1}";
        assert_eq!(without_soft_hyphens(html.into()), "abcdef &amp;shy; ");
    }

    #[test]
    fn addresses_become_absolute() {
        let absolute = |attribute: &str, value: &str| {
            absolute_value("https://x.dk", "https://x.dk/nyt/a/", attribute, value)
        };
        for (attribute, value, expected) in [
            ("href", "/nyt/om/", "https://x.dk/nyt/om/"),
            ("href", "#noter", "https://x.dk/nyt/a/#noter"),
            (
                "srcset",
                "/nyt/a.png, /nyt/b.png 2x",
                "https://x.dk/nyt/a.png, https://x.dk/nyt/b.png 2x",
            ),
            (
                "srcset",
                "https://y.dk/a.png 1x,/b.png 2x",
                "https://y.dk/a.png 1x, https://x.dk/b.png 2x",
            ),
        ] {
            assert_eq!(absolute(attribute, value).as_deref(), Some(expected));
        }
        for (attribute, value) in [
            ("href", "https://y.dk/"),
            ("href", "//y.dk/"),
            ("href", "mailto:red@x.dk"),
            ("src", "data:image/jpeg;base64,/9j/4A"),
            ("srcset", "data:image/jpeg;base64,/9j/4A 1x"),
        ] {
            assert_eq!(absolute(attribute, value), None, "{value}");
        }
    }
}
