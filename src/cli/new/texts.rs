//! The texts of new content files: every common key, those without a value as comments.

/// What makes a file a draft, as a comment.
const NO_DRAFT: &str = "# draft: true\n";

/// The text of a file as that of a draft.
pub(super) fn as_draft(text: &str) -> String {
    text.replacen(NO_DRAFT, NO_DRAFT.trim_start_matches("# "), 1)
}

pub(super) fn article(
    title: &str,
    id: &str,
    date: &str,
    tags: &[String],
    authors: &[String],
) -> String {
    let list = |items: &[String]| {
        let items: Vec<String> = items.iter().map(|item| scalar(item)).collect();
        items.join(", ")
    };
    let authors = match authors {
        [] => "# authors: [Navn]".to_owned(),
        authors => format!("authors: [{}]", list(authors)),
    };
    let day = date.get(..10).unwrap_or(date);
    format!(
        "---
title: {title}
id: {id}
date: {date}
# description: Manchetten, som også står i lister og feeds
tags: [{tags}]
{authors}
# image: {{src: billede.jpg, alt: Hvad der er at se, caption: Billedtekst, credit: Fotograf}}
# sources:
#   - {{name: Medie, url: \"https://example.com/\", date: {day}, language: en}}
# read_also: [en-anden-artikel]
# draft: true
---

",
        title = quoted(title),
        tags = list(tags),
    )
}

pub(super) fn page(title: &str, id: &str) -> String {
    format!(
        "---
title: {title}
id: {id}
# description: Hvad siden handler om, til søgemaskiner
# draft: true
---

",
        title = quoted(title),
    )
}

pub(super) fn author(name: &str, id: &str) -> String {
    format!(
        "---
name: {name}
id: {id}
# role: Redaktør
# description: En linje om forfatteren
# image: {{src: portraet.jpg, alt: Hvem der er at se, credit: Fotograf}}
# url: https://example.com/
# email: navn@example.com
# draft: true
---

",
        name = quoted(name),
    )
}

/// An event; `start` as [`super::written`] gives it.
pub(super) fn event(title: &str, id: &str, start: &str) -> String {
    format!(
        "---
title: {title}
id: {id}
start: {start}
# end: {start}
# place: {{name: Sted, address: Gade 1, city: Aarhus C}}
# online: true
# price: Gratis deltagelse
# organizer: Arrangør
# url: \"https://example.com/\"
# category: Sikkerhed
# description: En linje om arrangementet
# image: {{src: billede.jpg, alt: Hvad der er at se, credit: Fotograf}}
# draft: true
---

",
        title = quoted(title),
    )
}

/// A piece of people news, which is shown until a day after which it is forgotten.
pub(super) fn person(title: &str, id: &str, date: &str, expires: &str) -> String {
    let day = date.get(..10).unwrap_or(date);
    format!(
        "---
title: {title}
id: {id}
date: {date}
# Personoplysninger må ikke blive stående for evigt.
expires: {expires}
# person: Navn
# position: Stilling
# company: Virksomhed
# started: {day}
# previous: Hvad personen lavede før
# education: Uddannelse
# description: En linje om skiftet
# image: {{src: portraet.jpg, alt: Hvem der er at se, credit: Fotograf}}
# sources:
#   - {{name: Medie, url: \"https://example.com/\", date: {day}}}
# draft: true
---

",
        title = quoted(title),
    )
}

/// The file of an edition; the week is that of its file's name.
pub(super) fn edition(title: &str, id: &str, date: &str) -> String {
    format!(
        "---
title: {title}
id: {id}
date: {date}
# description: Ugen i en sætning eller to
# picks: [den-vigtigste-artikel, den-naestvigtigste]
# draft: true
---

",
        title = quoted(title),
    )
}

/// A YAML scalar between double quotes: whatever an author makes of a title later, a colon or a
/// `#` in it does no harm. What YAML counts as not printable is escaped (YAML 1.1, §5.1).
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{feff}' => quoted.push_str("\\uFEFF"),
            '\u{fffe}' => quoted.push_str("\\uFFFE"),
            '\u{ffff}' => quoted.push_str("\\uFFFF"),
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// A YAML scalar, between quotes only where it needs them.
fn scalar(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-');
    let is_plain = text.starts_with(char::is_alphanumeric)
        && !text.ends_with(' ')
        && text.chars().all(is_word)
        && !text.eq_ignore_ascii_case("null");
    if is_plain { text.to_owned() } else { quoted(text) }
}
