//! A host: its `robots.txt`, and requests to it, one at a time.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until};
use url::Url;

use super::client::{Answer, Client, Failure};
use super::outcome::Outcome;
use super::robots::{self, Robots};
use super::settings::Settings;

/// How many redirects of `robots.txt` are followed (RFC 9309, §2.3.1.2).
const ROBOTS_REDIRECTS: usize = 5;

/// A host. Requests to it wait for each other.
#[derive(Default)]
pub(super) struct Host(Mutex<State>);

#[derive(Default)]
struct State {
    robots: Option<Robots>,
    /// Before this, nothing may be asked.
    free_at: Option<Instant>,
    /// Why it is not asked any more.
    closed: Option<Outcome>,
}

/// Answers that may be different a little later.
fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

impl Host {
    /// Asks for a URL, if the host allows it.
    pub(super) async fn ask(
        &self,
        client: &Client,
        settings: &Settings,
        url: &Url,
    ) -> Result<Answer, Outcome> {
        let mut state = self.0.lock().await;
        let mut visit = Visit { client, settings, state: &mut state };
        if let Some(why) = &visit.state.closed {
            return Err(why.clone());
        }
        if visit.state.robots.is_none() {
            match visit.robots(url).await {
                Ok(robots) => visit.state.robots = Some(robots),
                Err(why) => {
                    visit.state.closed = Some(why.clone());
                    return Err(why);
                }
            }
        }
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        if visit.state.robots.as_ref().is_some_and(|robots| !robots.allows(&path)) {
            return Err(Outcome::Disallowed);
        }
        visit.answer(url).await
    }
}

/// The requests that are sent while others wait.
struct Visit<'v> {
    client: &'v Client,
    settings: &'v Settings,
    state: &'v mut State,
}

impl Visit<'_> {
    /// Asks for a URL, several times if the failure may pass.
    async fn answer(&mut self, url: &Url) -> Result<Answer, Outcome> {
        let mut backoff = self.settings.backoff;
        let mut wait = Duration::ZERO;
        let mut why = Outcome::NotReached;
        for attempt in 0..self.settings.attempts {
            sleep(wait).await;
            wait = backoff;
            backoff *= 2;
            why = match self.request(url, attempt == 0).await {
                Ok(answer) if may_pass(answer.status) => {
                    let why = Outcome::Unsure(format!("status {}", answer.status));
                    let asked = answer.retry_after.unwrap_or_default();
                    if asked > self.settings.longest_pause {
                        self.state.closed = Some(why.clone());
                        return Err(why);
                    }
                    wait = wait.max(asked);
                    why
                }
                Ok(answer) => return Ok(answer),
                Err(failure @ (Failure::Private | Failure::NoHost)) => return Err(failure.into()),
                Err(failure) => {
                    let why = Outcome::from(failure);
                    // What does not answer now would take as long for every other link.
                    if attempt + 1 == self.settings.attempts {
                        self.state.closed = Some(why.clone());
                    }
                    why
                }
            };
        }
        Err(why)
    }

    /// Asks for the head first. Some hosts answer that wrongly or not at all.
    async fn request(&mut self, url: &Url, head_first: bool) -> Result<Answer, Failure> {
        if head_first {
            self.pause().await;
            let answer = self.client.head(url).await;
            self.was_asked();
            match answer {
                Ok(answer) if answer.status < 400 || answer.retry_after.is_some() => {
                    return Ok(answer);
                }
                Ok(_) | Err(Failure::Connection(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        self.pause().await;
        let answer = self.client.get(url).await;
        self.was_asked();
        answer
    }

    /// What the host asks of programs. If it has no such file, nothing; if the file cannot be read,
    /// the host must not be asked (RFC 9309, §2.3.1.4).
    async fn robots(&mut self, url: &Url) -> Result<Robots, Outcome> {
        let Ok(mut at) = url.join("/robots.txt") else { return Ok(Robots::default()) };
        for _ in 0..=ROBOTS_REDIRECTS {
            self.pause().await;
            let answer = self.client.text(&at, robots::MAX_BYTES).await;
            self.was_asked();
            let (answer, text) = answer.map_err(Outcome::from)?;
            match answer.status {
                200..300 => return Ok(Robots::parse(&text)),
                500.. | 429 => {
                    let why = format!("status {} for /robots.txt", answer.status);
                    return Err(Outcome::Unsure(why));
                }
                _ => {}
            }
            // One at another host speaks for that host, which is asked when a link leads there.
            match answer.location.and_then(|location| at.join(&location).ok()) {
                Some(next) if next.host() == at.host() => at = next,
                _ => break,
            }
        }
        Ok(Robots::default())
    }

    /// Waits until the host may be asked again.
    async fn pause(&self) {
        if let Some(free_at) = self.state.free_at {
            sleep_until(free_at).await;
        }
    }

    fn was_asked(&mut self) {
        let robots = self.state.robots.as_ref();
        let asked = robots.and_then(|robots| robots.delay).unwrap_or_default();
        let pause = asked.min(self.settings.longest_pause).max(self.settings.pause);
        self.state.free_at = Some(Instant::now() + pause);
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Private => Self::Private,
            Failure::NoHost => Self::no_host(),
            Failure::Timeout => Self::Unsure("no answer in time".into()),
            Failure::Connection(why) => Self::Unsure(why),
        }
    }
}
