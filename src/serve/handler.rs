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

use super::conditional::{Selection, select};
use super::context::ServerContext;
use super::events::{self, Seen};
use super::guard::{self, Refusal};
use super::lookup::{FoundFile, NOT_FOUND, find};
use super::overlay;
use super::request_path::{self, RequestTarget};
use super::response::{self, Body, set};
use super::script::{ScriptTag, inject};
use super::site::Redirect;
use crate::builtin;
use crate::fingerprint::Fingerprint;
use crate::media_type::{content_type, essence};
use crate::paths::{OutputPath, UrlPath};

/// Answers a request that came in at the address `local`.
pub(super) async fn respond(
    context: &Arc<ServerContext>,
    local: SocketAddr,
    head: &Parts,
) -> Response<Body> {
    route(context, local, head).await.unwrap_or_else(response::refused)
}

async fn route(
    context: &Arc<ServerContext>,
    local: SocketAddr,
    head: &Parts,
) -> Result<Response<Body>, Refusal> {
    let base = context.site.state().base;
    let names: Vec<&str> = [base.host()].into_iter().chain(context.host.as_deref()).collect();
    guard::check(head, local, &names)?;
    let redirect = |status, path: &UrlPath| {
        response::redirect(status, &path.under(base.sub_path()), head.uri.query())
    };
    let (path, status) = match request_path::read(head.uri.path(), base.sub_path())? {
        RequestTarget::Reserved(rest) => return own_file(context, &rest, head),
        RequestTarget::Above => return Ok(redirect(StatusCode::FOUND, &UrlPath::directory([]))),
        RequestTarget::File(path) => (path, StatusCode::OK),
        // The path names no output, so the page that is shown takes its place.
        RequestTarget::Nothing => match OutputPath::new(NOT_FOUND) {
            Ok(path) => (path, StatusCode::NOT_FOUND),
            Err(_) => return Ok(response::not_found()),
        },
    };
    let Some(found) = find(context, path.clone(), context.limits.queue_timeout).await else {
        return Ok(response::busy());
    };
    let version = found.version();
    let (file, status) = match found {
        FoundFile::File(file) => (file, status),
        FoundFile::Nothing(Some(file)) => (file, StatusCode::NOT_FOUND),
        FoundFile::Nothing(None) => return Ok(response::not_found()),
        FoundFile::Redirect(Redirect { status, to }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND);
            return Ok(response::redirect(status, &to, None));
        }
        FoundFile::Directory(index) => {
            return Ok(redirect(StatusCode::MOVED_PERMANENTLY, &UrlPath::of_output(&index)));
        }
    };
    let problems = context.site.state().problems;
    let script = ScriptTag {
        token: &context.token,
        page: &path,
        version: &version,
        problems: &problems.version(),
        shows_draft: file.as_ref().is_ok_and(|file| file.shows_draft),
    };
    Ok(match file {
        Err(_) => {
            let page = overlay::failed_page(&problems, &script);
            response::own_page(StatusCode::INTERNAL_SERVER_ERROR, page)
        }
        Ok(file) if status == StatusCode::NOT_FOUND => {
            let page = inject(&file.bytes, &script.to_string());
            response::bytes(status, response::HTML, page)
        }
        Ok(file) if is_page(&path) => {
            let page = inject(&file.bytes, &script.to_string());
            let fingerprint = Fingerprint::of(&page);
            whole_or_part(&path, page, fingerprint, head)
        }
        Ok(file) => whole_or_part(&path, file.bytes, file.fingerprint, head),
    })
}

/// Responds with one of the server's own files, given the path below `/_digest/`.
fn own_file(
    context: &Arc<ServerContext>,
    path: &str,
    head: &Parts,
) -> Result<Response<Body>, Refusal> {
    let (token, name) = path.split_once('/').unwrap_or((path, ""));
    if !context.token.is(token) {
        return Err(Refusal::ForeignPage);
    }
    guard::check_page(&head.headers)?;
    Ok(match name {
        "live.js" => response::bytes(StatusCode::OK, response::SCRIPT, builtin::LIVE_SCRIPT.into()),
        "live.css" => response::bytes(StatusCode::OK, response::STYLE, builtin::LIVE_STYLE.into()),
        "problems" => {
            let problems = context.site.state().problems;
            response::own_page(StatusCode::OK, overlay::overlay(&problems, &context.token))
        }
        "events" => {
            let seen = head.uri.query().and_then(Seen::from_query).ok_or(Refusal::Target)?;
            match Arc::clone(&context.event_streams).try_acquire_owned() {
                Ok(permit) => {
                    response::event_stream(events::open(Arc::clone(context), seen, permit))
                }
                Err(_) => response::busy(),
            }
        }
        _ => response::not_found(),
    })
}

fn whole_or_part(
    path: &OutputPath,
    bytes: Bytes,
    fingerprint: Fingerprint,
    head: &Parts,
) -> Response<Body> {
    let tag = format!("\"{fingerprint}\"");
    let length = bytes.len();
    let media_type = content_type(path.as_str());
    let mut response = match select(head, &tag, length) {
        Selection::NotModified => {
            response::with_body(StatusCode::NOT_MODIFIED, Either::Left(Full::default()))
        }
        Selection::Whole => response::bytes(StatusCode::OK, &media_type, bytes),
        Selection::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let part = bytes.slice(part);
            let mut response = response::bytes(StatusCode::PARTIAL_CONTENT, &media_type, part);
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

/// Whether a file is a page, which gets the script.
fn is_page(path: &OutputPath) -> bool {
    essence(path.as_str()) == "text/html"
}
