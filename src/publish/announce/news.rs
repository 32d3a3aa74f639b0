//! What a publish has changed that others want to know.
//!
//! In: the plan that was carried out. Out: [`News`]: URLs. May import: `plan`, `outputs`, `meaning`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::meaning::Meaning;
use crate::config::BaseUrl;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::hosting::is_fingerprinted;
use crate::media_type::essence;
use crate::paths::{OutputPath, SourcePath, UrlPath};
use crate::publish::outputs::{LocalFile, Outputs};
use crate::publish::plan::{Plan, Put, PutReason};
use crate::write::Phase;

/// The largest page that is read.
const MAX_BYTES: u64 = 64 << 20;

/// The media types of feeds.
const FEEDS: [&str; 3] = ["application/atom+xml", "application/feed+json", "application/rss+xml"];

/// Absolute URLs of what has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// Feeds with new contents.
    pub(super) feeds: BTreeSet<String>,
    /// Pages that mean something else than before, are new, or are gone.
    pub(super) pages: BTreeSet<String>,
    /// Everything of which a cache may have an old copy.
    pub(super) cached: BTreeSet<String>,
}

/// The main contents of the pages at a target, as they were published last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Meanings(BTreeMap<OutputPath, Fingerprint>);

impl News {
    /// What is new after a publish. With `meanings`, pages are compared with those.
    pub(super) fn of(
        plan: &Plan<'_>,
        outputs: &Outputs,
        base_url: &BaseUrl,
        meanings: Option<&mut Meanings>,
    ) -> Self {
        let absolute = |path: &OutputPath| base_url.absolute(&UrlPath::of_output(path));
        let mut news = Self::default();
        for put in &plan.puts {
            let is_feed = FEEDS.contains(&essence(put.file.path.as_str()));
            if is_feed && put.reason != PutReason::Headers {
                news.feeds.insert(absolute(&put.file.path));
            }
        }
        if let Some(meanings) = meanings {
            news.pages = meanings.update(plan, outputs).iter().map(absolute).collect();
        }
        // No cache can have anything of a site that has just come into being.
        if plan.manifest.number > 1 {
            let put = plan.puts.iter().map(|put| &put.file.path);
            for path in put.chain(plan.deletes.iter().map(|delete| &delete.path)) {
                if !is_fingerprinted(path.as_str()) {
                    news.cached.insert(absolute(path));
                    news.cached.extend(own_url(path, base_url));
                }
            }
        }
        news
    }
}

/// The URL of a page's own file, `/om/index.html`, under which caches keep it as well.
fn own_url(path: &OutputPath, base_url: &BaseUrl) -> Option<String> {
    let name = path.as_str().rsplit('/').next()?;
    (name == "index.html")
        .then(|| format!("{}{name}", base_url.absolute(&UrlPath::of_output(path))))
}

impl Meanings {
    /// Takes over the pages of a site. Gives those that mean something else than before.
    fn update(&mut self, plan: &Plan<'_>, outputs: &Outputs) -> BTreeSet<OutputPath> {
        let puts: BTreeMap<&OutputPath, &Put<'_>> =
            plan.puts.iter().map(|put| (&put.file.path, put)).collect();
        let mut changed = BTreeSet::new();
        let mut all = BTreeMap::new();
        let files = Files::open(&outputs.root).ok();
        for file in outputs.files.iter().filter(|file| is_page(file)) {
            let known = self.0.get(&file.path).copied();
            let put = puts.get(&file.path).filter(|put| put.reason != PutReason::Headers);
            if let (Some(known), None) = (known, put) {
                all.insert(file.path.clone(), known);
                continue;
            }
            let Some(meaning) = files.as_ref().and_then(|files| read(files, &file.path)) else {
                continue;
            };
            // What becomes a redirect, or is withdrawn, was shown before; what begins as one was not.
            let is_news = put.is_some_and(|put| match put.reason {
                PutReason::New => meaning.is_indexed,
                PutReason::Changed | PutReason::Headers => known != Some(meaning.fingerprint),
            });
            if is_news {
                changed.insert(file.path.clone());
            }
            all.insert(file.path.clone(), meaning.fingerprint);
        }
        let gone = plan.deletes.iter().map(|delete| &delete.path);
        changed.extend(gone.filter(|path| self.0.contains_key(*path)).cloned());
        self.0 = all;
        changed
    }
}

/// Whether a file is the page of an article, or of something else with a text of its own. Lists change
/// with every article, and search engines find them from there.
fn is_page(file: &LocalFile) -> bool {
    file.phase == Phase::Page && essence(file.path.as_str()) == "text/html"
}

fn read(files: &Files, path: &OutputPath) -> Option<Meaning> {
    let bytes = files.read_bytes(&SourcePath::new(path.as_str())?, MAX_BYTES).ok()?;
    Some(Meaning::of(&String::from_utf8_lossy(&bytes)))
}
