//! The event stream that keeps an open page up to date (server-sent events, WHATWG HTML).
//!
//! A client says which version of which page it shows. The server tells it to reload the page, to
//! replace the style sheet, or that the problems have changed, and only when that is so. The stream
//! carries no content and takes no commands.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{sleep, timeout};

use super::context::ServerContext;
use super::lookup::find;
use super::request_path::{self, RequestTarget};
use crate::paths::OutputPath;

const COMMENT: &str = ":\n\n";

/// What a client shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    page: OutputPath,
    version: String,
    /// The version of the problems.
    problems: String,
}

impl Seen {
    pub(super) fn from_query(query: &str) -> Option<Self> {
        let (mut page, mut version, mut problems) = (None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "page" => match request_path::read(&value, "") {
                    Ok(RequestTarget::File(path)) => page = Some(path),
                    _ => return None,
                },
                "version" => version = Some(value.into_owned()),
                "problems" => problems = Some(value.into_owned()),
                _ => return None,
            }
        }
        Some(Self { page: page?, version: version?, problems: problems? })
    }
}

/// The body of the response.
pub(super) struct Events(mpsc::Receiver<Bytes>);

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(task).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Opens a stream. It ends with the client, with the server, or at the end of its lifetime.
pub(super) fn open(
    context: Arc<ServerContext>,
    seen: Seen,
    permit: OwnedSemaphorePermit,
) -> Events {
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        let _permit = permit;
        tokio::select! {
            () = follow(&context, seen, &sender) => {}
            () = sender.closed() => {}
            () = context.stopped() => {}
            () = sleep(context.limits.stream_lifetime) => {}
        }
    });
    Events(receiver)
}

/// Compares what the client shows with the site, now and after every change.
async fn follow(context: &ServerContext, mut seen: Seen, sender: &mpsc::Sender<Bytes>) {
    let mut changes = context.site.changes();
    let mut events = COMMENT.to_owned();
    // Sending fails when the client is gone, and then this is dropped.
    loop {
        // Changes from here on belong to the next round.
        changes.borrow_and_update();
        events.push_str(&compare(context, &mut seen).await);
        if !events.is_empty() {
            let _ = sender.send(std::mem::take(&mut events).into()).await;
        }
        while timeout(context.limits.keep_alive, changes.changed()).await.is_err() {
            let _ = sender.send(COMMENT.into()).await;
        }
    }
}

/// The events that bring a client up to date; afterwards it is assumed to be.
async fn compare(context: &ServerContext, seen: &mut Seen) -> String {
    let mut events = String::new();
    // Nobody waits for the comparison of a page that takes long to render.
    let found = find(context, seen.page.clone(), Duration::MAX).await;
    let Some(found) = found else { return events };
    let version = found.version();
    // If the new version cannot be rendered, the old one stays, and the overlay says why.
    if version != seen.version && version != "failed" {
        let rest = without_style(&version);
        let is_style = rest.is_some() && rest == without_style(&seen.version);
        events.push_str(&event(if is_style { "style" } else { "reload" }, &version));
        seen.version = version;
    }
    // Read last, so that problems found while the page was rendered are included.
    let problems = context.site.state().problems.version();
    if problems != seen.problems {
        events.push_str(&event("problems", &problems));
        seen.problems = problems;
    }
    events
}

fn without_style(version: &str) -> Option<&str> {
    version.split_once('-').map(|(_, rest)| rest)
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_says_what_it_shows() {
        let page =
            |page| Seen::from_query(&format!("page={page}&version=&problems=")).unwrap().page;
        assert_eq!(page("%2F%25C3%25A6"), OutputPath::new("æ").unwrap());
        let seen = Seen::from_query("page=%2F%25C3%25A6%2F&version=1-2&problems=").unwrap();
        assert_eq!(seen.page, OutputPath::new("æ/index.html").unwrap());
        assert_eq!((seen.version.as_str(), seen.problems.as_str()), ("1-2", ""));
    }

    #[test]
    fn what_no_client_says() {
        for bad in ["", "page=/", "page=/../x&version=&problems=", "page=/&version=&problems=&x="] {
            assert_eq!(Seen::from_query(bad), None, "{bad}");
        }
    }
}
