//! What a template is made of: itself, its parents, includes and components, transitively; and
//! which names all of them use.
//!
//! Tera knows this graph but does not expose it, so it is read from the sources again. The
//! reading is coarse on purpose: a name too many costs a page rendered once too often, a name
//! too few would leave a page stale.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::string_literal::parse_rest;
use super::tags::{name_at, tags};
use super::{TemplateSource, component, data_names};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use data_names::DataNames;

/// The closures of all templates.
#[derive(Debug, Default)]
pub struct Closures {
    sources: BTreeMap<String, TemplateFacts>,
    /// Which templates define a component, or look as if they did. One with dots in its name
    /// is listed under the part before the first dot as well: calls are seen by that part.
    components: BTreeMap<String, BTreeSet<String>>,
    /// Those that were asked for: few, and asked for by every page.
    found: RwLock<HashMap<Vec<String>, Arc<Closure>>>,
    /// Those of templates alone, found without making a key and without a lock: all pages ask for
    /// them, on all cores.
    alone: BTreeMap<String, OnceLock<Arc<Closure>>>,
}

/// The templates that a page is made of.
#[derive(Debug)]
pub struct Closure {
    /// Their names.
    pub templates: BTreeSet<String>,
    /// The fingerprint of their names and sources.
    pub fingerprint: Fingerprint,
    identifiers: BTreeSet<String>,
    data: DataNames,
}

impl Closure {
    /// Whether one of the templates may use the data file of a name.
    pub fn mentions_data(&self, name: &str) -> bool {
        self.data.has(name)
    }

    /// Whether one of the templates uses a name as a value of its own, not as a field.
    pub fn mentions(&self, name: &str) -> bool {
        self.identifiers.contains(name)
    }
}

#[derive(Debug)]
struct TemplateFacts {
    fingerprint: Fingerprint,
    identifiers: BTreeSet<String>,
    strings: BTreeSet<String>,
    data: DataNames,
}

impl Closures {
    pub(super) fn new(templates: &[TemplateSource]) -> Self {
        let mut closures = Self::default();
        // A page may be without a template of its own.
        let names = templates.iter().map(|template| template.name.as_str()).chain([""]);
        closures.alone = names.map(|name| (name.to_owned(), OnceLock::new())).collect();
        for template in templates {
            let TemplateTokens { identifiers, strings, data } = tokens(&template.text);
            for component in defined_components(&template.text) {
                let first = component.split('.').next().unwrap_or_default().to_owned();
                for name in [first, component] {
                    closures.components.entry(name).or_default().insert(template.name.clone());
                }
            }
            let fingerprint = FingerprintBuilder::new("template")
                .text(&template.name)
                .text(&template.text)
                .finish();
            closures.sources.insert(
                template.name.clone(),
                TemplateFacts { fingerprint, identifiers, strings, data },
            );
        }
        closures
    }

    /// The template that defines a component, or several that may.
    pub(super) fn files_of_component(&self, name: &str) -> impl Iterator<Item = &str> {
        self.components.get(name).into_iter().flatten().map(String::as_str)
    }

    /// The closure of a page: the templates reached from `template`, and from the components of
    /// these names that its Markdown uses.
    pub fn of<'a>(
        &self,
        template: &str,
        components: impl IntoIterator<Item = &'a str>,
    ) -> Arc<Closure> {
        let mut components = components.into_iter().peekable();
        if components.peek().is_none() {
            return self.of_template(template);
        }
        let mut key = vec![template.to_owned()];
        key.extend(components.map(str::to_owned));
        let known = self.found.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let closure = Arc::new(self.find(&key[0], &key[1..]));
        let mut found = self.found.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(found.entry(key).or_insert(closure))
    }

    fn of_template(&self, template: &str) -> Arc<Closure> {
        let find = || Arc::new(self.find(template, &[]));
        self.alone.get(template).map_or_else(find, |known| Arc::clone(known.get_or_init(find)))
    }

    fn find(&self, template: &str, components: &[String]) -> Closure {
        let mut reached: BTreeMap<&str, &TemplateFacts> = BTreeMap::new();
        let mut open: Vec<&str> = vec![template];
        for name in components {
            open.extend(self.files_of_component(&component::tera_name(name)));
        }
        while let Some(name) = open.pop() {
            let Some((name, source)) = self.sources.get_key_value(name) else { continue };
            if reached.insert(name, source).is_some() {
                continue;
            }
            let strings = source.strings.iter().map(String::as_str);
            open.extend(strings.filter(|name| self.sources.contains_key(*name)));
            open.extend(source.identifiers.iter().flat_map(|id| self.files_of_component(id)));
        }
        let mut all = FingerprintBuilder::new("closure");
        for source in reached.values() {
            all.fingerprint(source.fingerprint);
        }
        Closure {
            fingerprint: all.finish(),
            identifiers: reached.values().flat_map(|s| s.identifiers.iter().cloned()).collect(),
            data: reached.values().fold(DataNames::default(), |all, s| all.and(&s.data)),
            templates: reached.into_keys().map(str::to_owned).collect(),
        }
    }
}

/// The text between Tera's delimiters.
#[derive(Debug, Default)]
struct TemplateTokens {
    /// The names that do not follow a `.`.
    identifiers: BTreeSet<String>,
    strings: BTreeSet<String>,
    data: DataNames,
}

