//! Answers requests.
//!
//! In: the head of a request. Out: the response to it: a file of the site or a part of it, a
//! redirect, or one of the server's own files below `/_digest/TOKEN/`.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, ETAG};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use tokio::sync::{Semaphore, watch};

use super::conditional::{Selection, select};
use super::events::{self, Seen};
use super::guard::{self, Refusal};
use super::limits::ServerLimits;
use super::lookup::{FoundFile, Lookup, NOT_FOUND};
use super::media_type::{is_page, media_type};
use super::overlay;
use super::request_path::{self, RequestTarget};
use super::response::{self, Body, set};
use super::script::{ScriptTag, Token, inject};
use super::site::{File, LiveSite};
use crate::builtin;
use crate::fingerprint::Fingerprint;
use crate::paths::{OutputPath, UrlPath};

pub(super) struct Handler {
    lookup: Lookup,
    token: Token,
    /// The name given by `--host`.
    host: Option<String>,
    limits: ServerLimits,
    event_streams: Arc<Semaphore>,
    stop: watch::Receiver<bool>,
}

impl Handler {
    pub(super) fn new(
        site: Arc<dyn LiveSite>,
        token: Token,
        host: Option<String>,
        limits: ServerLimits,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let event_streams = Arc::new(Semaphore::new(limits.event_streams));
        Self { lookup: Lookup::new(site), token, host, limits, event_streams, stop }
    }

    /// Answers a request that came in at the address `local`.
    pub(super) async fn respond(&self, local: SocketAddr, head: &Parts) -> Response<Body> {
        self.route(local, head).await.unwrap_or_else(response::refused)
    }

    async fn route(&self, local: SocketAddr, head: &Parts) -> Result<Response<Body>, Refusal> {
        let base = self.lookup.state().base;
        let names: Vec<&str> = [base.host()].into_iter().chain(self.host.as_deref()).collect();
        guard::check(head, local, &names)?;
        let target = request_path::read(head.uri.path(), base.sub_path());
        let (path, found) = match target.map_err(|_| Refusal::Target)? {
            RequestTarget::Reserved(rest) => return self.own_file(&rest, head),
            RequestTarget::Above(location) => {
                return Ok(response::redirect(StatusCode::FOUND, &location, head.uri.query()));
            }
            RequestTarget::File(path) => {
                let found = self.lookup.find(path.clone(), self.limits.queue_timeout).await;
                (Some(path), found)
            }
            // The path names no output, so the page that is shown takes its place.
            RequestTarget::Nothing => {
                let found = self.lookup.not_found(self.limits.queue_timeout).await;
                (OutputPath::new(NOT_FOUND).ok(), found)
            }
        };
        Ok(match (path, found) {
            (_, None) => response::busy(),
            (_, Some(FoundFile::Directory(index))) => {
                let location = UrlPath::of_output(&index).under(base.sub_path());
                response::redirect(StatusCode::MOVED_PERMANENTLY, &location, head.uri.query())
            }
            (Some(path), Some(found)) => self.file(&path, &found, head),
            (None, _) => response::not_found(),
        })
    }

    /// Responds with what was found at a path.
    fn file(&self, path: &OutputPath, found: &FoundFile, head: &Parts) -> Response<Body> {
        let (file, status) = match found {
            FoundFile::File(file) => (file, StatusCode::OK),
            FoundFile::Nothing(Some(file)) => (file, StatusCode::NOT_FOUND),
            FoundFile::Nothing(None) | FoundFile::Directory(_) => return response::not_found(),
        };
        let problems = self.lookup.state().problems;
        let script = ScriptTag {
            token: &self.token,
            page: path,
            version: &found.version(),
            problems: &problems.version(),
            shows_draft: file.as_ref().is_ok_and(|file| file.shows_draft),
        };
        let Ok(file) = file else {
            let page = overlay::failed_page(&problems, &script);
            return response::own_page(StatusCode::INTERNAL_SERVER_ERROR, page);
        };
        if status == StatusCode::NOT_FOUND {
            let page = inject(&file.bytes, &script.to_string());
            return response::bytes(status, response::HTML, page);
        }
        if !is_page(path) {
            return whole_or_part(path, file.clone(), head);
        }
        let bytes = inject(&file.bytes, &script.to_string());
        let fingerprint = Fingerprint::of(&bytes);
        whole_or_part(path, File { bytes, fingerprint, ..file.clone() }, head)
    }

    /// Responds with one of the server's own files, given the path below `/_digest/`.
    fn own_file(&self, rest: &str, head: &Parts) -> Result<Response<Body>, Refusal> {
        let (token, name) = rest.split_once('/').unwrap_or((rest, ""));
        if !self.token.is(token) {
            return Err(Refusal::ForeignPage);
        }
        guard::check_page(&head.headers)?;
        let file = |media_type, text: &'static str| {
            response::bytes(StatusCode::OK, media_type, Bytes::from_static(text.as_bytes()))
        };
        Ok(match name {
            "live.js" => file("text/javascript; charset=utf-8", builtin::LIVE_SCRIPT),
            "live.css" => file("text/css; charset=utf-8", builtin::LIVE_STYLE),
            "problems" => {
                let problems = self.lookup.state().problems;
                response::own_page(StatusCode::OK, overlay::overlay(&problems, &self.token))
            }
            "events" => {
                let seen = head.uri.query().and_then(seen).ok_or(Refusal::Target)?;
                let Ok(permit) = Arc::clone(&self.event_streams).try_acquire_owned() else {
                    return Ok(response::busy());
                };
                let (lookup, stop) = (self.lookup.clone(), self.stop.clone());
                let events = events::open(lookup, seen, self.limits, stop, permit);
                response::event_stream(events)
            }
            _ => response::not_found(),
        })
    }
}

fn whole_or_part(path: &OutputPath, file: File, head: &Parts) -> Response<Body> {
    let tag = format!("\"{}\"", file.fingerprint);
    let length = file.bytes.len();
    let mut response = match select(head, &tag, length) {
        Selection::NotModified => {
            let empty = Either::Left(Full::default());
            response::with_body(StatusCode::NOT_MODIFIED, empty)
        }
        Selection::Whole => response::bytes(StatusCode::OK, &media_type(path), file.bytes),
        Selection::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let bytes = file.bytes.slice(part);
            let mut response =
                response::bytes(StatusCode::PARTIAL_CONTENT, &media_type(path), bytes);
            set(&mut response, CONTENT_RANGE, &range);
            response
        }
        Selection::Unsatisfiable => {
            let status = StatusCode::RANGE_NOT_SATISFIABLE;
            let text = "The file is shorter than the requested range.\n".into();
            let mut response = response::bytes(status, response::TEXT, text);
            set(&mut response, CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
    };
    set(&mut response, ETAG, &tag);
    set(&mut response, ACCEPT_RANGES, "bytes");
    if !is_page(path) {
        set(&mut response, CACHE_CONTROL, "no-cache");
    }
    response
}

/// Reads what a client says that it shows.
fn seen(query: &str) -> Option<Seen> {
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
    Some(Seen { page: page?, version: version?, problems: problems? })
}

#[cfg(test)]
mod tests {
    use super::*;

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
