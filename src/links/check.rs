//! What can be checked only when the whole site is known: links, anchors, components.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::resolve::{self, BadLink, Destination, From, Gathered, Mode};
use super::{
    configured, front_matter, most_read, notices, policy, redirects, sheet_policy, template_policy,
};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, KeySegment, MAX_SUGGESTIONS, nearest};
use crate::fingerprint::Fingerprint;
use crate::index::{EditionEntry, LinkTarget, PublicationState};
use crate::markdown;
use crate::model::{Article, Body, ComponentUse, Correction, Edition, Kind, Meta, Reference};
use crate::paths::Claims;
use crate::site::{self, Site};
use crate::template::Component;

/// Checks every link, `read_also` entry and component of the shown pages.
pub(crate) fn check(site: &Site, claims: &Claims) -> Diagnostics {
    check_unless(site, claims, &AtomicBool::new(false)).unwrap_or_default()
}

/// Checks as [`check`] does, unless and until `stop` is set; then it finds nothing.
pub(crate) fn check_unless(site: &Site, claims: &Claims, stop: &AtomicBool) -> Option<Diagnostics> {
    let mut found = Checker { site, claims, stop, suggest: false }.site();
    if !found.is_empty() && found.len() <= MAX_SUGGESTIONS {
        found = Checker { site, claims, stop, suggest: true }.site();
    }
    (!stop.load(Ordering::Relaxed)).then_some(found)
}

/// What a list has named already.
#[derive(Default)]
struct Unique<'a> {
    targets: HashSet<LinkTarget>,
    urls: HashSet<&'a str>,
}

impl<'a> Unique<'a> {
    /// Warns of a target that the list names for the second time, or that is the page itself.
    fn check(
        &mut self,
        meta: &Meta,
        name: &str,
        target: LinkTarget,
        own: Option<LinkTarget>,
    ) -> Option<Diagnostic> {
        let problem = |message: String, help: &str| {
            Diagnostic::new(Code::DuplicateEntry, message).in_file(&meta.source).help(help)
        };
        if own == Some(target) {
            return Some(problem(format!("`{name}` is this article itself"), "delete the entry"));
        }
        let is_new = self.targets.insert(target);
        let message = || format!("`{name}` is in the list already");
        (!is_new).then(|| problem(message(), "delete one of the two"))
    }

    fn check_url(&mut self, meta: &Meta, url: &'a str) -> Option<Diagnostic> {
        let is_new = self.urls.insert(url);
        (!is_new).then(|| {
            let message = format!("`{url}` is in the list already");
            let problem = Diagnostic::new(Code::DuplicateEntry, message);
            problem.in_file(&meta.source).help("delete one of the two")
        })
    }
}

#[derive(Clone, Copy)]
struct Checker<'a> {
    site: &'a Site,
    claims: &'a Claims,
    stop: &'a AtomicBool,
    suggest: bool,
}

