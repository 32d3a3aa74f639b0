//! How a check is done: who asks, and every bound.

use std::time::Duration;

/// How a check is done.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How the program introduces itself.
    pub user_agent: String,
    /// Hosts that may have an address that is not public, as `host` or `host:port`.
    pub private_hosts: Vec<String>,
    /// The longest that a request may take, from the name to the head of the answer.
    pub request: Duration,
    /// How often a request is sent that fails in a way that may pass.
    pub attempts: u32,
    /// The pause before the second attempt; it doubles each time.
    pub backoff: Duration,
    /// The longest pause that a host may ask for, by `Retry-After` or `Crawl-delay`.
    pub longest_pause: Duration,
    /// The pause between two requests to a host.
    pub pause: Duration,
    /// How many redirects are followed.
    pub redirects: usize,
    /// How many hosts are asked at once.
    pub hosts: usize,
    /// The longest that the whole check may take.
    pub total: Duration,
}

impl Settings {
    /// The usual bounds, in the name of a site.
    pub fn new(base_url: &str, private_hosts: Vec<String>) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            user_agent: format!("digest/{version} (link check; +{base_url})"),
            private_hosts,
            request: Duration::from_secs(15),
            attempts: 3,
            backoff: Duration::from_secs(1),
            longest_pause: Duration::from_secs(10),
            pause: Duration::from_millis(250),
            redirects: 10,
            hosts: 16,
            total: Duration::from_secs(600),
        }
    }
}
