//! The redirects that `site.toml` and its data file declare: where each leads, and what is wrong
//! with it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::resolve::{Destination, Mode, configured};
use crate::config::RedirectStatus;
use crate::data::MAX_REPORTED;
use crate::diagnostics::{Code, Diagnostic, Span};
use crate::paths::{OutputPath, SourcePath, UrlPath};
use crate::site::{Address, Memo, Site};

/// A redirect, with its position in its file.
#[derive(Clone, Debug)]
pub(crate) struct DeclaredRedirect {
    pub(crate) from: UrlPath,
    /// As it is written; none for what is gone.
    pub(crate) to: Option<String>,
    pub(crate) status: RedirectStatus,
    pub(crate) source: Option<SourcePath>,
    from_place: Place,
    to_place: Place,
    /// The problem of its target, if that is redirected itself.
    chain: Option<Chain>,
}

#[derive(Clone, Debug)]
enum Place {
    Span(Option<Span>),
    Bytes(Range<usize>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Chain {
    /// It leads to the `from` of another, whose own `to` is this.
    Longer { through: UrlPath, to: Option<String> },
    /// It leads back to itself.
    Loop,
}

struct Declared(Arc<[DeclaredRedirect]>);

impl Memo for Declared {
    /// Texts of articles do not matter to it.
    fn carried_over(&self) -> Option<Self> {
        Some(Self(Arc::clone(&self.0)))
    }
}

/// All redirects, those of `site.toml` first.
pub(crate) fn declared_redirects(site: &Site) -> Arc<[DeclaredRedirect]> {
    Arc::clone(&site.memo(|site| Declared(all(site).into())).0)
}

impl DeclaredRedirect {
    /// A problem of its former URL.
    pub(crate) fn problem(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.at(&self.from_place, Diagnostic::new(code, message))
    }

    /// A problem of where it leads.
    pub(super) fn problem_of_target(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        self.at(&self.to_place, Diagnostic::new(code, message))
    }

    fn at(&self, place: &Place, problem: Diagnostic) -> Diagnostic {
        let problem = match &self.source {
            Some(source) => problem.in_file(source),
            None => problem,
        };
        match place {
            Place::Span(span) => problem.at_maybe(*span),
            Place::Bytes(range) => problem.at_bytes(range.clone()),
        }
    }

    /// Where it leads: a path on the host, with the sub-path, or an absolute address. None if that
    /// is not shown now, or if the redirect cannot be followed.
    pub(crate) fn target(&self, site: &Site) -> Option<String> {
        let to = self.to.as_deref().filter(|_| self.chain.is_none())?;
        match configured(site, to, Mode::Trusting).ok()? {
            Destination::Here(url) | Destination::Elsewhere(url) => Some(url),
            Destination::Hidden { .. } => None,
        }
    }
}

fn all(site: &Site) -> Vec<DeclaredRedirect> {
    let config = &site.config;
    let toml = SourcePath::new("site.toml");
    let own = config.redirects.iter().map(|redirect| DeclaredRedirect {
        from: redirect.from.clone(),
        to: redirect.to.clone(),
        status: redirect.status,
        source: toml.clone(),
        from_place: Place::Span(redirect.from_span),
        to_place: Place::Span(redirect.to_span),
        chain: None,
    });
    let rows = site.data.redirects().map(|(source, row)| DeclaredRedirect {
        from: row.from.clone(),
        to: row.to.clone(),
        status: row.status,
        source: Some(source.clone()),
        from_place: Place::Bytes(row.from_range.clone()),
        to_place: Place::Bytes(row.to_range.clone()),
        chain: None,
    });
    let mut all: Vec<_> = own.chain(rows).collect();
    let chains = chains(site, &all);
    for (redirect, chain) in all.iter_mut().zip(chains) {
        redirect.chain = chain;
    }
    all
}

/// Finds the redirects that lead to other ones.
fn chains(site: &Site, all: &[DeclaredRedirect]) -> Vec<Option<Chain>> {
    let mut by_path: HashMap<OutputPath, usize> = HashMap::new();
    for (number, redirect) in all.iter().enumerate() {
        if let Ok(output) = redirect.from.output() {
            by_path.entry(output).or_insert(number);
        }
    }
    let next = |redirect: &DeclaredRedirect| {
        let Address::Here(text) = Address::read(&site.config, redirect.to.as_deref()?) else {
            return None;
        };
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let output = UrlPath::parse(path).ok()?.output().ok()?;
        by_path.get(&output).copied()
    };
    let next: Vec<Option<usize>> = all.iter().map(next).collect();
    let in_loop = loops(&next);
    let chain = |(number, next): (usize, &Option<usize>)| {
        let through = &all[(*next)?];
        Some(if in_loop[number] {
            Chain::Loop
        } else {
            Chain::Longer { through: through.from.clone(), to: through.to.clone() }
        })
    };
    next.iter().enumerate().map(chain).collect()
}

/// Which of some nodes, each of which leads to one other at most, lead back to themselves. Each is
/// passed twice at most.
fn loops(next: &[Option<usize>]) -> Vec<bool> {
    let mut in_loop = vec![false; next.len()];
    // The number of the walk that passed a node first.
    let mut walk_of = vec![usize::MAX; next.len()];
    for start in 0..next.len() {
        let mut at = start;
        while walk_of[at] == usize::MAX {
            walk_of[at] = start;
            match next[at] {
                Some(on) => at = on,
                None => break,
            }
        }
        // A walk that meets itself has found a loop.
        if walk_of[at] == start && next[at].is_some() {
            while !in_loop[at] {
                in_loop[at] = true;
                let Some(on) = next[at] else { break };
                at = on;
            }
        }
    }
    in_loop
}

/// The problems of the targets of redirects.
pub(super) fn check(site: &Site, mode: Mode<'_>) -> Vec<Diagnostic> {
    let all = declared_redirects(site);
    let problem = |redirect: &DeclaredRedirect| {
        let to = redirect.to.as_deref()?;
        match &redirect.chain {
            Some(Chain::Loop) => {
                let message = format!("the redirect from `{}` leads back to itself", redirect.from);
                let problem = redirect.problem_of_target(Code::BadRedirect, message);
                return Some(problem.help("lead it to a page"));
            }
            Some(Chain::Longer { through, to }) => {
                let message = format!("`{through}` is redirected itself");
                let problem = redirect.problem_of_target(Code::BadRedirect, message);
                return Some(problem.help(match to {
                    Some(to) => format!("lead it to `{to}` at once"),
                    None => "write `status = 410` without `to`, since nothing is there".into(),
                }));
            }
            None => {}
        }
        match configured(site, to, mode) {
            Ok(Destination::Hidden { title, why }) => {
                let message = format!("»{title}« {why}, so nothing leads there");
                let problem = redirect.problem_of_target(Code::HiddenTarget, message);
                Some(problem.help("publish it first, or remove the redirect"))
            }
            Ok(_) => None,
            Err(bad) => {
                Some(redirect.problem_of_target(bad.code, bad.message).help_maybe(bad.help))
            }
        }
    };
    all.iter().filter_map(problem).take(MAX_REPORTED).collect()
}

#[cfg(test)]
mod tests {
    use super::loops;

    #[test]
    fn loops_are_distinguished_from_what_leads_into_them() {
        let next = [Some(1), Some(2), Some(1), None, Some(3), Some(5), Some(0)];
        assert_eq!(loops(&next), [false, true, true, false, false, true, false]);
        assert_eq!(loops(&[]), [false; 0]);
    }
}