impl Checker<'_> {
    fn site(self) -> Diagnostics {
        let index = &self.site.index;
        let articles = index.articles.par_iter().enumerate();
        let articles = articles.take_any_while(|_| !self.stop.load(Ordering::Relaxed));
        let articles = articles.filter(|(_, entry)| is_looked_at(entry.state));
        let of_articles: Vec<Diagnostic> = articles
            .flat_map_iter(|(id, entry)| {
                let article = &entry.content;
                let notices = self.notices(&article.meta, &article.body, &article.corrections);
                if !entry.state.is_checked() {
                    return notices;
                }
                let (mut found, links) = self.body(&article.meta, &article.body);
                // A broken link leads elsewhere where links are believed.
                if found.is_empty() {
                    resolve::note_fingerprint(self.site, id, links);
                }
                found.extend(self.read_also(LinkTarget::of_article(id), article));
                found.extend(front_matter::check(self.site, &**article, self.mode()));
                found.extend(policy::check(self.site, &article.meta, &article.body));
                found.extend(notices);
                found
            })
            .collect();
        let others = index.other_contents().filter(|content| is_looked_at(content.state));
        let others: Vec<Diagnostic> = others
            .flat_map(|content| {
                let notices = self.notices(content.meta, content.body, &[]);
                if !content.state.is_checked() {
                    return notices;
                }
                let (mut found, _) = self.body(content.meta, content.body);
                found.extend(front_matter::check(self.site, content.file, self.mode()));
                found.extend(policy::check(self.site, content.meta, content.body));
                found.extend(notices);
                if content.target.kind == Kind::Edition {
                    found.extend(self.picks(&index.editions[content.target.number]));
                }
                found
            })
            .collect();
        let most_read = most_read::check(self.site, self.claims);
        of_articles
            .into_iter()
            .chain(others)
            .chain(most_read)
            .chain(configured::check(self.site, self.mode()))
            .chain(template_policy::check(self.site))
            .chain(sheet_policy::check(self.site))
            .chain(redirects::check(self.site, self.mode()))
            .collect()
    }

    fn read_also<'b>(self, own: LinkTarget, article: &'b Article) -> Vec<Diagnostic> {
        let mut unique = Unique::default();
        let problem = |(item, reference): (usize, &'b Reference)| {
            let problem = match reference {
                Reference::Article(name) => self.reference(&article.meta, name).or_else(|| {
                    let target = resolve::reference(self.site, &article.meta.source, name, false);
                    unique.check(&article.meta, name, target.ok()?, Some(own))
                }),
                Reference::Elsewhere { url, .. } => unique.check_url(&article.meta, url),
            };
            let key = [KeySegment::from("read_also"), KeySegment::from(item)];
            problem.map(|problem| problem.at_key(key))
        };
        article.read_also.iter().enumerate().filter_map(problem).collect()
    }

    fn picks(self, edition: &EditionEntry) -> Vec<Diagnostic> {
        let Some((file, _)) = &edition.file else { return Vec::new() };
        let mut unique = Unique::default();
        let pick = |(item, name): (usize, &String)| {
            let key = [KeySegment::from("picks"), KeySegment::from(item)];
            let problem = self.reference(&file.meta, name).or_else(|| self.no_article(file, name));
            let problem = problem.or_else(|| {
                let target = resolve::reference(self.site, &file.meta.source, name, false);
                unique.check(&file.meta, name, target.ok()?, None)
            });
            problem.map(|problem| problem.at_key(key))
        };
        file.picks.iter().enumerate().filter_map(pick).collect()
    }

    /// Only articles can be picked.
    fn no_article(self, file: &Edition, name: &str) -> Option<Diagnostic> {
        let target = resolve::reference(self.site, &file.meta.source, name, false).ok()?;
        if target.article().is_some() {
            return None;
        }
        let message = format!("`{}` is not an article", name.trim());
        let problem = Diagnostic::new(Code::BadValue, message).in_file(&file.meta.source);
        Some(problem.help("`picks` takes articles only; link to other pages in the text"))
    }

    /// What is wrong with a body, and the fingerprint of where its links lead.
    fn body(self, meta: &Meta, body: &Body) -> (Vec<Diagnostic>, Fingerprint) {
        let mut found = Vec::new();
        let from = From { source: &meta.source, body };
        let mut links = Gathered::default();
        for link in &body.links {
            // Images have been looked for already.
            let is_image = site::is_image_link(link);
            let mode = if is_image { Mode::Trusting } else { self.mode() };
            let destination = resolve::resolve(self.site, from, &link.target, mode);
            links.add(&destination);
            if !is_image {
                let problem = complaint(destination);
                found.extend(problem.map(|problem| problem.at_bytes(link.range.clone())));
            }
        }
        for call in &body.components {
            found.extend(self.component(from, meta, call));
        }
        (found.into_iter().map(|problem| problem.in_file(&meta.source)).collect(), links.finish())
    }

    /// What is wrong with the links of corrections and of the notice of a withdrawn text.
    fn notices(self, meta: &Meta, body: &Body, corrections: &[Correction]) -> Vec<Diagnostic> {
        let from = From { source: &meta.source, body };
        let mut found = Vec::new();
        for (key, text) in notices::texts(meta, corrections) {
            for link in markdown::inline(text, &self.site.markdown).links {
                let problem =
                    complaint(resolve::resolve(self.site, from, &link.target, self.mode()));
                let at = |problem: Diagnostic| problem.in_file(&meta.source).at_key(key.clone());
                found.extend(problem.map(at));
            }
        }
        found
    }

    fn mode(&self) -> Mode<'_> {
        Mode::Checking { claims: self.claims, suggest: self.suggest }
    }

    fn reference(self, meta: &Meta, name: &str) -> Option<Diagnostic> {
        let lookup = self.site.index.lookup();
        let problem = match resolve::reference(self.site, &meta.source, name, self.suggest) {
            Ok(target) => match lookup.state(target) {
                PublicationState::Listed => return None,
                state => {
                    let why = state.why_hidden().unwrap_or_default();
                    let message = format!("»{}« {why} and is left out", lookup.title(target));
                    Diagnostic::new(Code::HiddenTarget, message)
                        .help("publish it first, or remove the entry")
                }
            },
            Err(bad) => Diagnostic::new(bad.code, bad.message).help_maybe(bad.help),
        };
        Some(problem.in_file(&meta.source))
    }

    fn component(self, from: From<'_>, meta: &Meta, call: &ComponentUse) -> Vec<Diagnostic> {
        let Some(component) = self.site.engine.component(&call.name) else {
            return vec![self.unknown(call)];
        };
        let mut found = Vec::new();
        for (option, value, range) in &call.options {
            let problem = match option.as_str() {
                option if !component.has_option(option) => {
                    Some(no_option(call, &component, option))
                }
                "src"
                    if component.takes("image") && site::is_elsewhere(&self.site.config, value) =>
                {
                    let message = format!("`{value}` is an image on another site");
                    let problem = Diagnostic::new(Code::ComponentOption, message);
                    Some(problem.help("put the image next to the file, and write its name here"))
                }
                "url" => complaint(resolve::resolve(self.site, from, value, self.mode())),
                _ => None,
            };
            found.extend(problem.map(|problem| problem.at_bytes(range.clone())));
        }
        found.extend(missing_options(call, &component));
        if component.takes("cards") {
            for (line, range) in &call.lines {
                let problem = self.reference(meta, line);
                found.extend(problem.map(|problem| problem.at_bytes(range.clone())));
            }
        }
        found
    }

    fn unknown(self, call: &ComponentUse) -> Diagnostic {
        let names: Vec<&str> = self.site.engine.component_names().collect();
        let help = match nearest(&call.name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known components: {}", names.join(", ")),
        };
        let message = format!("unknown component `{}`", call.name);
        let problem = Diagnostic::new(Code::UnknownComponent, message).help(help);
        problem.at_bytes(call.range.clone())
    }
}

