//! Articles.

use crate::diagnostics::{Code, KeySegment};
use crate::model::{Article, Meta};
use crate::parse::fields::Fields;
use crate::parse::model::{FrontMatter, Text};
use crate::parse::raw::Raw;

impl FrontMatter for Article {
    const KEYS: &'static [&'static str] = &[
        "date",
        "description",
        "tags",
        "authors",
        "image",
        "sources",
        "read_also",
        "story",
        "featured",
        "sponsored",
        "feeds",
        "updated",
        "corrections",
    ];

    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self> {
        let date = fields.required_date("date", raw.date);
        let tags = raw.tags.unwrap_or_default();
        if tags.len() > fields.max_tags {
            let message = format!("{} tags; the limit is {}", tags.len(), fields.max_tags);
            fields.bad(Code::BadValue, &["tags".into()], message, None);
        }
        let mut texts = |key: &str, texts: Vec<String>| -> Vec<String> {
            let key_path = |item| [KeySegment::from(key), KeySegment::Item(item)];
            let checked = texts.into_iter().enumerate();
            checked.filter_map(|(item, text)| fields.not_empty(&key_path(item), text)).collect()
        };
        let tags = texts("tags", tags);
        let authors = texts("authors", raw.authors.unwrap_or_default());
        // As a profile's name is, so that the two are one author.
        let authors = authors.iter().map(|name| fields.display(name.trim())).collect();
        let authors = fields.unique("authors", authors, |name| name.to_lowercase());
        let description = fields.line(raw.description);
        fields.check_is_shown(&meta, date.as_ref());
        Some(Self {
            terms: text.terms.finish(&meta.title, description.as_deref().unwrap_or_default()),
            description,
            tags,
            authors,
            image: raw.image.and_then(|image| fields.image(image)),
            sources: fields.sources(raw.sources.unwrap_or_default()),
            read_also: fields.read_also(raw.read_also.unwrap_or_default()),
            story: raw.story.and_then(|story| fields.not_empty(&["story".into()], story)),
            featured: raw.featured.unwrap_or_default(),
            sponsored: raw.sponsored.and_then(|name| advertiser(fields, name)),
            feeds: raw.feeds.unwrap_or(true),
            updated: raw.updated.and_then(|date| fields.moment(&["updated".into()], &date)),
            corrections: fields.corrections(raw.corrections.unwrap_or_default()),
            date: date?,
            meta,
            body: text.body,
        })
    }
}

/// Reads the name of an advertiser. An answer such as `yes` names nobody, and with `false` the
/// article would still be marked as an advertisement.
fn advertiser(fields: &mut Fields<'_>, name: String) -> Option<String> {
    const ANSWERS: &[&str] =
        &["true", "false", "yes", "no", "ja", "nej", "none", "null", "ingen", "0", "1"];
    let key_path = ["sponsored".into()];
    let name = fields.not_empty(&key_path, name)?;
    if !ANSWERS.contains(&name.trim().to_lowercase().as_str()) {
        return Some(name);
    }
    let message = format!("`{}` is not the name of an advertiser", name.trim());
    let help = "write the advertiser's name, or remove the line if nobody paid for the article";
    fields.bad(Code::BadValue, &key_path, message, Some(help.into()));
    None
}
