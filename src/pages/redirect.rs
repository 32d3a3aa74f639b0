//! Redirects from former URLs: rules of the host where it supports them, otherwise
//! pages.

use super::parts::{self, PageFacts};
use crate::config::RedirectStatus;
use crate::diagnostics::{Code, Diagnostic};
use crate::fingerprint::FingerprintBuilder;
use crate::hosting::{Added, Rule, RuleTarget, host_name};
use crate::index::{LinkTarget, PublicationState};
use crate::links::{DeclaredRedirect, declared_redirects};
use crate::output::{PageAddress, PageOutput, Planner, REDIRECT};
use crate::paths::{Claimant, OutputPath, UrlPath};
use crate::site::Site;
use crate::view::{Record, View};
use crate::write::Phase;

/// A page that leads to another one.
#[derive(Debug)]
enum Redirect {
    /// To content, from one of its aliases.
    Content(LinkTarget),
    /// To where a redirect of the site leads: a path on the host, with the sub-path, or an absolute
    /// URL.
    Declared(String),
}

pub(crate) fn plan(planner: &mut Planner<'_>) {
    plan_declared(planner);
    for content in planner.site.index.contents() {
        if content.has_page {
            planner.redirects(content.meta, content.url, || Redirect::Content(content.target));
            if content.meta.withdrawn.is_some() {
                planner.rule(Rule { from: content.url.clone(), target: RuleTarget::Withdrawn });
            }
        } else if content.state == PublicationState::Scheduled {
            planner.reserve_aliases(content.meta);
        }
    }
}

/// Plans the redirects of `site.toml` and its data file. They come first, since only they may be
/// such that no page can take their place.
fn plan_declared(planner: &mut Planner<'_>) {
    let site = planner.site;
    let host = host_name(site.config.hosting.kind);
    for redirect in &*declared_redirects(site) {
        let Ok(output) = redirect.from.output() else { continue };
        if let Some(other) = planner.claimant(&output) {
            let problem = collision(redirect, &output, other);
            planner.report(problem);
            continue;
        }
        let target = if redirect.status == RedirectStatus::Gone {
            RuleTarget::Gone
        } else if let Some(to) = redirect.target(site) {
            RuleTarget::To(to, redirect.status)
        } else {
            // What is wrong is found when links are checked.
            planner.reserve_redirect(&output, redirect.source.as_ref());
            continue;
        };
        let source = redirect.source.as_ref();
        let rule = Rule { from: redirect.from.clone(), target: target.clone() };
        match (planner.rule(rule), target) {
            (Added::Page, RuleTarget::To(to, _)) if is_page(&redirect.from) => {
                let at = (output, redirect.from.clone());
                planner.redirect_page(Redirect::Declared(to), at, source);
            }
            (Added::Page, _) => {
                let message = format!(
                    "`{}` cannot redirect: {host} has no rule for it, and would not serve a file of \
                     this name as a page",
                    redirect.from
                );
                let problem = redirect.problem(Code::BadRedirect, message);
                planner.report(problem.help(
                    "write the URL of a page, or name a host that can redirect by `kind` under \
                     `[hosting]`",
                ));
            }
            (Added::Rule | Added::Nothing, _) => planner.reserve_redirect(&output, source),
        }
    }
}

/// Whether hosts serve the file of a URL as a page.
fn is_page(url: &UrlPath) -> bool {
    let extension = url.as_str().rsplit_once('.').map_or("", |(_, extension)| extension);
    url.as_str().ends_with('/') || extension == "html" || extension == "htm"
}

fn collision(redirect: &DeclaredRedirect, output: &OutputPath, other: &Claimant) -> Diagnostic {
    let from = &redirect.from;
    if other.what == REDIRECT {
        let message = format!("`{from}` is redirected twice");
        return redirect.problem(Code::BadRedirect, message).help("remove one of the two");
    }
    let other = match &other.source {
        Some(source) => format!("{} {source}", other.what),
        None => other.what.to_string(),
    };
    let message = format!("the redirect from `{from}` and {other} both need the path `{output}`");
    redirect.problem(Code::UrlCollision, message).help("remove the redirect, or rename the other")
}

impl PageOutput for Redirect {
    fn name(&self) -> &'static str {
        "redirect"
    }

    fn phase(&self) -> Phase {
        Phase::Page
    }

    fn template<'a>(&self, _site: &'a Site) -> &'a str {
        "redirect.html"
    }

    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a> {
        let lookup = site.index.lookup();
        let (title, url) = match self {
            Self::Content(target) => (lookup.title(*target), lookup.url(*target)),
            Self::Declared(_) => ("", at.url),
        };
        let fingerprint = match self {
            Self::Content(_) => {
                FingerprintBuilder::new("target").text(title).text(url.as_str()).finish()
            }
            Self::Declared(to) => FingerprintBuilder::new("address").text(to).finish(),
        };
        let facts = PageFacts {
            kind: "redirect",
            title: title.to_owned(),
            url: Some(url),
            noindex: true,
            ..PageFacts::default()
        };
        let view = parts::view(site, self.template(site), [], facts);
        view.part("target", fingerprint, move || {
            let base = &site.config.base_url;
            let (href, canonical) = match self {
                Self::Content(_) => (url.under(base.sub_path()), base.absolute(url)),
                Self::Declared(to) => {
                    // A path has the sub-path already.
                    let origin = if to.starts_with('/') { base.origin() } else { "" };
                    (to.clone(), format!("{origin}{to}"))
                }
            };
            Record::new().set("title", title).set("url", href).set("canonical", canonical).into()
        })
    }
}