/// Whether a text or its notices are shown now or on a day to come.
fn is_looked_at(state: PublicationState) -> bool {
    state.is_checked() || state == PublicationState::Withdrawn
}

/// The problem of a link's target.
fn complaint(destination: Result<Destination, BadLink>) -> Option<Diagnostic> {
    match destination {
        Ok(Destination::Hidden { title, why }) => {
            let message =
                format!("the link's target »{title}« {why}, so only the link's text is shown");
            let problem = Diagnostic::new(Code::HiddenTarget, message);
            Some(problem.help("publish the target first, or remove the link"))
        }
        Ok(_) => None,
        Err(bad) => Some(Diagnostic::new(bad.code, bad.message).help_maybe(bad.help)),
    }
}

fn no_option(call: &ComponentUse, component: &Component, option: &str) -> Diagnostic {
    let (name, options) = (&call.name, component.options());
    let help = match nearest(option, options.iter().copied()) {
        Some(near) => format!("did you mean `:{near}:`?"),
        None if options.is_empty() => format!("`{name}` has no options"),
        None => format!("the options of `{name}` are {}", options.join(", ")),
    };
    Diagnostic::new(Code::ComponentOption, format!("`{name}` has no option `{option}`")).help(help)
}

/// The options that a call lacks. A required image is described by two.
fn missing_options(call: &ComponentUse, component: &Component) -> Vec<Diagnostic> {
    let required = component.parameters.iter().filter(|parameter| parameter.required);
    let names = required.flat_map(|parameter| match parameter.name.as_str() {
        "cards" => Vec::new(),
        "image" => vec!["src", "alt"],
        name => vec![name],
    });
    let is_missing = |wanted: &&str| call.options.iter().all(|(name, ..)| name != wanted);
    let problem = |option: &str| {
        let message = format!("`{}` requires the option `{option}`", call.name);
        Diagnostic::new(Code::ComponentOption, message)
            .at_bytes(call.range.clone())
            .help(format!("add a line such as `:{option}: …`"))
    };
    names.filter(is_missing).map(problem).collect()
}
