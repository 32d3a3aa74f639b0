//! An article's text as feeds show it: its image, its body, and its sources, with absolute
//! addresses throughout.

use std::fmt::Write;

use super::active_content::without_active_content;
use crate::diagnostics::Diagnostics;
use crate::html::{StartTag, Token, decode, escape, tokens};
use crate::index::ArticleEntry;
use crate::model::{Article, ImageRef};
use crate::paths::UrlPath;
use crate::site::{self, Site};
use crate::{body, xml};

/// The names of the soft hyphen in HTML.
const SOFT_HYPHENS: &[&str] = &["&shy;", "&#173;", "&#xad;", "&#xAD;", "&#XAD;"];

/// Renders the text.
pub(super) fn html(site: &Site, entry: &ArticleEntry) -> Result<String, Diagnostics> {
    let article = &entry.content;
    let label = format!("the feeds' entry {}", entry.url);
    let mut html = article.image.as_ref().map(|image| lead(site, article, image));
    let html = html.get_or_insert_default();
    html.push_str(&body::render(site, &article.meta, &article.body, &label)?);
    html.push_str(&sources(article));
    Ok(finished(site, &entry.url, html))
}

/// Makes HTML of this site fit for feeds: with absolute addresses, without scripts, frames, soft
/// hyphens and what XML cannot contain. `page` is the URL that fragments belong to.
pub(super) fn finished(site: &Site, page: &UrlPath, html: &str) -> String {
    let base = &site.config.base_url;
    let html = without_active_content(html);
    without_soft_hyphens(absolute(base.origin(), &base.absolute(page), &html))
}

/// HTML without soft hyphens, in whatever form, and without what XML cannot contain.
fn without_soft_hyphens(html: String) -> String {
    let without =
        |html: String, name: &&str| if html.contains(name) { html.replace(name, "") } else { html };
    let html = SOFT_HYPHENS.iter().fold(html, without);
    xml::clean(&html).into_owned()
}

