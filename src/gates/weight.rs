//! How much a reader loads to read a page: its HTML, style sheets and scripts, compressed.
//!
//! In: pages as they are rendered. Out: a warning for each that is too heavy. Images and fonts are
//! not counted, nor what other sites serve.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::html::{StartTag, Token, decode, tokens};
use crate::output::Job;
use crate::paths::{SourcePath, UrlPath};
use crate::plan::Plan;
use crate::site::{Address, Site};

/// The most that a page may weigh, in bytes.
const LIMIT: usize = 60_000;
/// As most web servers compress, whatever the machine.
const LEVEL: Compression = Compression::new(6);

/// Weighs pages, on any number of threads.
#[derive(Debug)]
pub(crate) struct Scale {
    site: Arc<Site>,
    plan: Arc<Plan>,
    /// The compressed sizes of style sheets and scripts, by URL.
    assets: Mutex<HashMap<String, usize>>,
    found: Mutex<Diagnostics>,
}

impl Scale {
    pub(crate) fn new(site: Arc<Site>, plan: Arc<Plan>) -> Self {
        Self { site, plan, assets: Mutex::default(), found: Mutex::default() }
    }

    /// Weighs an output, if it is a page.
    pub(crate) fn weigh(&self, job: &Job, bytes: &[u8]) {
        if job.template(&self.site).is_none() {
            return;
        }
        let Ok(html) = std::str::from_utf8(bytes) else { return };
        let loaded = loaded(html);
        let assets = loaded.iter().map(|(kind, url)| (*kind, url, self.asset(url)));
        let assets: Vec<_> = assets.filter(|(.., size)| *size > 0).collect();
        let rest: usize = assets.iter().map(|(.., size)| size).sum();
        // Most pages are lighter than the limit as they are, which saves compressing them.
        if bytes.len() + rest <= LIMIT {
            return;
        }
        let own = compressed(bytes);
        if own + rest <= LIMIT {
            return;
        }
        let mut parts = vec![("the HTML".to_owned(), own)];
        parts.extend(assets.iter().map(|(kind, url, size)| (format!("the {kind} {url}"), *size)));
        // The heaviest first; of equal ones, as the page has them.
        parts.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let problem = problem(job, &self.site, own + rest, &parts);
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    /// What was found so far.
    pub(crate) fn found(&self) -> Diagnostics {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The compressed size of a style sheet or script of this site; 0 of any other.
    fn asset(&self, url: &str) -> usize {
        let assets = || self.assets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(size) = assets().get(url) {
            return *size;
        }
        let size = self.bytes_of(url).map_or(0, |bytes| compressed(&bytes));
        assets().insert(url.to_owned(), size);
        size
    }

    fn bytes_of(&self, url: &str) -> Option<Vec<u8>> {
        let path = Address::read(&self.site.config, url).here()?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let sub_path = self.site.config.base_url.sub_path();
        let path = path.strip_prefix(sub_path).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        let output = UrlPath::parse(path).ok()?.output().ok()?;
        self.plan.job(&output)?.bytes(&self.site).ok()
    }
}

/// The style sheets and scripts that a page loads, each once, with what they are.
fn loaded(html: &str) -> BTreeSet<(&'static str, String)> {
    let of_tag = |tag: &StartTag<'_>| {
        let attribute = |name: &str| {
            let mut all = tag.attributes.iter();
            let found = all.find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
            Some(decode(found.value).into_owned())
        };
        if tag.name.eq_ignore_ascii_case("script") {
            return Some(("script", attribute("src")?));
        }
        if !tag.name.eq_ignore_ascii_case("link") {
            return None;
        }
        let rel = attribute("rel")?.to_lowercase();
        let mut words = rel.split_whitespace();
        words.any(|word| word == "stylesheet").then_some(("style sheet", attribute("href")?))
    };
    let tags = tokens(html).filter_map(|token| match token {
        Token::Start(tag) => of_tag(&tag),
        _ => None,
    });
    tags.collect()
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), LEVEL);
    // Writing to memory does not fail.
    let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
    done.map_or(bytes.len(), |compressed| compressed.len())
}

fn problem(job: &Job, site: &Site, total: usize, parts: &[(String, usize)]) -> Diagnostic {
    let message = format!(
        "the page {} is {} of HTML, CSS and scripts when compressed; the limit is {}",
        job.url,
        kilobytes(total),
        kilobytes(LIMIT)
    );
    let (first, rest) =
        parts.split_first().map_or((None, parts), |(first, rest)| (Some(first), rest));
    let weighs = |(name, size): &(String, usize)| format!("{name} ({})", kilobytes(*size));
    let most = first.map(weighs).unwrap_or_default();
    let then = rest.first().map(|next| format!(", then {}", weighs(next))).unwrap_or_default();
    let source = job.address(site).source;
    let is_html = first.is_some_and(|(name, _)| name == "the HTML");
    let fix = match (is_html, source) {
        (true, Some(_)) => "split the text into several pages, or remove raw HTML",
        (true, None) => "show fewer entries per page with `per_page` in site.toml",
        (false, _) => "make it smaller, or load it only where it is needed",
    };
    let problem = Diagnostic::new(Code::HeavyPage, message);
    let problem = problem.help(format!("{fix}; the heaviest part is {most}{then}"));
    match (source, SourcePath::new("site.toml")) {
        (Some(source), _) => problem.in_file(source).at_key(["title".into()]),
        (None, Some(config)) => problem.in_file(&config),
        (None, None) => problem,
    }
}

/// A size as people read it, rounded up, so that none over the limit seems to be within it.
fn kilobytes(bytes: usize) -> String {
    format!("{} kB", bytes.div_ceil(1000))
}
