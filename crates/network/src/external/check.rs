//! Checks many URLs: those of one host one after the other, several hosts at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, interval, sleep_until};
use url::Url;

use super::client::Client;
use super::host::Host;
use super::known::KnownLinks;
use super::outcome::Outcome;
use super::settings::Settings;

/// How often to see whether the user has interrupted the check.
const INTERVAL: Duration = Duration::from_millis(100);

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    pub outcomes: BTreeMap<String, Outcome>,
    /// How many of them earlier checks found.
    pub known: usize,
}

/// Checks URLs that are not known from the last `days`, and adds what is found to `known`. Fails if
/// the network cannot be used at all.
pub fn check(
    urls: BTreeSet<String>,
    settings: &Settings,
    known: &mut KnownLinks,
    (now, days): (i64, u32),
    is_interrupted: &dyn Fn() -> bool,
) -> Result<Checked, String> {
    let mut checked = Checked::default();
    let mut left = BTreeSet::new();
    for url in urls {
        match known.outcome(&url, now, days) {
            Some(outcome) => {
                checked.outcomes.insert(url, outcome.clone());
            }
            None => {
                left.insert(url);
            }
        }
    }
    checked.known = checked.outcomes.len();
    known.expire(now, days);
    if left.is_empty() {
        return Ok(checked);
    }
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the network cannot be used: {error}"))?;
    let client = Client::new(settings)?;
    let run = Arc::new(Checker { client, settings: settings.clone(), hosts: Mutex::default() });
    let mut found = runtime.block_on(run.run(&left, is_interrupted));
    doubt_missing_hosts(&mut found);
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    for (url, outcome) in found {
        known.add(url.clone(), now, &outcome);
        left.remove(&url);
        checked.outcomes.insert(url, outcome);
    }
    checked.outcomes.extend(left.into_iter().map(|url| (url, Outcome::NotReached)));
    Ok(checked)
}

/// Where no name at all was found, the machine may be unable to look up names, which says nothing of
/// the hosts.
fn doubt_missing_hosts(found: &mut BTreeMap<String, Outcome>) {
    let is_named = |url: &str| Url::parse(url).is_ok_and(|url| url.domain().is_some());
    if found.iter().any(|(url, outcome)| is_named(url) && outcome.has_address()) {
        return;
    }
    for outcome in found.values_mut().filter(|outcome| outcome.is_no_host()) {
        *outcome = Outcome::Unsure("no host's name could be looked up".into());
    }
}

struct Checker {
    client: Client,
    settings: Settings,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

impl Checker {
    /// Checks URLs until all are done, the time is over, or the user interrupts.
    async fn run(
        self: Arc<Self>,
        urls: &BTreeSet<String>,
        is_interrupted: &dyn Fn() -> bool,
    ) -> BTreeMap<String, Outcome> {
        let deadline = Instant::now() + self.settings.total;
        let mut of_hosts: BTreeMap<String, Vec<(String, Url)>> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for text in urls {
            match Url::parse(text) {
                Ok(url) => of_hosts.entry(authority(&url)).or_default().push((text.clone(), url)),
                Err(error) => {
                    found.insert(text.clone(), Outcome::Unsure(error.to_string()));
                }
            }
        }
        let permits = Arc::new(Semaphore::new(self.settings.hosts));
        let (sender, mut receiver) = mpsc::unbounded_channel();
        for urls in of_hosts.into_values() {
            let (checker, permits, sender) =
                (Arc::clone(&self), Arc::clone(&permits), sender.clone());
            tokio::spawn(async move {
                let Ok(_permit) = permits.acquire().await else { return };
                for (text, url) in urls {
                    let outcome = checker.url(url).await;
                    if sender.send((text, outcome)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut ticks = interval(INTERVAL);
        loop {
            tokio::select! {
                next = receiver.recv() => match next {
                    Some((url, outcome)) => found.insert(url, outcome),
                    None => return found,
                },
                () = sleep_until(deadline) => return found,
                _ = ticks.tick() => {
                    if is_interrupted() {
                        return found;
                    }
                    None
                }
            };
        }
    }

    /// Follows a URL to its end.
    async fn url(&self, first: Url) -> Outcome {
        let mut url = without_fragment(first);
        let mut passed: Vec<Url> = Vec::new();
        let mut is_permanent = true;
        loop {
            let host = self.host(&url);
            let answer = match host.ask(&self.client, &self.settings, &url).await {
                Ok(answer) => answer,
                Err(outcome) => return outcome,
            };
            let location = match answer.status {
                301 | 302 | 303 | 307 | 308 => answer.location,
                _ => None,
            };
            let Some(location) = location else {
                return match answer.status {
                    200..300 | 304 if passed.is_empty() || !is_permanent => Outcome::Alive,
                    200..300 | 304 => Outcome::Moved(url.into()),
                    status @ (404 | 410) => Outcome::Dead(format!("status {status}")),
                    status => Outcome::Unsure(format!("status {status}")),
                };
            };
            is_permanent &= matches!(answer.status, 301 | 308);
            let next = match url.join(&location).map(without_fragment) {
                Ok(next) if matches!(next.scheme(), "http" | "https") => next,
                _ => return Outcome::Unsure("a redirect that leads to no web page".into()),
            };
            passed.push(url);
            if passed.contains(&next) {
                return Outcome::Unsure("redirects in a circle".into());
            }
            if passed.len() > self.settings.redirects {
                let limit = self.settings.redirects;
                return Outcome::Unsure(format!("more than {limit} redirects"));
            }
            url = next;
        }
    }

    fn host(&self, url: &Url) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(authority(url)).or_default())
    }
}

fn authority(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0))
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_missing_only_where_others_are_found() {
        let found = |known: &[(&str, Outcome)]| {
            let mut found = BTreeMap::from([("https://a.example/".into(), Outcome::no_host())]);
            found.extend(known.iter().cloned().map(|(url, outcome)| (url.to_owned(), outcome)));
            doubt_missing_hosts(&mut found);
            found["https://a.example/"].is_no_host()
        };
        assert!(found(&[("https://b.example/", Outcome::Alive)]));
        assert!(found(&[("https://b.example/", Outcome::Dead("status 404".into()))]));
        assert!(!found(&[]));
        assert!(!found(&[("https://b.example/", Outcome::no_host())]));
        assert!(!found(&[("https://b.example/", Outcome::NotReached)]));
        // No name had to be looked up.
        assert!(!found(&[("https://192.0.2.1/", Outcome::Alive)]));
    }
}