/// The lead image, with its credit.
fn lead(site: &Site, article: &Article, image: &ImageRef) -> String {
    let Some(file) = site::find_image(site, &article.meta.source, &image.src) else {
        return String::new();
    };
    let src = file.url.under(site.config.base_url.sub_path());
    let (src, alt) = (escape(&src), escape(&image.alt));
    let (width, height) = (file.width, file.height);
    let element =
        format!("<img src=\"{src}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\">");
    let credit = image.credit.as_ref().map(|credit| {
        if credit.contains(':') { credit.clone() } else { format!("Foto: {credit}") }
    });
    let caption = match (&image.caption, credit) {
        (None, None) => return format!("<p>{element}</p>\n"),
        (Some(caption), None) => caption.clone(),
        (None, Some(credit)) => credit,
        (Some(caption), Some(credit)) => format!("{caption} ({credit})"),
    };
    let caption = escape(&caption);
    format!("<figure>{element}<figcaption>{caption}</figcaption></figure>\n")
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

/// The attributes that contain addresses.
const ADDRESS_ATTRIBUTES: [&str; 4] = ["href", "src", "srcset", "poster"];

/// Makes the addresses in a page's HTML absolute; `page` is the URL that fragments belong to.
/// What is not a start tag with such an address stays as it is.
fn absolute(origin: &str, page: &str, html: &str) -> String {
    let mut absolute = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = 0;
    for token in tokens(html) {
        if let Token::Start(tag) = token
            && let Some(rewritten) = absolute_tag(origin, page, &tag)
        {
            absolute.push_str(&html[rest..tag.at]);
            absolute.push_str(&rewritten);
            rest = tag.at + tag.source.len();
        }
    }
    absolute.push_str(&html[rest..]);
    absolute
}

/// A start tag with absolute addresses, if it was not so before: with one space between attributes,
/// and the changed values in double quotes.
fn absolute_tag(origin: &str, page: &str, tag: &StartTag<'_>) -> Option<String> {
    let values = tag.attributes.iter().map(|attribute| {
        let is_named = |name: &&str| attribute.name.eq_ignore_ascii_case(name);
        let name = ADDRESS_ATTRIBUTES.into_iter().find(is_named)?;
        absolute_value(origin, page, name, attribute.value)
    });
    let values: Vec<Option<String>> = values.collect();
    if values.iter().all(Option::is_none) {
        return None;
    }
    let mut html = format!("<{}", tag.name);
    for (attribute, value) in tag.attributes.iter().zip(values) {
        let source = &tag.source[attribute.whole.clone()];
        let named = source.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let gap = &source[..source.len() - named.len()];
        // A slash matters: `a/=b` are two attributes, `a =b` is one.
        html.push_str(if gap.contains('/') { gap } else { " " });
        if let Some(value) = value {
            // The value is escaped already, but perhaps for other quotes.
            html.push_str(attribute.name);
            html.push_str("=\"");
            html.push_str(&value.replace('"', "&quot;"));
            html.push('"');
        } else {
            html.push_str(named);
        }
    }
    // The space keeps the slash apart from a value without quotes.
    html.push_str(if tag.is_self_closing() { " />" } else { ">" });
    Some(html)
}

/// The absolute form of an attribute's value, which is escaped as in HTML; none if the value stays
/// as it is.
fn absolute_value(origin: &str, page: &str, attribute: &str, value: &str) -> Option<String> {
    let value = value.trim_ascii();
    if attribute == "srcset" {
        // After a comma in the data of an image there is no address.
        let is_list = value.split(',').any(|one| is_of_site(one.trim_ascii_start()));
        let add = |one: &str| match one.trim_ascii_start() {
            one if is_of_site(one) => format!("{origin}{one}"),
            one => one.to_owned(),
        };
        let all = || value.split(',').map(add).collect::<Vec<_>>().join(", ");
        (is_list && !value.contains("data:")).then(all)
    } else if is_of_site(value) {
        Some(format!("{origin}{value}"))
    } else if trim_start(&decode(value)).starts_with('#') {
        Some(format!("{page}{value}"))
    } else {
        None
    }
}

/// Whether an address, escaped as in HTML, is a path on this site's host.
fn is_of_site(address: &str) -> bool {
    let address = decode(address);
    let address = trim_start(&address);
    address.starts_with('/') && !address.starts_with("//")
}

/// A decoded address without the spaces and control characters before it, which browsers ignore.
/// NUL stays: HTML replaces it by a visible character.
fn trim_start(address: &str) -> &str {
    address.trim_start_matches(|c| matches!(c, '\u{1}'..=' '))
}

#[cfg(test)]
mod tests {
    use html5gum::{DefaultEmitter, Tokenizer};
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    const ORIGIN: &str = "https://x.dk";
    const PAGE: &str = "https://x.dk/nyt/a/";

    fn made_absolute(html: &str) -> String {
        absolute(ORIGIN, PAGE, html)
    }

    /// Start tags with their attributes, references decoded, as an independent reader sees them.
    fn start_tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Tokenizer::new_with_emitter(html, emitter)
            .filter_map(|token| match token {
                Ok(html5gum::Token::StartTag(tag)) => {
                    let attributes = tag.attributes.iter();
                    let attributes = attributes.map(|(name, value)| (text(name), text(value)));
                    Some((text(&tag.name), attributes.collect()))
                }
                _ => None,
            })
            .collect()
    }

    /// Whether a feed reader would take an attribute for an address on its own host.
    fn is_relative(name: &str, value: &str) -> bool {
        let is_path = |address: &str| {
            let address = trim_start(address);
            address.starts_with('/') && !address.starts_with("//")
        };
        match name {
            "href" | "src" | "poster" => is_path(value) || trim_start(value).starts_with('#'),
            "srcset" => !value.contains("data:") && value.split(',').any(is_path),
            _ => false,
        }
    }

    #[test]
    fn only_tags_with_addresses_are_rewritten() {
        for (html, expected) in [
            ("<a href=\"/om/\">Om</a>", "<a href=\"https://x.dk/om/\">Om</a>"),
            ("<A\n  class=b\n  HREF='/\"om' >", "<A class=b HREF=\"https://x.dk/&quot;om\">"),
            ("<img alt=a src=/b.png/>", "<img alt=a src=\"https://x.dk/b.png/\">"),
            ("<img/src=/b.png\nalt=c />", "<img/src=\"https://x.dk/b.png\" alt=c />"),
            ("<img src=\"/b.png\"/>", "<img src=\"https://x.dk/b.png\" />"),
            ("<a href=&#47;b?c&amp;d>", "<a href=\"https://x.dk&#47;b?c&amp;d\">"),
            ("<a href=\" #b\">", "<a href=\"https://x.dk/nyt/a/#b\">"),
            (
                "<video poster=/b src=/c>",
                "<video poster=\"https://x.dk/b\" src=\"https://x.dk/c\">",
            ),
        ] {
            assert_eq!(made_absolute(html), expected);
        }
        for html in [
            "<p  class = \"a\"   >b < c & d</p >",
            "<!-- <a href=\"/b\"> --><a  href=\"https://y.dk/\">",
            "<?x?><!doctype html><script>'<a href=\"/b\">'</script>",
            "<a href=\"/unfinished",
            "<a data-href=\"/b\" href>",
        ] {
            assert_eq!(made_absolute(html), html);
        }
    }

    /// HTML made of what means something to a tokenizer.
    fn hostile_html() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "<a",
            "<IMG",
            "<x:y",
            "</a",
            "<script>",
            "</script>",
            "<title>",
            "</title>",
            "<!--",
            "-->",
            "--!>",
            "<!",
            "<?",
            "<![CDATA[",
            "]]>",
            "<",
            ">",
            "/",
            "/>",
            "=",
            "\"",
            "'",
            "`",
            " ",
            "\t",
            "\n",
            " href",
            " SRC",
            " src=",
            " href=\"",
            " poster='",
            " srcset=\"",
            " srcset=",
            "/b",
            "/b 2x, /c",
            ",",
            "#d",
            "//e",
            "&#47;",
            "&#35;",
            "&amp;",
            "&Tab;",
            "&",
            "data:",
            "https://y.dk/",
            "f.html",
            "æ",
            "\u{a0}",
            "\0",
            "text",
        ]);
        prop_oneof![
            4 => prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat()),
            1 => any::<String>(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8 * ProptestConfig::default().cases, ..seeded() })]

        #[test]
        fn no_address_stays_relative_and_nothing_else_changes(html in hostile_html()) {
            let absolute = made_absolute(&html);
            let (before, after) = (start_tags(&html), start_tags(&absolute));
            prop_assert_eq!(before.len(), after.len(), "{}", absolute);
            for ((old_name, old), (new_name, new)) in before.iter().zip(&after) {
                prop_assert_eq!(old_name, new_name);
                prop_assert_eq!(old.len(), new.len(), "{}", absolute);
                for ((old_name, old), (new_name, new)) in old.iter().zip(new) {
                    prop_assert_eq!(old_name, new_name);
                    prop_assert!(!is_relative(new_name, new), "{}", absolute);
                    if !is_relative(old_name, old) {
                        prop_assert_eq!(old, new);
                    }
                }
            }
            prop_assert_eq!(made_absolute(&absolute), absolute);
        }
    }

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
