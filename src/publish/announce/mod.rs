//! Telling others of a publish: hubs, so that subscribers get new articles at once; caches, so that they
//! fetch again; search engines.
//!
//! In: the plan that was carried out, and who is to be told. Out: a [`AnnounceReport`]. What could not be said is
//! kept and said after the next publish; the publish itself is done in any case. May import: the other
//! files of `publish`, `config`, `files`, `html`. Only `http` sends requests.

mod http;
mod meaning;
mod news;
mod pending;
mod requests;
#[cfg(test)]
mod tests;

use super::outputs::Outputs;
use super::plan::Plan;
use super::state::LocalState;
use crate::config::{AfterPublish, BaseUrl};
use crate::files::Files;
use crate::paths::SourcePath;
use crate::write::WriteError;
pub(crate) use http::Http;
use news::{Meanings, News};
use pending::Pending;
use requests::Receiver;
pub(crate) use requests::{AnnounceRequest, Token};

/// The file of [`Pending`].
const PENDING: &str = "notify.json";
/// The file of [`Meanings`].
const MEANINGS: &str = "pages.json";

/// Who is notified after a publish to a target.
#[derive(Clone, Debug)]
pub(crate) struct AnnounceSettings<'a> {
    /// The base URL of the site at the target.
    pub(crate) base_url: &'a BaseUrl,
    /// The hub of the site's feeds; none for a target with another base URL, which is a preview.
    pub(crate) hub: Option<&'a str>,
    pub(crate) after: &'a [AfterPublish],
    /// What caches are shown.
    pub(crate) token: Option<Token>,
}

/// What sends requests.
pub(crate) trait AnnounceClient {
    /// Sends a request. Gives the status of the answer, or why there is none.
    fn post(&self, request: &AnnounceRequest) -> Result<u16, String>;
}

/// What became of the notices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnnounceReport {
    /// Who was told, and of how many URLs.
    pub(crate) told: Vec<(String, usize)>,
    /// For each one who could not be: a message, and what to do.
    pub(crate) problems: Vec<(String, String)>,
}

/// Tells others what a publish has changed, and what they have not been told yet of the publishes before.
pub(crate) fn announce(
    plan: &Plan<'_>,
    outputs: &Outputs,
    settings: &AnnounceSettings<'_>,
    state: &LocalState,
    client: &dyn AnnounceClient,
    is_interrupted: &dyn Fn() -> bool,
) -> Result<AnnounceReport, WriteError> {
    let receivers = Receiver::all(settings.hub, settings.after);
    let before: Pending = state.json(PENDING).unwrap_or_default();
    if receivers.is_empty() && before == Pending::default() {
        return Ok(AnnounceReport::default());
    }
    let tells_pages = |receiver: &Receiver| matches!(receiver, Receiver::IndexNow { .. });
    let known: Option<Meanings> =
        receivers.iter().any(tells_pages).then(|| state.json(MEANINGS).unwrap_or_default());
    let mut meanings = known.clone();
    let news = News::of(plan, outputs, settings.base_url, meanings.as_mut());
    let mut pending = before.clone();
    pending.update(&receivers, &news);
    // Before anything is sent, in case this process ends in between.
    if pending != before {
        state.save_json(PENDING, &pending)?;
    }
    if let Some(meanings) = meanings.filter(|meanings| Some(meanings) != known.as_ref()) {
        state.save_json(MEANINGS, &meanings)?;
    }
    let mut report = AnnounceReport::default();
    for receiver in &receivers {
        let left = pending.clone();
        tell(receiver, outputs, settings, client, is_interrupted, &mut pending, &mut report);
        if pending != left {
            state.save_json(PENDING, &pending)?;
        }
    }
    Ok(report)
}

/// Tells one receiver. The first failure ends it: a host that does not answer is not waited for again.
fn tell(
    receiver: &Receiver,
    outputs: &Outputs,
    settings: &AnnounceSettings<'_>,
    client: &dyn AnnounceClient,
    is_interrupted: &dyn Fn() -> bool,
    pending: &mut Pending,
    report: &mut AnnounceReport,
) {
    let batches = pending.batches(receiver);
    if batches.is_empty() {
        return;
    }
    if let Some(problem) = missing_key(receiver, outputs) {
        report.problems.push(problem);
        return;
    }
    let mut told = 0;
    for urls in &batches {
        if is_interrupted() {
            break;
        }
        let request = receiver.request(urls, settings.base_url, settings.token.as_ref());
        let reason = match client.post(&request) {
            Ok(status) if (200..300).contains(&status) => {
                pending.done(receiver, urls);
                told += urls.len();
                continue;
            }
            Ok(status) => format!("it answers with the status {status}"),
            Err(reason) => reason,
        };
        let message = format!("cannot tell {} what has changed: {reason}", receiver.name());
        report.problems.push((message, help(receiver, settings).into()));
        break;
    }
    if told > 0 {
        report.told.push((receiver.name(), told));
    }
}

fn help(receiver: &Receiver, settings: &AnnounceSettings<'_>) -> &'static str {
    match receiver {
        Receiver::Purge(_) if settings.token.is_none() => {
            "if it needs a token, set `DIGEST_PURGE_TOKEN`; the next publish tries again"
        }
        _ => "the site is published; the next publish tries again",
    }
}

/// What is wrong with the file in which search engines find the key again.
fn missing_key(receiver: &Receiver, outputs: &Outputs) -> Option<(String, String)> {
    let Receiver::IndexNow { key, .. } = receiver else { return None };
    let name = format!("{key}.txt");
    let is_output = outputs.files.iter().any(|file| file.path.as_str() == name);
    let text = SourcePath::new(&name).filter(|_| is_output).and_then(|path| {
        let files = Files::open(&outputs.root).ok()?;
        files.read_bytes(&path, 1 << 10).ok()
    });
    let is_right = text.is_some_and(|text| text.trim_ascii() == key.as_bytes());
    (!is_right).then(|| {
        let message = "IndexNow is not told what has changed: the site does not have its key";
        (message.to_owned(), format!("save the key as the only text of `static/{name}`"))
    })
}
