//! The filters that templates can use, apart from Tera's own: pure functions of their arguments and
//! of the settings, which are part of every page's key.

#![expect(clippy::needless_pass_by_value, reason = "Tera hands its values over")]

use std::sync::Arc;

use jiff::civil::DateTime;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use super::TemplateSettings;
use crate::danish::{self, Conjunction, DateStyle};
use crate::markdown;

/// The names of all filters, to suggest: ours, then Tera's.
pub(super) const FILTERS: &[&str] = &[
    "absolute",
    "capital",
    "date",
    "group_by",
    "listing",
    "markdown",
    "number",
    "plural",
    "slug",
    "typography",
    "url",
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

pub(super) fn register(tera: &mut Tera, settings: &TemplateSettings) {
    let shared = Arc::new(settings.clone());
    tera.register_filter("date", date);
    tera.register_filter("plural", plural);
    tera.register_filter("number", number);
    tera.register_filter("listing", listing);
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State<'_>| danish::slug(text));
    tera.register_filter("capital", |text: &str, _: Kwargs, _: &State<'_>| {
        danish::capitalize_first(text).into_owned()
    });
    tera.register_filter("group_by", group_by);
    let settings = Arc::clone(&shared);
    tera.register_filter("markdown", move |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&markdown::inline_html(text, &settings.markdown))
    });
    let settings = Arc::clone(&shared);
    tera.register_filter("typography", move |text: &str, _: Kwargs, _: &State<'_>| {
        settings.markdown.typography.text(text).into_owned()
    });
    let settings = Arc::clone(&shared);
    tera.register_filter("url", move |path: &str, _: Kwargs, _: &State<'_>| {
        site_path("url", path).map(|path| format!("{}{path}", settings.sub_path))
    });
    tera.register_filter("absolute", move |path: &str, _: Kwargs, _: &State<'_>| {
        let url = |path| format!("{}{}{path}", shared.origin, shared.sub_path);
        site_path("absolute", path).map(url)
    });
}

fn site_path<'a>(filter: &str, path: &'a str) -> TeraResult<&'a str> {
    if path.starts_with('/') {
        return Ok(path);
    }
    let message =
        format!("`{filter}` expects a path on this site that begins with `/`, not `{path}`");
    Err(Error::message(message))
}

/// `date(style="long")`: prints a moment, which is a date or an RFC 3339 time.
fn date(moment: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let style = kwargs.get::<&str>("style")?.unwrap_or("long");
    let style: DateStyle =
        style.parse().map_err(|error| Error::message(format!("`{style}`: {error}")))?;
    let has_time = moment.contains('T');
    // The offset is the site's own, so the wall clock time is in the text as it is.
    let local = moment.get(..19).filter(|_| has_time).unwrap_or(moment);
    let local: DateTime = local
        .parse()
        .map_err(|_| Error::message(format!("`date` expects a moment, not `{moment}`")))?;
    Ok(danish::format_date(local, has_time, style))
}

/// `plural(one="artikel", other="artikler")`: the number with the right form of the word.
fn plural(number: i64, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let one = kwargs.must_get::<&str>("one")?;
    let other = kwargs.must_get::<&str>("other")?;
    Ok(danish::count(number, one, other))
}

/// `number(decimals=1)`: the decimals count for a number that is not whole.
fn number(number: Value, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let decimals = kwargs.get::<usize>("decimals")?.unwrap_or(1);
    match (number.as_i64(), number.as_f64()) {
        (Some(number), _) => Ok(danish::integer(number)),
        (None, Some(number)) => Ok(danish::decimal(number, decimals)),
        (None, None) => {
            Err(Error::message(format!("`number` expects a number, not {}", number.name())))
        }
    }
}

/// `listing(word="og")`: `AI, 5G og smartphones`.
fn listing(texts: &[Value], kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let conjunction = match kwargs.get::<&str>("word")?.unwrap_or("og") {
        "og" => Conjunction::And,
        "eller" => Conjunction::Or,
        word => {
            let message = format!("`listing` expects the word `og` or `eller`, not `{word}`");
            return Err(Error::message(message));
        }
    };
    let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
    Ok(danish::list(&texts, conjunction))
}

/// `group_by(attribute="…")`: replaces Tera's own, whose groups come in random order. Gives a
/// list of `{key, items}` in order of appearance.
fn group_by(items: &[Value], kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let attribute = kwargs.must_get::<&str>("attribute")?;
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    for item in items {
        let Some(key) = item.get_from_path(attribute).filter(|key| !key.is_none()) else {
            continue;
        };
        match groups.iter_mut().find(|(other, _)| other == key) {
            Some((_, members)) => members.push(item.clone()),
            None => groups.push((key.clone(), vec![item.clone()])),
        }
    }
    let group = |(key, items): (Value, Vec<Value>)| {
        Map::from_iter([("key".into(), key), ("items".into(), Value::from(items))]).into()
    };
    Ok(groups.into_iter().map(group).collect())
}
