//! `digest explain`.

use std::path::Path;

use serde_json::json;

use super::args::{Args, Explain, ExplainFormat, MessageFormat};
use super::context;
use super::exit::CommandError;
use super::report;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, OpenSite, PartialSite};
use crate::diagnostics::{escape_for_terminal, escape_in_json, nearest};
use crate::incremental::{Key, OutputCache, OutputName, settings};
use crate::output::Job;
use crate::paths::{SourcePath, UrlPath};
use crate::plan::Plan;
use crate::site::Site;

/// How many digits of a fingerprint are printed for people.
const SHOWN_DIGITS: usize = 12;

/// Shows what an output depends on, and why the last build rendered it.
pub(super) fn run(args: &Args, explain: &Explain, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let opened = context::open(args, explain.base_url.as_deref(), MessageFormat::Human, terminal)?;
    let clock = context::clock(&explain.shown, opened.config.timezone.clone())?;
    let PartialSite { site, problems } = build::assemble_cached(&opened, &clock);
    let Some((site, plan)) = site else {
        return Err(report::failure(problems.into(), &opened, MessageFormat::Human, terminal));
    };
    let output = match &explain.output {
        Some(output) => context::absolute(output)?,
        None => opened.root.join("public"),
    };
    let (cache, problem) = OutputCache::load(&opened.files, &OutputName::of(&opened.root, &output));
    if let Some(problem) = problem {
        report::problems(problem.into(), MessageFormat::Human, terminal, &|_| None);
    }
    let subject = Subject::read(&explain.what, &opened)?;
    let jobs: Vec<&Job> = plan.jobs.iter().filter(|job| subject.is(job, &site)).collect();
    if jobs.is_empty() {
        return Err(nothing(&explain.what, &subject, &plan));
    }
    for job in jobs {
        let facts = Facts::of(job, &site, &cache);
        match explain.format {
            ExplainFormat::Human => terminal.print(&escape_for_terminal(&facts.text())),
            ExplainFormat::Json => terminal.print(&escape_in_json(&facts.json().to_string())),
        }
    }
    Ok(())
}

/// What is asked about.
enum Subject {
    /// The output with this URL.
    Url(UrlPath),
    /// The outputs made of this file.
    File(SourcePath),
}

impl Subject {
    /// Reads an argument: an address of the site, with or without its host, or a file.
    fn read(what: &str, site: &OpenSite) -> Result<Self, CommandError> {
        let base = &site.config.base_url;
        let within = what.strip_prefix(base.origin()).unwrap_or(what);
        if within.starts_with('/') && !Path::new(what).starts_with(&site.root) {
            let path = within.strip_prefix(base.sub_path()).filter(|path| path.starts_with('/'));
            let path = path.unwrap_or(within);
            let bad = |error| CommandError::usage(format!("`{what}` is not a URL: {error}"));
            // A file without an extension is asked for by its name, a page also without `/`.
            return Ok(Self::Url(UrlPath::parse(path).map_err(bad)?));
        }
        let path = context::absolute(Path::new(what))?;
        let below = path.strip_prefix(&site.root).unwrap_or(Path::new(what));
        let below = below.to_str().and_then(SourcePath::new);
        let outside = || CommandError::usage(format!("`{what}` is not in the site's directory"));
        Ok(Self::File(below.ok_or_else(outside)?))
    }

    fn is(&self, job: &Job, site: &Site) -> bool {
        match self {
            Self::Url(url) => job.url == *url,
            Self::File(file) => {
                let template = file.below("templates");
                let uses = |name: &str| templates(job, site).iter().any(|used| used == name);
                let is_data = file.below("data").is_some();
                let is_most_read = file.as_str() == crate::data::MOST_READ;
                job.source(site) == Some(file)
                    || template.is_some_and(uses)
                    || (is_data && shows_data(job, site, file.stem(), is_most_read))
                    || file.below("public").is_some_and(|path| job.output.as_str() == path)
            }
        }
    }
}

/// Whether a data file is among what an output's templates are given.
fn shows_data(job: &Job, site: &Site, name: &str, is_most_read: bool) -> bool {
    job.closure(site).is_some_and(|closure| {
        closure.mentions_data(name) || (is_most_read && closure.mentions("most_read"))
    })
}

