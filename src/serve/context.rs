//! What all connections of a server share.

use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

use super::limits::ServerLimits;
use super::script::Token;
use super::site::LiveSite;

/// How many files may be rendered at once. Some may hang, since templates cannot be interrupted.
const MAX_RENDERING: usize = 4;

pub(super) struct ServerContext {
    pub(super) site: Arc<dyn LiveSite>,
    pub(super) token: Token,
    /// The name given by `--host`.
    pub(super) host: Option<String>,
    pub(super) limits: ServerLimits,
    pub(super) rendering: Arc<Semaphore>,
    pub(super) event_streams: Arc<Semaphore>,
    stop: watch::Receiver<bool>,
}

impl ServerContext {
    pub(super) fn new(
        site: Arc<dyn LiveSite>,
        host: Option<String>,
        limits: ServerLimits,
        stop: watch::Receiver<bool>,
    ) -> std::io::Result<Self> {
        let rendering = Arc::new(Semaphore::new(MAX_RENDERING));
        let event_streams = Arc::new(Semaphore::new(limits.event_streams));
        Ok(Self { site, token: Token::random()?, host, limits, rendering, event_streams, stop })
    }

    /// Waits until the server stops.
    pub(super) async fn stopped(&self) {
        // An error means that the sender is gone, which stops the server as well.
        let _ = self.stop.clone().wait_for(|stop| *stop).await;
    }
}
