//! What a page means to its readers: a fingerprint of its main content.
//!
//! In: the HTML of a page. Out: a fingerprint that stays the same when only what surrounds the content
//! has changed: the menu, the lists beside an article, its neighbours, styles and scripts. May
//! import: `html`, `fingerprint`.

use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::html::{StartTag, Token, tokens};

/// The main content of a page, as far as search engines are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) fingerprint: Fingerprint,
    /// Whether search engines may show the page.
    pub(super) is_indexed: bool,
}

impl Meaning {
    /// The text of all `<article>` elements, or else of `<main>`, or else of `<body>`; with the images
    /// and the links to other sites in it, and what the page says to robots.
    pub(super) fn of(html: &str) -> Self {
        let mut builder = FingerprintBuilder::new("meaning of a page");
        let mut is_indexed = true;
        for token in tokens(html) {
            let Token::Start(tag) = token else { continue };
            if !tag.name.eq_ignore_ascii_case("meta") {
                continue;
            }
            let is = |name, value: &str| {
                attribute(&tag, name).is_some_and(|own| own.eq_ignore_ascii_case(value))
            };
            if is("name", "robots") || is("http-equiv", "refresh") {
                let content = attribute(&tag, "content").unwrap_or_default();
                is_indexed &= !content.contains("noindex");
                builder.text(content);
            }
        }
        let content = ["article", "main", "body"].into_iter().find_map(|name| content(html, name));
        builder.optional(content.as_deref());
        Self { fingerprint: builder.finish(), is_indexed }
    }
}

/// What is in all elements of a name; `None` if there is none.
fn content(html: &str, name: &str) -> Option<String> {
    // A fact box in an article is an `<aside>`; one beside articles is not about the page.
    let skipped: &[&str] = match name {
        "article" => &["nav", "script", "style", "template"],
        _ => &["nav", "script", "style", "template", "aside"],
    };
    let mut found = None;
    let mut depth = 0_usize;
    // The element that is being skipped, and how many of its name are open.
    let mut skipping: Option<(&str, usize)> = None;
    for token in tokens(html) {
        match (token, &mut skipping) {
            (Token::Start(tag), Some((element, open))) => {
                *open += usize::from(tag.name.eq_ignore_ascii_case(element));
            }
            (Token::End(_, end), Some((element, open))) => {
                *open -= usize::from(end.eq_ignore_ascii_case(element));
                if *open == 0 {
                    skipping = None;
                }
            }
            (Token::Start(tag), None) => {
                if tag.name.eq_ignore_ascii_case(name) {
                    depth += 1;
                    found.get_or_insert_with(String::new);
                }
                if depth == 0 {
                    continue;
                }
                let skip = skipped.iter().find(|skip| tag.name.eq_ignore_ascii_case(skip));
                skipping = skip.map(|skip| (*skip, 1));
                if let Some(found) = &mut found {
                    push_tag(found, &tag);
                }
            }
            (Token::End(_, end), None) => {
                depth = depth.saturating_sub(usize::from(end.eq_ignore_ascii_case(name)));
            }
            (Token::Text(text), None) if depth > 0 => {
                for word in text.split_whitespace() {
                    found.get_or_insert_with(String::new).extend([word, " "]);
                }
            }
            _ => {}
        }
    }
    found
}

/// Adds what a tag shows: an image, or a link to another site. A link within the site may change only
/// because another page has moved.
fn push_tag(content: &mut String, tag: &StartTag<'_>) {
    let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
    let shown: &[&str] = if is("img") {
        &["src", "alt"]
    } else if is("a") {
        &["href"]
    } else {
        &[]
    };
    for name in shown {
        let value = attribute(tag, name).unwrap_or_default();
        if *name != "href" || value.contains("://") {
            content.extend(["\n", value, "\n"]);
        }
    }
}

fn attribute<'t>(tag: &StartTag<'t>, name: &str) -> Option<&'t str> {
    let found = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name));
    found.map(|attribute| attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><title>Ny – Avisen</title>\
        <meta name=robots content=\"max-image-preview:large\"><script>var a = '<p>x</p>';</script></head>\
        <body><header>Avisen</header><main><nav>Emner</nav><article><h1>Ny  bro</h1>\
        <p>En bro <a href=\"https://kilde.dk/1\">åbner</a>, se <a href=\"/gl/\">den gamle</a>.</p>\
        <aside>Fakta</aside><img src=\"/billeder/1.jpg\" alt=\"Broen\"></article>\
        <aside>Læs også</aside></main><footer>2026</footer></body></html>";

    fn is_same(from: &str, to: &str) -> bool {
        assert!(PAGE.contains(from), "{from}");
        Meaning::of(PAGE).fingerprint == Meaning::of(&PAGE.replace(from, to)).fingerprint
    }

    #[test]
    fn what_surrounds_an_article_does_not_count() {
        for (from, to) in [
            ("Ny – Avisen", "Ny – Bladet"),
            ("var a", "var b"),
            ("<header>Avisen", "<header>Bladet"),
            ("Emner", "Alle emner"),
            ("Læs også", "Læs også en anden"),
            ("<footer>2026", "<footer>2027"),
            ("Ny  bro", "\nNy bro "),
            ("/gl/", "/ny/"),
            ("<article>", "<article class=\"x\">"),
        ] {
            assert!(is_same(from, to), "{from}");
        }
    }

    #[test]
    fn what_is_in_an_article_counts() {
        for (from, to) in [
            ("Ny  bro", "Ny tunnel"),
            ("kilde.dk/1", "kilde.dk/2"),
            ("Fakta", "Fakta om broen"),
            ("/billeder/1.jpg", "/billeder/2.jpg"),
            ("alt=\"Broen\"", "alt=\"En bro\""),
            ("max-image-preview:large", "noindex"),
        ] {
            assert!(!is_same(from, to), "{from}");
        }
        assert!(Meaning::of(PAGE).is_indexed);
        assert!(!Meaning::of("<meta content='noindex' name='robots'>").is_indexed);
    }

    #[test]
    fn pages_of_other_shapes_have_a_meaning_too() {
        let of = |html| Meaning::of(html).fingerprint;
        let main = "<body>x<main>a<aside>b</aside><nav>c<nav>d</nav>e</nav></main>y</body>";
        assert_eq!(of(main), of("<main>a"));
        assert_ne!(of("<body>a</body>"), of("<body>b</body>"));
        let redirect = "<meta http-equiv=refresh content='0; url=/a/'>";
        assert_ne!(of(redirect), of(&redirect.replace("/a/", "/b/")));
        // Ends without beginnings, and beginnings without ends.
        for html in ["</article></nav>", "<article><nav>", "<article", "</", ""] {
            Meaning::of(html);
        }
    }
}