/// The templates of an output, those of the components in its text among them.
fn templates(job: &Job, site: &Site) -> Vec<String> {
    let closures = site.engine.closures();
    let Some(template) = job.template(site) else { return Vec::new() };
    let closure = closures.of(template, job.components(site));
    closure.templates.iter().cloned().collect()
}

fn nothing(what: &str, subject: &Subject, plan: &Plan) -> CommandError {
    let help = match subject {
        Subject::Url(url) => {
            let urls = plan.jobs.iter().map(|job| job.url.as_str());
            nearest(url.as_str(), urls).map(|near| format!("did you mean `{near}`?"))
        }
        Subject::File(_) => Some(
            "name a content file, a template, a file in `data` or `static`, or a URL such as `/om/`"
                .into(),
        ),
    };
    let message = format!("no output uses `{what}` or has that URL");
    CommandError::Usage { message, help }
}

/// Everything reported about an output.
struct Facts<'a> {
    job: &'a Job,
    source: Option<&'a SourcePath>,
    template: Option<&'a str>,
    templates: Vec<String>,
    key: Key,
    /// What the last build rendered it for; none if it let it stay, or did not know it.
    last: Option<Vec<String>>,
    /// What the next build would render it for; none if no build knows it.
    next: Option<Vec<String>>,
}

impl<'a> Facts<'a> {
    fn of(job: &'a Job, site: &'a Site, cache: &OutputCache) -> Self {
        let key = Key::of(job, &job.view(site), site, settings(&site.config));
        Self {
            job,
            source: job.source(site),
            template: job.template(site),
            templates: templates(job, site),
            last: cache.reasons(&job.output),
            next: cache.changes(&job.output, &key),
            key,
        }
    }

    fn text(&self) -> String {
        let mut lines = vec![format!("{} ({})", self.job.url, self.job.kind_name())];
        let mut line = |name: &str, text: &str| lines.push(format!("  {name:<12}{text}"));
        line("file", self.job.output.as_str());
        if let Some(source) = self.source {
            line("source", source.as_str());
        }
        if let Some(template) = self.template {
            line("template", template);
            line("templates", &self.templates.join(", "));
        }
        for (number, (name, fingerprint)) in self.key.parts.iter().enumerate() {
            let heading = if number == 0 { "parts" } else { "" };
            let is_new = self.next.as_ref().is_some_and(|next| next.iter().any(|n| n == name));
            let mark = if is_new { "  changed" } else { "" };
            line(heading, &format!("{name:<16} {}{mark}", fingerprint.short(SHOWN_DIGITS)));
        }
        let last = match (&self.last, &self.next) {
            (Some(reasons), _) => format!("rendered: {}", reasons.join(", ")),
            (None, Some(_)) => "unchanged".into(),
            (None, None) => "unknown".into(),
        };
        line("last build", &last);
        let next = match &self.next {
            None => "will render: it is new".into(),
            Some(reasons) if reasons.is_empty() => "unchanged".into(),
            Some(reasons) => format!("will render: {}", reasons.join(", ")),
        };
        line("next build", &next);
        lines.join("\n")
    }

    fn json(&self) -> serde_json::Value {
        let parts = self.key.parts.iter().map(|(name, fingerprint)| {
            let changed = self.next.as_ref().is_some_and(|next| next.iter().any(|n| n == name));
            json!({ "name": name, "fingerprint": fingerprint.to_string(), "changed": changed })
        });
        json!({
            "url": self.job.url.as_str(),
            "output": self.job.output.as_str(),
            "kind": self.job.kind_name(),
            "source": self.source.map(SourcePath::as_str),
            "template": self.template,
            "templates": self.templates,
            "parts": parts.collect::<Vec<_>>(),
            "known": self.next.is_some(),
            "last_build": { "rendered": self.last.is_some(), "reasons": self.last },
            "next_build": {
                "renders": self.next.as_ref().is_none_or(|next| !next.is_empty()),
                "reasons": self.next,
            },
        })
    }
}
