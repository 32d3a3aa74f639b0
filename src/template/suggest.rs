//! Help for names that do not exist: the nearest one that does, or those that exist.
//!
//! In: a name and what there is. Out: help lines. May import: `declarations`, `filters`,
//! `settings` and `diagnostics`.

use std::collections::BTreeSet;

use super::declarations;
use super::filters::FILTERS;
use super::settings::Templates;
use crate::diagnostics::nearest;

/// The values of every page, which a page gets if a template mentions them.
pub(crate) const SITE_WIDE: &[&str] = &[
    "all_editions",
    "all_events",
    "all_people",
    "all_tags",
    "data",
    "json_ld",
    "menu",
    "most_read",
    "recent_articles",
    "site",
    "theme",
];

/// Tera's tests.
const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// The statements of Tera.
const STATEMENTS: &[&str] = &[
    "block",
    "break",
    "component",
    "continue",
    "elif",
    "else",
    "endblock",
    "endcomponent",
    "endfilter",
    "endfor",
    "endif",
    "endraw",
    "endset",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "raw",
    "set",
    "set_global",
];

/// Help for a name that Tera calls an unknown template, component, filter, test or function.
pub(super) fn unknown(what: &str, name: &str, templates: &Templates) -> Option<String> {
    let files = templates.keys().map(String::as_str);
    match what {
        "template" => nearest_or_all(name, "templates", files.collect::<Vec<_>>()),
        "component" => {
            let texts = templates.values().map(|template| template.text.as_str());
            let names: BTreeSet<&str> = texts.flat_map(declarations::components).collect();
            nearest_or_all(name, "components", names.iter().copied())
        }
        "filter" => nearest_or_all(name, "filters", FILTERS.iter().copied()),
        "test" => nearest_or_all(name, "tests", TESTS.iter().copied()),
        "function" => Some(match near(name, ["range", "super"]) {
            Some(near) => near,
            None => "the only functions are `range` and, in a block, `super`".to_owned(),
        }),
        _ => None,
    }
}

/// Help for a statement that Tera does not know at this place.
pub(super) fn statement(name: &str) -> Option<String> {
    if STATEMENTS.contains(&name) {
        return name.starts_with("end").then(|| {
            format!("`{name}` closes nothing here: a statement within may not be closed yet")
        });
    }
    nearest_or_all(name, "statements", STATEMENTS.iter().copied())
}

/// Help for a block that no parent of a template has.
pub(super) fn block(name: &str, template: &str, templates: &Templates) -> Option<String> {
    let ancestors = ancestors(template, templates);
    let texts = ancestors.iter().filter_map(|name| templates.get(*name));
    let blocks: BTreeSet<&str> = texts.flat_map(|t| declarations::blocks(&t.text)).collect();
    let parent = ancestors.first()?;
    if blocks.is_empty() {
        return Some(format!("`{parent}` has no blocks"));
    }
    let listed = format!("the blocks of `{parent}` are {}", list(blocks.iter().copied()));
    Some(match near(name, blocks) {
        Some(near) => format!("{near} ({listed})"),
        None => listed,
    })
}

/// The site's own template that a built-in one extends.
pub(super) fn own_parent<'a>(template: &str, templates: &'a Templates) -> Option<&'a str> {
    templates.get(template).filter(|template| template.is_built_in())?;
    let is_own = |name: &&str| templates.get(*name).is_some_and(|parent| !parent.is_built_in());
    ancestors(template, templates).into_iter().find(is_own)
}

/// The templates that one extends, the nearest first.
fn ancestors<'a>(template: &str, templates: &'a Templates) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut next = templates.get(template);
    while let Some(parent) = next.and_then(|template| declarations::parent(&template.text)) {
        next = templates.get(&parent).filter(|parent| !found.contains(&parent.name.as_str()));
        found.extend(next.map(|parent| parent.name.as_str()));
    }
    found
}

/// The nearest of some names, or else a list of them.
pub(super) fn nearest_or_all<'a>(
    name: &str,
    what: &str,
    names: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    near(name, names.clone()).or_else(|| {
        let listed = list(names);
        (!listed.is_empty()).then(|| format!("the {what} are {listed}"))
    })
}

/// `did you mean …?`, if a name is near.
pub(super) fn near<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, names).map(|near| format!("did you mean `{near}`?"))
}

/// Names for a message, shortened if they are many.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MAX: usize = 24;

    let names: Vec<&str> = names.into_iter().collect();
    match names.len().checked_sub(MAX) {
        Some(more @ 2..) => format!("{} and {more} more", names[..MAX].join(", ")),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_shortened() {
        let names: Vec<String> = (0..40).map(|number| format!("n{number}")).collect();
        let help = nearest_or_all("xxxxxxxx", "names", names.iter().map(String::as_str));
        let help = help.unwrap_or_default();
        assert!(help.starts_with("the names are n0, n1, "), "{help}");
        assert!(help.ends_with(", n23 and 16 more"), "{help}");
        assert_eq!(nearest_or_all("x", "names", []), None);
    }

    #[test]
    fn what_is_suggested_is_known_to_tera() {
        let mut tera = tera::Tera::new();
        for name in TESTS {
            let text = format!("{{% if x is {name} %}}{{% endif %}}");
            // Those with an argument are known without it: it is missing only when they run.
            assert!(tera.add_raw_template("a.html", &text).is_ok(), "{name}");
        }
    }
}
