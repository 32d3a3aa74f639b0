//! The event stream that keeps an open page up to date (server-sent events, WHATWG HTML).
//!
//! A client says which version of which page it shows. The server tells it to reload the page, to
//! replace the style sheet, or that the problems have changed, and only when that is so. The stream
//! carries no content and takes no commands.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::{sleep, timeout};

use super::limits::ServerLimits;
use super::lookup::Lookup;
use crate::paths::OutputPath;

/// Nobody waits for the comparison of a page that takes long to render.
const COMPARE_TIMEOUT: Duration = Duration::from_secs(3_600);
const COMMENT: &str = ":\n\n";

/// What a client shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) page: OutputPath,
    pub(super) version: String,
    /// The version of the problems.
    pub(super) problems: String,
}

/// The body of the response.
#[derive(Debug)]
pub(super) struct Events(mpsc::Receiver<Bytes>);

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Opens a stream. It ends with the client, with the server, or at the end of its lifetime.
pub(super) fn open(
    lookup: Lookup,
    seen: Seen,
    limits: ServerLimits,
    stop: watch::Receiver<bool>,
    permit: OwnedSemaphorePermit,
) -> Events {
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        let _permit = permit;
        let client = sender.clone();
        tokio::select! {
            () = follow(lookup, seen, limits.keep_alive, sender) => {}
            () = client.closed() => {}
            () = stopped(stop) => {}
            () = sleep(limits.stream_lifetime) => {}
        }
    });
    Events(receiver)
}

/// Compares what the client shows with the site, now and after every change.
async fn follow(lookup: Lookup, mut seen: Seen, keep_alive: Duration, sender: mpsc::Sender<Bytes>) {
    let mut changes = lookup.changes();
    let mut events = COMMENT.to_owned();
    loop {
        // Changes from here on belong to the next round.
        changes.borrow_and_update();
        events.push_str(&compare(&lookup, &mut seen).await);
        if !events.is_empty() && sender.send(std::mem::take(&mut events).into()).await.is_err() {
            return;
        }
        loop {
            match timeout(keep_alive, changes.changed()).await {
                Ok(Ok(())) => break,
                Ok(Err(_)) => return,
                Err(_) if sender.send(COMMENT.into()).await.is_err() => return,
                Err(_) => {}
            }
        }
    }
}

/// The events that bring a client up to date; afterwards it is assumed to be.
async fn compare(lookup: &Lookup, seen: &mut Seen) -> String {
    let mut events = String::new();
    let Some(found) = lookup.find(seen.page.clone(), COMPARE_TIMEOUT).await else { return events };
    let version = found.version();
    // If the new version cannot be rendered, the old one stays, and the overlay says why.
    if version != seen.version && version != "failed" {
        let without_style =
            |version: &str| version.split_once('-').map(|(_, rest)| rest.to_owned());
        let rest = without_style(&version);
        let is_style = rest.is_some() && rest == without_style(&seen.version);
        events.push_str(&event(if is_style { "style" } else { "reload" }, &version));
        seen.version = version;
    }
    // Read last, so that problems found while the page was rendered are included.
    let problems = lookup.state().problems.version();
    if problems != seen.problems {
        events.push_str(&event("problems", &problems));
        seen.problems = problems;
    }
    events
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// Waits until the server stops.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, which stops the server as well.
    let _ = stop.wait_for(|stop| *stop).await;
}
