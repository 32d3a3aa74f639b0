//! The planner: lets the kinds of outputs claim their paths, one output per path.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::job::{Job, JobKind, Sibling};
use super::kind::{FileOutput, PageOutput};
use crate::compress::{Encoding, is_text};
use crate::config::RedirectStatus;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::hosting::{Added, Rule, RuleTarget, Rules, serves_compressed};
use crate::index::PublicationState;
use crate::model::Meta;
use crate::paths::{BadOutputPath, Claimant, Claims, Collision, OutputPath, SourcePath, UrlPath};
use crate::site::Site;

/// What a redirect that no content file declares is called in messages.
pub(crate) const REDIRECT: &str = "redirect";

/// Gathers the outputs of a site. Two that want one path are a problem that names both.
pub(crate) struct Planner<'a> {
    pub(crate) site: &'a Site,
    jobs: Vec<Job>,
    claims: Claims,
    sections: Vec<UrlPath>,
    rules: Rules,
    /// Shared by all jobs that have none.
    no_siblings: Arc<[Sibling]>,
    problems: Diagnostics,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(site: &'a Site) -> Self {
        // A site has a few lists in addition to its articles.
        let likely = site.index.articles.len() * 3 / 2;
        Self {
            site,
            jobs: Vec::with_capacity(likely),
            claims: Claims::with_capacity(likely),
            sections: Vec::new(),
            rules: Rules::new(site.config.hosting.kind, site.config.base_url.sub_path()),
            no_siblings: Arc::from([]),
            problems: Diagnostics::default(),
        }
    }

    /// All outputs, the claims to their paths, what the host redirects, and the problems that were
    /// found.
    pub(crate) fn finish(mut self) -> (Vec<Job>, Claims, Rules, Diagnostics) {
        if serves_compressed(self.site.config.hosting.kind) {
            self.add_siblings();
        }
        for collision in self.claims.files_in_the_way() {
            self.collision(&collision);
        }
        (self.jobs, self.claims, self.rules, self.problems)
    }

    /// Claims the paths of the compressed siblings of all texts. Another output of such a path,
    /// such as a file below `static`, takes the sibling's place.
    fn add_siblings(&mut self) {
        for job in self.jobs.iter_mut().filter(|job| is_text(job.output.as_str())) {
            let claim = |encoding: Encoding| {
                let path = format!("{}{}", job.output, encoding.suffix());
                // The name may be too long.
                let output = OutputPath::new(&path).ok()?;
                let claimant = claimant(None, "a compressed file", None);
                self.claims.claim(&output, claimant).ok()?;
                Some(Sibling { encoding, output })
            };
            job.siblings = Encoding::ALL.into_iter().filter_map(claim).collect();
        }
    }

    /// Adds the page of a content file, if its text is shown now. The path of a scheduled one is
    /// claimed already, so that it collides now and not on its day.
    pub(crate) fn content(
        &mut self,
        page: impl PageOutput + 'static,
        url: &UrlPath,
        (meta, state): (&Meta, PublicationState),
        what: &'static str,
    ) {
        self.content_at(page, url, url.output(), (meta, state), what);
    }

    /// As [`Self::content`], with the output path at hand.
    pub(crate) fn content_at(
        &mut self,
        page: impl PageOutput + 'static,
        url: &UrlPath,
        output: Result<OutputPath, BadOutputPath>,
        (meta, state): (&Meta, PublicationState),
        what: &'static str,
    ) {
        if state.has_page() {
            if self.check_template(meta) {
                let claimant = claimant(Some(&meta.source), what, Some("slug"));
                self.claim(JobKind::Page(Arc::new(page)), url, output, claimant);
            }
        } else if state == PublicationState::Scheduled {
            self.check_template(meta);
            if let Ok(output) = output {
                self.reserve(&output, claimant(Some(&meta.source), what, Some("slug")));
            }
        }
    }

    /// Adds a page of a list that a content file introduces.
    pub(crate) fn introduced(
        &mut self,
        page: impl PageOutput + 'static,
        url: &UrlPath,
        meta: &Meta,
        what: &'static str,
    ) {
        self.content(page, url, (meta, PublicationState::Listed), what);
    }

    /// Adds a page that no content file stands for. `what` names it in messages.
    pub(crate) fn page(
        &mut self,
        page: impl PageOutput + 'static,
        url: &UrlPath,
        what: impl Into<Cow<'static, str>>,
    ) {
        let kind = JobKind::Page(Arc::new(page));
        self.claim(kind, url, url.output(), claimant(None, what, None));
    }

    /// Claims the URL of a list whose first article is scheduled, as [`Self::content`] does.
    pub(crate) fn reserve_list(&mut self, url: &UrlPath, what: impl Into<Cow<'static, str>>) {
        if let Ok(output) = url.output() {
            self.reserve(&output, claimant(None, what, None));
        }
    }

    /// Adds a page as [`Self::page`] does, and to the sitemap.
    pub(crate) fn section(
        &mut self,
        page: impl PageOutput + 'static,
        url: UrlPath,
        what: &'static str,
    ) {
        self.page(page, &url, what);
        self.sections.push(url);
    }

    /// The sections that were added so far.
    pub(crate) fn sections(&self) -> &[UrlPath] {
        &self.sections
    }

    /// Adds a file at a path of its own: copied from `source`, or part of the program.
    pub(crate) fn file(
        &mut self,
        file: impl FileOutput + 'static,
        output: OutputPath,
        url: UrlPath,
        what: &'static str,
    ) {
        let claimant = claimant(file.source(), what, None);
        self.job(JobKind::File(Arc::new(file)), output, url, claimant);
    }

    /// Adds a file that is generated unless one below `static` replaces it.
    pub(crate) fn generated(&mut self, file: impl FileOutput + 'static, url: UrlPath) {
        self.replaceable(JobKind::File(Arc::new(file)), url);
    }

    /// Adds a page that is generated unless a file below `static` replaces it.
    pub(crate) fn generated_page(&mut self, page: impl PageOutput + 'static, url: UrlPath) {
        self.replaceable(JobKind::Page(Arc::new(page)), url);
    }

    fn replaceable(&mut self, kind: JobKind, url: UrlPath) {
        let Ok(output) = url.output() else { return };
        let replacement = self.claims.claimant(&output).and_then(|other| other.source.as_ref());
        if replacement.is_none_or(|source| source.below("static").is_none()) {
            self.job(kind, output, url, claimant(None, "a generated file", None));
        }
    }

    /// Adds a redirect from each former URL of a content file to its present one: a rule of the
    /// host where it can have one, else a page.
    pub(crate) fn redirects<P: PageOutput + 'static>(
        &mut self,
        meta: &Meta,
        present: &UrlPath,
        page: impl Fn() -> P,
    ) {
        for alias in &meta.aliases {
            // An alias was checked when it was read, and so has an output path.
            if let Ok(output) = alias.url.output()
                && !self.is_claimed_by(&output, meta)
            {
                let claimant = claimant(Some(&meta.source), "alias", Some("aliases"));
                let to = present.under(self.site.config.base_url.sub_path());
                let target = RuleTarget::To(to, RedirectStatus::MovedPermanently);
                match self.rules.add(Rule { from: alias.url.clone(), target }) {
                    Added::Page => {
                        let kind = JobKind::Page(Arc::new(page()));
                        self.job(kind, output, alias.url.clone(), claimant);
                    }
                    Added::Rule | Added::Nothing => self.reserve(&output, claimant),
                }
            }
        }
    }

    /// Adds a redirect that no content file declares: a rule of the host where it can have one.
    /// Else the caller adds a page.
    pub(crate) fn rule(&mut self, rule: Rule) -> Added {
        self.rules.add(rule)
    }

    /// What the host redirects, as far as it was planned.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How many outputs there are so far.
    pub(crate) fn outputs(&self) -> usize {
        self.jobs.len()
    }

    /// How many directories these are in.
    pub(crate) fn directories(&self) -> usize {
        let directories = self.jobs.iter().flat_map(|job| job.output.directories());
        directories.collect::<HashSet<_>>().len()
    }

    /// Who claims a path already.
    pub(crate) fn claimant(&self, output: &OutputPath) -> Option<&Claimant> {
        self.claims.claimant(output)
    }

    /// Claims the path of a redirect that no content file declares.
    pub(crate) fn reserve_redirect(&mut self, output: &OutputPath, source: Option<&SourcePath>) {
        self.reserve(output, claimant(source, REDIRECT, None));
    }

    /// Adds the page of a redirect that no content file declares.
    pub(crate) fn redirect_page(
        &mut self,
        page: impl PageOutput + 'static,
        (output, url): (OutputPath, UrlPath),
        source: Option<&SourcePath>,
    ) {
        let kind = JobKind::Page(Arc::new(page));
        self.job(kind, output, url, claimant(source, REDIRECT, None));
    }

    /// Claims the former URLs of a scheduled content file, as [`Self::content`] does its own.
    pub(crate) fn reserve_aliases(&mut self, meta: &Meta) {
        for alias in &meta.aliases {
            if let Ok(output) = alias.url.output()
                && !self.is_claimed_by(&output, meta)
            {
                self.reserve(&output, claimant(Some(&meta.source), "alias", Some("aliases")));
            }
        }
    }

    /// Whether the page of a content file, or another of its aliases, has a path already. An alias
    /// that is the page's own URL, or another spelling of a former one, needs no redirect.
    fn is_claimed_by(&self, output: &OutputPath, meta: &Meta) -> bool {
        let source = self.claims.claimant(output).and_then(|claimant| claimant.source.as_ref());
        source == Some(&meta.source)
    }

    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    fn reserve(&mut self, output: &OutputPath, claimant: Claimant) {
        if let Err(collision) = self.claims.claim(output, claimant) {
            self.collision(&collision);
        }
    }

    /// Whether the template that a content file names exists.
    pub(crate) fn check_template(&mut self, meta: &Meta) -> bool {
        if let Some(template) = &meta.template
            && !self.site.engine.has(template)
        {
            let names = self.site.engine.names();
            let near = crate::diagnostics::nearest(template, names);
            let message = format!("there is no template `{template}`");
            let problem = Diagnostic::new(Code::MissingTemplate, message).in_file(&meta.source);
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.problems.push(problem.at_key(["template".into()]).help_maybe(help));
            return false;
        }
        true
    }

    fn claim(
        &mut self,
        kind: JobKind,
        url: &UrlPath,
        output: Result<OutputPath, BadOutputPath>,
        claimant: Claimant,
    ) {
        match output {
            Ok(output) => self.job(kind, output, url.clone(), claimant),
            // What no file stands for was reported where its name is given.
            Err(_) if claimant.source.is_none() => {}
            Err(error) => {
                let message = format!("{} has no valid URL: {error}", claimant.what);
                let problem = Diagnostic::new(Code::BadUrl, message);
                let problem = match claimant.key {
                    Some(key) => {
                        problem.at_key([key.into()]).help(format!("write another `{key}`"))
                    }
                    None => problem,
                };
                self.report(match &claimant.source {
                    Some(source) => problem.in_file(source),
                    None => problem,
                });
            }
        }
    }

    fn job(&mut self, kind: JobKind, output: OutputPath, url: UrlPath, claimant: Claimant) {
        match self.claims.claim(&output, claimant) {
            Ok(()) => {
                self.jobs.push(Job { output, url, kind, siblings: Arc::clone(&self.no_siblings) });
            }
            Err(collision) => self.collision(&collision),
        }
    }

    /// Reported at a file that an author can change, naming the other.
    fn collision(&mut self, collision: &Collision) {
        let (first, second) = (&collision.first, &collision.second);
        let is_list = |claimant: &Claimant| claimant.source.is_none();
        if is_list(first) && is_list(second) && first.what.starts_with("the author") {
            // Reported at the articles that name the authors.
            return;
        }
        let (own, other) = if second.source.is_some() { (second, first) } else { (first, second) };
        let by = match &other.source {
            Some(source) => format!("{} {source}", other.what),
            None => other.what.to_string(),
        };
        let own_name = match &own.source {
            Some(_) => format!("this {}", own.what),
            None => own.what.to_string(),
        };
        let message = format!("{own_name} and {by} would both be written to `{}`", collision.path);
        let mut problem = Diagnostic::new(Code::UrlCollision, message);
        if let Some(source) = &own.source {
            problem = problem.in_file(source);
        }
        self.problems.push(match own.key {
            Some("aliases") => problem.at_key(["aliases".into()]).help("remove the alias"),
            Some(key) => problem.at_key([key.into()]).help(format!("choose another `{key}`")),
            None => problem.help("rename one of the two"),
        });
    }
}

fn claimant(
    source: Option<&SourcePath>,
    what: impl Into<Cow<'static, str>>,
    key: Option<&'static str>,
) -> Claimant {
    Claimant { source: source.cloned(), what: what.into(), key }
}
