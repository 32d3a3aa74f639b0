//! Resource limits of the server.

use std::time::Duration;

/// What clients may use. The defaults are listed in `docs/serve.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerLimits {
    /// Maximum concurrent connections. Others wait in the system's queue.
    pub connections: usize,
    /// Maximum concurrent event streams.
    pub event_streams: usize,
    /// Timeout for the head of a request, for the next request of a connection, and for a client
    /// that does not read its response.
    pub client_timeout: Duration,
    /// How long a request waits while as many files as possible are being rendered.
    pub queue_timeout: Duration,
    /// How often an idle event stream sends a comment, so that a lost client is noticed.
    pub keep_alive: Duration,
    /// After this an event stream ends, and the client opens another.
    pub stream_lifetime: Duration,
    /// How long responses may take to finish when the server stops.
    pub shutdown_grace: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 256,
            event_streams: 100,
            client_timeout: Duration::from_secs(10),
            queue_timeout: Duration::from_secs(5),
            keep_alive: Duration::from_secs(15),
            stream_lifetime: Duration::from_secs(600),
            shutdown_grace: Duration::from_millis(100),
        }
    }
}
