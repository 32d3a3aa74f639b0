//! The stream of events that keeps an open page up to date (server-sent events, WHATWG HTML).
//!
//! A client says which version of which page it shows. The server tells it to load the page
//! anew, to exchange the style sheet, or that the problems have changed, and only if that is
//! so. The stream carries no content and takes no commands.

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Either;
use hyper::body::{Body, Frame};
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::lookup::Lookup;
use crate::paths::OutputPath;

/// A page that is being made may take as long as it takes: nobody waits for this answer.
const NO_HURRY: Duration = Duration::from_secs(3_600);

/// What a client shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// The page.
    pub(super) page: OutputPath,
    /// Its version.
    pub(super) version: String,
    /// The version of the problems.
    pub(super) problems: String,
}

/// How long a stream is silent, and how long it lives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetime {
    /// A comment is sent so often, so that a client that is gone is noticed.
    pub(super) keep_alive: Duration,
    /// Then the stream ends, and the client opens another.
    pub(super) longest: Duration,
}

/// The body of the answer.
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

/// Opens a stream. It ends with the client, with the server, or at the end of its life.
pub(super) fn open(
    lookup: Lookup,
    seen: Seen,
    lifetime: Lifetime,
    stop: watch::Receiver<bool>,
    place: OwnedSemaphorePermit,
) -> Events {
    let (send, receive) = mpsc::channel(4);
    tokio::spawn(async move {
        let _place = place;
        let client = send.clone();
        let end = first(client.closed(), stopped(stop));
        first(follow(lookup, seen, lifetime, send), end).await;
    });
    Events(receive)
}

/// Compares what the client shows with what there is, now and at every change.
async fn follow(lookup: Lookup, mut seen: Seen, lifetime: Lifetime, send: mpsc::Sender<Bytes>) {
    let end = Instant::now() + lifetime.longest;
    let mut changes = lookup.changes();
    let mut news = String::from(":\n\n");
    loop {
        // What comes from here on is looked at in the next round.
        changes.borrow_and_update();
        news.push_str(&compare(&lookup, &mut seen).await);
        if !news.is_empty() && send.send(std::mem::take(&mut news).into()).await.is_err() {
            return;
        }
        let mut silence = Instant::now() + lifetime.keep_alive;
        loop {
            match first(changes.changed(), sleep_until(silence.min(end))).await {
                Either::Left(Ok(())) => break,
                Either::Right(()) if Instant::now() < end => {
                    if send.send(Bytes::from_static(b":\n\n")).await.is_err() {
                        return;
                    }
                    silence += lifetime.keep_alive;
                }
                Either::Left(Err(_)) | Either::Right(()) => return,
            }
        }
    }
}

/// The events that bring a client up to date; afterwards it is taken to be so.
async fn compare(lookup: &Lookup, seen: &mut Seen) -> String {
    let mut events = String::new();
    let Some(found) = lookup.find(seen.page.clone(), NO_HURRY).await else { return events };
    let version = found.version();
    // An old page stays when its successor cannot be made: the overlay tells why.
    if version != seen.version && version != "unmade" {
        let rest = |version: &str| version.split_once('-').map(|(_, rest)| rest.to_owned());
        let is_style = rest(&version).is_some() && rest(&version) == rest(&seen.version);
        events.push_str(&event(if is_style { "style" } else { "reload" }, &version));
        seen.version = version;
    }
    // Asked last: what was found wrong while the page was made belongs to it.
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
    // An error means that whoever could stop the server is gone, which stops it as well.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Waits for whichever comes first, and drops the other.
pub(super) async fn first<A: Future, B: Future>(a: A, b: B) -> Either<A::Output, B::Output> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    std::future::poll_fn(|context| {
        if let Poll::Ready(a) = a.as_mut().poll(context) {
            return Poll::Ready(Either::Left(a));
        }
        b.as_mut().poll(context).map(Either::Right)
    })
    .await
}