fn tokens(text: &str) -> TemplateTokens {
    let mut tokens = TemplateTokens::default();
    for tag in tags(text) {
        scan(tag.inside, &mut tokens);
    }
    tokens
}

/// Takes the text of one tag.
fn scan(text: &str, tokens: &mut TemplateTokens) {
    let mut at = 0;
    let mut after_dot = false;
    while let Some(character) = text[at..].chars().next() {
        match character {
            '"' | '\'' | '`' => {
                let inner = &text[at + 1..];
                // A quote without an end is no string; what follows it must not be missed.
                at += parse_rest(inner, character).map_or(1, |(string, length)| {
                    tokens.strings.insert(string);
                    length + 2
                });
                after_dot = false;
            }
            c if c.is_alphabetic() || c == '_' => {
                let rest = &text[at..];
                let name = name_at(rest);
                let after = &rest[name.len()..];
                if !after_dot {
                    tokens.identifiers.insert(name.to_owned());
                }
                if !after_dot && name == "data" {
                    tokens.data.note(after);
                }
                at += name.len();
                after_dot = false;
            }
            '.' => {
                // `...` spreads a value and is no field access.
                let dots = text[at..].len() - text[at..].trim_start_matches('.').len();
                after_dot = dots == 1;
                at += dots;
            }
            c => {
                // White space may stand around a dot.
                after_dot &= c.is_whitespace();
                at += c.len_utf8();
            }
        }
    }
}

fn defined_components(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices("component") {
        let before = text[..at].trim_end().trim_end_matches('-');
        if !before.ends_with("{%") {
            continue;
        }
        let rest = text[at + word.len()..].trim_start();
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        found.push(rest[..end].to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::SourcePath;

    fn closures(templates: &[(&str, &str)]) -> Closures {
        let source = |(name, text): &(&str, &str)| TemplateSource {
            name: (*name).into(),
            file: SourcePath::new(name).unwrap(),
            text: (*text).into(),
        };
        Closures::new(&templates.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn parents_includes_and_components_belong_to_a_template() {
        let closures = closures(&[
            ("base.html", "{% include `foot.html` %}"),
            ("foot.html", "{{ menu }}"),
            ("cards.html", "{% component card(c) %}{{ <dot/> }}{% endcomponent card %}"),
            ("dot.html", "{%- component dot() %}.{% endcomponent %}"),
            ("page.html", "{% extends 'base.html' %}{{ <card c={x} /> }}"),
            ("other.html", "x"),
        ]);
        let closure = closures.of("page.html", []);
        let closure: Vec<_> = closure.templates.iter().collect();
        assert_eq!(closure, ["base.html", "cards.html", "dot.html", "foot.html", "page.html"]);
    }

    #[test]
    fn a_component_belongs_to_whoever_calls_it_however_it_is_named() {
        let closures = closures(&[
            ("box.html", "{% component ui.box(c) %}{% endcomponent %}"),
            ("components/tip-boks.html", "{% component tip_boks() %}{% endcomponent %}"),
            ("a.html", "{{ <ui.box c={1} /> }}"),
        ]);
        let of = |template, components: &[&str]| -> Vec<String> {
            let closure = closures.of(template, components.iter().copied());
            closure.templates.iter().cloned().collect()
        };
        assert_eq!(of("a.html", &[]), ["a.html", "box.html"]);
        assert_eq!(of("", &["tip-boks"]), ["components/tip-boks.html"]);
    }

    #[test]
    fn a_component_that_a_comment_names_as_well_is_not_lost() {
        let closures = closures(&[
            ("card.html", "{% component card() %}{% endcomponent %}"),
            (
                "notes.html",
                "{# write {% component card() %} #}{% raw %}{% component card() %}{% endraw %}",
            ),
            ("page.html", "{{ <card /> }}"),
        ]);
        assert!(closures.of("page.html", []).templates.contains("card.html"));
        assert!(closures.of("", ["card"]).templates.contains("card.html"));
    }

    #[test]
    fn names_are_seen_wherever_they_hide() {
        let mentions = |text: &str, name: &str| {
            let closures = closures(&[("a.html", text)]);
            closures.of("a.html", []).mentions(name)
        };
        assert!(mentions("{{ menu }}", "menu"));
        assert!(mentions("{% if a %}{% for x in menu | reverse %}{% endfor %}{% endif %}", "menu"));
        assert!(mentions("{{ a['}}'] ~ menu }}", "menu"));
        assert!(mentions("{{ [...menu] }}", "menu"));
        assert!(mentions("{{ f(x=menu) }}", "menu"));
        assert!(mentions("{% raw %}<!-- {{ don't }} -->{% endraw %}{{ menu }}", "menu"));
        assert!(mentions("{# don't #}{{ menu }}{# it's #}", "menu"));
        assert!(mentions("{{ ' }}{{ menu }}", "menu"));
        assert!(mentions(r#"{{ "\"" ~ menu }}{{ "x" }}"#, "menu"));
        assert!(mentions(r"{{ '\\' ~ menu }}{{ 'x' }}", "menu"));
        assert!(!mentions("{{ site.data }}", "data"));
        assert!(!mentions("{{ site.menu }} menu {{ site?.menu }} {{ 'menu' }}", "menu"));
    }
}
