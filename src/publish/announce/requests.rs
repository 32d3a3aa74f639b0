//! The requests that tell others of news, as data.
//!
//! In: who is notified, of which URLs. Out: [`AnnounceRequest`]s. May import: `config`.

use std::fmt;

use serde::Serialize;
use url::Url;
use url::form_urlencoded::Serializer;

use super::news::News;
use crate::config::{AfterPublish, BaseUrl};

/// Who is notified after a publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Receiver {
    /// A hub of `WebSub`, of each feed: <https://www.w3.org/TR/websub/>, 7. What publishers and hubs
    /// agree on is open there; all public hubs take this form, of `PubSubHubbub` 0.4.
    Hub(String),
    /// A cache, of everything that it may have an old copy of.
    Purge(String),
    /// A search engine, of pages: <https://www.indexnow.org/documentation>.
    IndexNow { endpoint: String, key: String },
}

/// A secret that no message shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

/// A request with `POST`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnnounceRequest {
    pub(crate) url: String,
    pub(crate) content_type: &'static str,
    pub(crate) token: Option<Token>,
    pub(crate) body: String,
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json; charset=utf-8";

impl Receiver {
    /// A hub, and what `[publish.NAME] after` names.
    pub(super) fn all(hub: Option<&str>, after: &[AfterPublish]) -> Vec<Self> {
        let hub = hub.map(|url| Self::Hub(url.to_owned()));
        let after = after.iter().map(|after| match after.clone() {
            AfterPublish::Purge { url } => Self::Purge(url),
            AfterPublish::IndexNow { endpoint, key } => Self::IndexNow { endpoint, key },
        });
        // Caches first: what others fetch because they were told should not be old.
        let (mut all, others): (Vec<_>, Vec<_>) =
            after.chain(hub).partition(|receiver| matches!(receiver, Self::Purge(_)));
        all.extend(others);
        all
    }

    /// What it is notified of.
    pub(super) fn concerns<'n>(&self, news: &'n News) -> impl Iterator<Item = &'n String> {
        match self {
            Self::Hub(_) => news.feeds.iter(),
            Self::Purge(_) => news.cached.iter(),
            Self::IndexNow { .. } => news.pages.iter(),
        }
    }

    /// What it is called in our state.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Hub(url) => format!("hub {url}"),
            Self::Purge(url) => format!("purge {url}"),
            Self::IndexNow { endpoint, .. } => format!("indexnow {endpoint}"),
        }
    }

    /// What it is called in messages: without its path and query, which may have a secret in them.
    pub(super) fn name(&self) -> String {
        let (what, url) = match self {
            Self::Hub(url) => ("the hub", url),
            Self::Purge(url) => ("the cache", url),
            Self::IndexNow { endpoint, .. } => ("IndexNow", endpoint),
        };
        let url = Url::parse(url).ok();
        format!("{what} at {}", url.as_ref().and_then(Url::host_str).unwrap_or_default())
    }

    /// How many URLs one request has at most.
    pub(super) fn batch(&self) -> usize {
        match self {
            Self::Hub(_) => 1,
            // What Cloudflare takes with each of its plans.
            Self::Purge(_) => 30,
            // As its documentation says.
            Self::IndexNow { .. } => 10_000,
        }
    }

    /// The request for some URLs, at most a batch.
    pub(super) fn request(
        &self,
        urls: &[String],
        base_url: &BaseUrl,
        token: Option<&Token>,
    ) -> AnnounceRequest {
        match self {
            Self::Hub(url) => {
                let mut form = Serializer::new(String::new());
                form.append_pair("hub.mode", "publish");
                form.extend_pairs(urls.iter().map(|url| ("hub.url", url)));
                let body = form.finish();
                AnnounceRequest { url: url.clone(), content_type: FORM, token: None, body }
            }
            Self::Purge(url) => {
                let body = json(&PurgeBody { files: urls });
                let token = token.cloned();
                AnnounceRequest { url: url.clone(), content_type: JSON, token, body }
            }
            Self::IndexNow { endpoint, key } => {
                let body = json(&IndexNowBody {
                    host: base_url.host(),
                    key,
                    key_location: format!("{}/{key}.txt", base_url.as_text()),
                    url_list: urls,
                });
                AnnounceRequest { url: endpoint.clone(), content_type: JSON, token: None, body }
            }
        }
    }
}

/// The form that the interface of Cloudflare has.
#[derive(Serialize)]
struct PurgeBody<'a> {
    files: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IndexNowBody<'a> {
    host: &'a str,
    key: &'a str,
    key_location: String,
    url_list: &'a [String],
}

fn json(value: &impl Serialize) -> String {
    // Texts are always JSON.
    serde_json::to_string(value).unwrap_or_default()
}

impl Token {
    /// A token of the environment; none if it is empty.
    pub(crate) fn new(text: &str) -> Option<Self> {
        Some(text.trim()).filter(|text| !text.is_empty()).map(|text| Self(text.to_owned()))
    }

    /// The value of `Authorization`.
    #[cfg_attr(not(any(feature = "network", test)), expect(dead_code, reason = "nothing is sent"))]
    pub(super) fn authorization(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}
