//! What belongs to the server itself, below `/_digest/TOKEN/`: the script, its style, what
//! stands in the overlay, and the stream of events.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Either;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use hyper::{Response, StatusCode};

use super::answer::{Body, Handler, busy, nothing, own_page, plain, refused, set, with_policies};
use super::events::{self, Seen};
use super::guard::{self, Refusal};
use super::overlay;
use super::request_path::{self, Target};
use crate::builtin;

impl Handler {
    /// Answers a request for `rest`, the path below `/_digest/`.
    pub(super) fn own(
        &self,
        rest: &str,
        query: Option<&str>,
        headers: &HeaderMap,
    ) -> Response<Body> {
        let (token, name) = rest.split_once('/').unwrap_or((rest, ""));
        if !self.token.is(token) {
            return refused(Refusal::ForeignPage);
        }
        if let Err(refusal) = guard::check_page(headers) {
            return refused(refusal);
        }
        let file = |kind, text: &'static str| {
            plain(StatusCode::OK, kind, Bytes::from_static(text.as_bytes()))
        };
        match name {
            "live.js" => file("text/javascript; charset=utf-8", builtin::LIVE_SCRIPT),
            "live.css" => file("text/css; charset=utf-8", builtin::LIVE_STYLE),
            "problems" => {
                let problems = self.lookup.state().problems;
                own_page(StatusCode::OK, overlay::overlay(&problems, &self.token))
            }
            "events" => match query.and_then(seen) {
                Some(seen) => self.events(seen),
                None => refused(Refusal::Target),
            },
            _ => nothing(),
        }
    }

    /// Answers with a stream of events.
    fn events(&self, seen: Seen) -> Response<Body> {
        let Ok(place) = Arc::clone(&self.streams).try_acquire_owned() else { return busy() };
        let (lookup, stop) = (self.lookup.clone(), self.stop.clone());
        let events = events::open(lookup, seen, self.lifetime, stop, place);
        let mut answer = with_policies(Response::new(Either::Right(events)));
        set(&mut answer, CONTENT_TYPE, "text/event-stream");
        answer
    }
}

/// Reads what a client says that it shows.
fn seen(query: &str) -> Option<Seen> {
    let (mut page, mut version, mut problems) = (None, None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "page" => match request_path::read(&value, "") {
                Ok(Target::File(path)) => page = Some(path),
                _ => return None,
            },
            "version" => version = Some(value.into_owned()),
            "problems" => problems = Some(value.into_owned()),
            _ => return None,
        }
    }
    Some(Seen { page: page?, version: version?, problems: problems? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::OutputPath;

    #[test]
    fn a_client_says_what_it_shows() {
        let page = |page| seen(&format!("page={page}&version=&problems=")).unwrap().page;
        assert_eq!(page("%2F%25C3%25A6"), OutputPath::new("æ").unwrap());
        let seen = seen("page=%2F%25C3%25A6%2F&version=1-2&problems=").unwrap();
        assert_eq!(seen.page, OutputPath::new("æ/index.html").unwrap());
        assert_eq!((seen.version.as_str(), seen.problems.as_str()), ("1-2", ""));
    }

    #[test]
    fn what_no_client_says() {
        for bad in ["", "page=/", "page=/../x&version=&problems=", "page=/&version=&problems=&x="] {
            assert_eq!(seen(bad), None, "{bad}");
        }
    }
}
