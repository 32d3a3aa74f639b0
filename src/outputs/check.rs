//! What can be checked only when the whole site is known: links, anchors, components.

use rayon::prelude::*;

use super::links::{self, Destination, From, Mode};
use super::plan::Plan;
use super::site::Site;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Key, nearest};
use crate::index::State;
use crate::model::{Body, ComponentUse, Meta, Origin, Reference};

/// With more problems than these nobody reads suggestions, and each costs a look at every page.
const MAX_SUGGESTIONS: usize = 50;

/// Checks every link, `read_also` entry and component of the shown pages.
pub fn check(site: &Site, plan: &Plan) -> Diagnostics {
    let found = look(site, plan, false);
    if found.is_empty() || found.len() > MAX_SUGGESTIONS { found } else { look(site, plan, true) }
}

fn look(site: &Site, plan: &Plan, suggest: bool) -> Diagnostics {
    let index = &site.index;
    let articles = index.articles.par_iter().filter(|entry| entry.state.has_page());
    let of_articles: Vec<Diagnostic> = articles
        .flat_map_iter(|entry| {
            let article = &entry.article;
            let mut found = body(site, plan, suggest, &article.meta, &article.body);
            for (item, reference) in article.read_also.iter().enumerate() {
                if let Reference::Article(name) = reference {
                    let problem = reference_problem(site, suggest, &article.meta, name);
                    let key = [Key::from("read_also"), Key::from(item)];
                    found.extend(problem.map(|problem| problem.at_key(key)));
                }
            }
            found
        })
        .collect();
    let pages = index.pages.iter().filter(|entry| entry.state.has_page());
    let pages =
        pages.flat_map(|entry| body(site, plan, suggest, &entry.page.meta, &entry.page.body));
    let profiles = index.authors.iter().filter_map(|entry| entry.profile.as_ref());
    let profiles =
        profiles.flat_map(|profile| body(site, plan, suggest, &profile.meta, &profile.body));
    let others: Vec<Diagnostic> = pages.chain(profiles).collect();
    of_articles.into_iter().chain(others).collect()
}

fn body(site: &Site, plan: &Plan, suggest: bool, meta: &Meta, body: &Body) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let from = From { source: &meta.source, body };
    let mode = Mode::Checking { claims: &plan.claims, suggest };
    let links = body.links.iter().filter(|link| link.origin != Origin::RawPicture);
    for link in links {
        let problem = match links::resolve(site, from, &link.target, mode) {
            Ok(Destination::Hidden { title, why }) => hidden(&title, why),
            Ok(_) => continue,
            Err(bad) => Diagnostic::new(bad.code, bad.message).help_maybe(bad.help),
        };
        found.push(problem.in_file(&meta.source).at_bytes(link.range.clone()));
    }
    for component in &body.components {
        found.extend(self::component(site, suggest, meta, component));
    }
    found
}

fn hidden(title: &str, why: &str) -> Diagnostic {
    let message = format!("the link's target »{title}« {why}, so only the link's text is shown");
    Diagnostic::new(Code::HiddenTarget, message)
        .help("publish the target first, or take the link out")
}

fn reference_problem(site: &Site, suggest: bool, meta: &Meta, name: &str) -> Option<Diagnostic> {
    let lookup = site.index.lookup();
    let problem = match links::reference(site, &meta.source, name, suggest) {
        Ok(target) => match lookup.state(target) {
            State::Listed => return None,
            state => {
                let why = state.why_hidden().unwrap_or_default();
                let message = format!("»{}« {why} and is left out", lookup.title(target));
                Diagnostic::new(Code::HiddenTarget, message)
                    .help("publish it first, or take the entry out")
            }
        },
        Err(bad) => Diagnostic::new(bad.code, bad.message).help_maybe(bad.help),
    };
    Some(problem.in_file(&meta.source))
}

fn component(site: &Site, suggest: bool, meta: &Meta, call: &ComponentUse) -> Vec<Diagnostic> {
    let Some(component) = site.engine.component(&call.name) else {
        let names: Vec<&str> = site.engine.component_names().collect();
        let help = match nearest(&call.name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        let message = format!("unknown component `{}`", call.name);
        let problem = Diagnostic::new(Code::UnknownComponent, message).help(help);
        return vec![problem.in_file(&meta.source).at_bytes(call.range.clone())];
    };
    let mut found = Vec::new();
    let name = &call.name;
    for (option, _, range) in &call.options {
        if component.has_option(option) {
            continue;
        }
        let options = component.options();
        let help = match nearest(option, options.iter().copied()) {
            Some(near) => format!("did you mean `:{near}:`?"),
            None if options.is_empty() => format!("`{name}` has no options"),
            None => format!("`{name}` has the options {}", options.join(", ")),
        };
        let message = format!("`{name}` has no option `{option}`");
        let problem = Diagnostic::new(Code::ComponentOption, message).in_file(&meta.source);
        found.push(problem.at_bytes(range.clone()).help(help));
    }
    let given = |wanted: &str| call.options.iter().any(|(name, ..)| name == wanted);
    for parameter in component.parameters.iter().filter(|parameter| parameter.required) {
        let missing: Vec<&str> = match parameter.name.as_str() {
            "cards" => Vec::new(),
            "image" => ["src", "alt"].into_iter().filter(|option| !given(option)).collect(),
            option => {
                if given(option) {
                    Vec::new()
                } else {
                    vec![option]
                }
            }
        };
        for option in missing {
            let message = format!("`{name}` needs the option `{option}`");
            let problem = Diagnostic::new(Code::ComponentOption, message).in_file(&meta.source);
            let help = format!("add a line `:{option}: …`");
            found.push(problem.at_bytes(call.range.clone()).help(help));
        }
    }
    if component.takes("cards") {
        for (line, range) in &call.lines {
            let problem = reference_problem(site, suggest, meta, line);
            found.extend(problem.map(|problem| problem.at_bytes(range.clone())));
        }
    }
    found
}
