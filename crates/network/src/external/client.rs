//! Sends one request: to public addresses only, without following redirects. The only file here
//! that uses `reqwest`.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use jiff::fmt::rfc2822;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::{Method, redirect};
use url::{Host, Url};

use super::addresses::is_public;
use super::settings::Settings;
use crate::tls;

/// Sends requests.
pub(super) struct Client {
    /// Connects to public addresses only.
    public: reqwest::Client,
    /// Connects to any address: for the hosts that the site names.
    private: reqwest::Client,
    private_hosts: Vec<String>,
}

/// The head of an answer. Its body is not read: the connection is closed.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where a redirect leads, as written.
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<Duration>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The host has no public address.
    Private,
    /// There is no such host.
    NoHost,
    /// There was no answer in time.
    Timeout,
    /// Anything else that goes wrong with a connection.
    Connection(String),
}

impl Client {
    /// Fails if the system's certificates cannot be loaded.
    pub(super) fn new(settings: &Settings) -> Result<Self, String> {
        tls::install();
        let client = || {
            reqwest::Client::builder()
                .user_agent(&settings.user_agent)
                .redirect(redirect::Policy::none())
                .referer(false)
                .http1_only()
                // A proxy would look names up itself.
                .no_proxy()
                .timeout(settings.request)
                .pool_max_idle_per_host(1)
        };
        let build = |builder: reqwest::ClientBuilder| {
            builder.build().map_err(|error| root_cause(&error).to_string())
        };
        Ok(Self {
            public: build(client().dns_resolver(PublicResolver))?,
            private: build(client())?,
            private_hosts: settings.private_hosts.clone(),
        })
    }

    /// Asks for the head of a URL.
    pub(super) async fn head(&self, url: &Url) -> Result<Answer, Failure> {
        self.send(Method::HEAD, url).await.map(|response| answer(&response))
    }

    /// Asks for a URL, but does not read the body.
    pub(super) async fn get(&self, url: &Url) -> Result<Answer, Failure> {
        self.send(Method::GET, url).await.map(|response| answer(&response))
    }

    /// Asks for a URL and reads up to `limit` bytes of the body.
    pub(super) async fn text(&self, url: &Url, limit: usize) -> Result<(Answer, String), Failure> {
        let mut response = self.send(Method::GET, url).await?;
        let mut bytes = Vec::new();
        while bytes.len() < limit
            && let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))?
        {
            bytes.extend_from_slice(&chunk);
        }
        bytes.truncate(limit);
        Ok((answer(&response), String::from_utf8_lossy(&bytes).into_owned()))
    }

    async fn send(&self, method: Method, url: &Url) -> Result<reqwest::Response, Failure> {
        let client = if self.may_be_private(url) {
            &self.private
        } else {
            // Nothing is looked up for an address.
            let address = match url.host() {
                Some(Host::Ipv4(address)) => Some(IpAddr::from(address)),
                Some(Host::Ipv6(address)) => Some(IpAddr::from(address)),
                _ => None,
            };
            if address.is_some_and(|address| !is_public(address)) {
                return Err(Failure::Private);
            }
            &self.public
        };
        client.request(method, url.clone()).send().await.map_err(|error| failure(&error))
    }

    fn may_be_private(&self, url: &Url) -> bool {
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return false;
        };
        let with_port = format!("{host}:{port}");
        self.private_hosts.iter().any(|private| *private == host || *private == with_port)
    }
}

fn answer(response: &reqwest::Response) -> Answer {
    let headers = response.headers();
    Answer {
        status: response.status().as_u16(),
        // Some hosts write it in UTF-8.
        location: headers.get(LOCATION).map(|url| String::from_utf8_lossy(url.as_bytes()).into()),
        retry_after: retry_after(headers),
    }
}

/// How long to wait: a number of seconds, or a time, which is compared with that of the answer.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let after = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = after.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |text: &str| rfc2822::parse(text).ok().map(|time| time.timestamp());
    let wait = time(after)?.duration_since(time(text(DATE)?)?);
    Some(Duration::try_from(wait).unwrap_or_default())
}

fn failure(error: &reqwest::Error) -> Failure {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<ResolveError>() {
            return match cause {
                ResolveError::Private => Failure::Private,
                ResolveError::NoHost => Failure::NoHost,
                ResolveError::Other(why) => Failure::Connection(why.clone()),
            };
        }
        source = cause.source();
    }
    if error.is_timeout() {
        return Failure::Timeout;
    }
    Failure::Connection(root_cause(error).to_string())
}

fn root_cause<'e>(error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause
}

/// Gives only the public addresses of a name, so that a name cannot lead to another address between
/// its check and the connection.
struct PublicResolver;

#[derive(Debug)]
enum ResolveError {
    Private,
    NoHost,
    Other(String),
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Private => f.write_str("the host has no public address"),
            Self::NoHost => f.write_str("there is no such host"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl Error for ResolveError {}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|error| {
                // The C library says only in words which error it was.
                let why = error.to_string();
                let passes = why.contains("emporary failure") || why.contains("ry again");
                if passes { ResolveError::Other(why) } else { ResolveError::NoHost }
            })?;
            let found: Vec<SocketAddr> = found.collect();
            if found.is_empty() {
                return Err(ResolveError::NoHost.into());
            }
            let public: Vec<_> = found.into_iter().filter(|it| is_public(it.ip())).collect();
            if public.is_empty() {
                return Err(ResolveError::Private.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}
