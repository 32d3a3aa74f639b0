//! Answers: what a request gets, with all that HTTP says about it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
    IF_RANGE, LOCATION, RANGE, REFRESH, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{Semaphore, watch};

use super::content_type::{content_type, is_page};
use super::entity_tag::EntityTag;
use super::events::{Events, Lifetime};
use super::guard::{self, Refusal};
use super::inject::{Mark, inject};
use super::lookup::{Found, Lookup, NOT_FOUND};
use super::overlay;
use super::range::{self, Wanted};
use super::request_path::{self, BadPath, Target};
use super::site::File;
use super::token::Token;
use crate::fingerprint::Fingerprint;
use crate::paths::{OutputPath, UrlPath};

/// Says that other origins may not load an answer into their pages (Fetch standard).
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const TEXT: &str = "text/plain; charset=utf-8";
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The body of an answer: bytes, or a stream of events.
pub(super) type Body = Either<Full<Bytes>, Events>;

/// What answers all requests, with what it needs for that.
pub(super) struct Handler {
    pub(super) lookup: Lookup,
    pub(super) token: Token,
    /// The name that `--host` gave.
    pub(super) host: Option<String>,
    /// How long a request waits for its turn when the site is busy.
    pub(super) turn: Duration,
    pub(super) lifetime: Lifetime,
    pub(super) streams: Arc<Semaphore>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Answers a request that came in at the address `local`.
pub(super) async fn answer(
    handler: Arc<Handler>,
    local: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let (head, _) = request.into_parts();
    let base = handler.lookup.state().base;
    let names = [base.host()].into_iter().chain(handler.host.as_deref()).collect::<Vec<_>>();
    if let Err(refusal) = guard::check(&head, local, &names) {
        return Ok(refused(refusal));
    }
    let answer = match request_path::read(head.uri.path(), base.sub_path()) {
        Err(BadPath) => refused(Refusal::Target),
        Ok(Target::Reserved(rest)) => handler.own(&rest, head.uri.query(), &head.headers),
        Ok(Target::Above(location)) => moved(StatusCode::FOUND, &location, head.uri.query()),
        Ok(Target::File(path)) => {
            let found = handler.lookup.find(path.clone(), handler.turn).await;
            match found {
                Some(Found::Folder(index)) => {
                    let location = UrlPath::of_output(&index).under(base.sub_path());
                    moved(StatusCode::MOVED_PERMANENTLY, &location, head.uri.query())
                }
                Some(found) => handler.page(&path, &found, &head.headers, &head.method),
                None => busy(),
            }
        }
        Ok(Target::Nothing) => match handler.lookup.nothing(handler.turn).await {
            // The path names no output, so the page that is shown stands for itself.
            Some(found) => match OutputPath::new(NOT_FOUND) {
                Ok(page) => handler.page(&page, &found, &head.headers, &head.method),
                Err(_) => nothing(),
            },
            None => busy(),
        },
    };
    Ok(if head.method == Method::HEAD { without_body(answer) } else { answer })
}

impl Handler {
    /// Answers with what was found at a path.
    fn page(
        &self,
        path: &OutputPath,
        found: &Found,
        headers: &HeaderMap,
        method: &Method,
    ) -> Response<Body> {
        let problems = self.lookup.state().problems;
        let (file, status) = match found {
            Found::File(file) => (file, StatusCode::OK),
            Found::Nothing(Some(file)) => (file, StatusCode::NOT_FOUND),
            Found::Nothing(None) | Found::Folder(_) => return nothing(),
        };
        let mark = Mark {
            token: &self.token,
            page: path,
            version: &found.version(),
            problems: &problems.version(),
            shows_draft: file.as_ref().is_ok_and(|file| file.shows_draft),
        };
        let Ok(file) = file else {
            let page = overlay::unmade(&problems, &self.token, &mark.element());
            return own_page(StatusCode::INTERNAL_SERVER_ERROR, page);
        };
        if status == StatusCode::NOT_FOUND {
            return plain(status, HTML, inject(&file.bytes, &mark.element()));
        }
        if !is_page(path) {
            return whole_or_part(path, file.clone(), headers, method);
        }
        let bytes = inject(&file.bytes, &mark.element());
        let fingerprint = Fingerprint::of(&bytes);
        whole_or_part(path, File { bytes, fingerprint, ..file.clone() }, headers, method)
    }
}

/// Answers with a file, a part of it, or that the client has it already (RFC 9110, section 13.2.2).
fn whole_or_part(
    path: &OutputPath,
    file: File,
    headers: &HeaderMap,
    method: &Method,
) -> Response<Body> {
    let tag = EntityTag::new(file.fingerprint);
    let kept = joined(headers, &IF_NONE_MATCH);
    let length = file.bytes.len();
    let is_known = kept.is_some_and(|kept| tag.is_named_by(&kept));
    let mut answer = if is_known {
        bare(StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        let is_meant = !headers.contains_key(IF_RANGE)
            || only(headers, IF_RANGE).is_some_and(|known| tag.is_exactly(known));
        let wanted = only(headers, RANGE).filter(|_| is_meant && *method == Method::GET);
        match wanted.map_or(Wanted::All, |wanted| range::wanted(wanted, length)) {
            Wanted::All => plain(StatusCode::OK, content_type(path), file.bytes),
            Wanted::Part(part) => {
                let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
                let bytes = file.bytes.slice(part);
                let mut answer = plain(StatusCode::PARTIAL_CONTENT, content_type(path), bytes);
                set(&mut answer, CONTENT_RANGE, &range);
                answer
            }
            Wanted::Beyond => {
                let status = StatusCode::RANGE_NOT_SATISFIABLE;
                let mut answer =
                    plain(status, TEXT, "The file is shorter than the requested range.\n".into());
                set(&mut answer, CONTENT_RANGE, &format!("bytes */{length}"));
                return answer;
            }
        }
    };
    set(&mut answer, ETAG, tag.as_str());
    set(&mut answer, ACCEPT_RANGES, "bytes");
    if !is_page(path) {
        set(&mut answer, CACHE_CONTROL, "no-cache");
    }
    answer
}

/// The only field of a name; none if there are several, which contradict each other.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut fields = headers.get_all(name).into_iter();
    let field = fields.next()?.to_str().ok()?;
    fields.next().is_none().then_some(field)
}

/// All fields of a name, as the one list that they are.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let fields = headers.get_all(name).into_iter().filter_map(|field| field.to_str().ok());
    Some(fields.collect::<Vec<_>>().join(", ")).filter(|fields| !fields.is_empty())
}

/// Answers with a redirect. The location is a path of this host: it begins with one slash, and
/// a part of an output follows.
fn moved(status: StatusCode, location: &str, query: Option<&str>) -> Response<Body> {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut answer = plain(status, TEXT, Bytes::new());
    set(&mut answer, LOCATION, &format!("{location}{query}"));
    answer
}

/// Answers that a request is refused, and hangs up: what follows it may be part of it.
pub(super) fn refused(refusal: Refusal) -> Response<Body> {
    let mut answer = plain(refusal.status(), TEXT, refusal.text().into());
    set(&mut answer, CONNECTION, "close");
    if refusal == Refusal::Method {
        set(&mut answer, ALLOW, "GET, HEAD");
    }
    answer
}

/// Answers that there is nothing.
pub(super) fn nothing() -> Response<Body> {
    plain(StatusCode::NOT_FOUND, TEXT, "Not found.\n".into())
}

/// Answers that there is too much to do.
pub(super) fn busy() -> Response<Body> {
    let text = "The server is busy; try again.\n";
    let mut answer = plain(StatusCode::SERVICE_UNAVAILABLE, TEXT, text.into());
    set(&mut answer, RETRY_AFTER, "1");
    // A browser that was sent here tries again by itself (WHATWG HTML).
    set(&mut answer, REFRESH, "1");
    answer
}

/// Answers with a page of the server's own.
pub(super) fn own_page(status: StatusCode, page: String) -> Response<Body> {
    let mut answer = plain(status, HTML, page.into());
    set(&mut answer, CONTENT_SECURITY_POLICY, overlay::POLICY);
    answer
}

/// An answer of a type, which is not kept.
pub(super) fn plain(status: StatusCode, kind: &str, bytes: Bytes) -> Response<Body> {
    let mut answer = bare(status, bytes);
    set(&mut answer, CONTENT_TYPE, kind);
    answer
}

/// An answer with what every answer has.
fn bare(status: StatusCode, bytes: Bytes) -> Response<Body> {
    let length = bytes.len();
    let mut answer = Response::new(Either::Left(Full::new(bytes)));
    *answer.status_mut() = status;
    if status != StatusCode::NOT_MODIFIED {
        set(&mut answer, CONTENT_LENGTH, &length.to_string());
    }
    with_policies(answer)
}

/// Adds what every answer has: nothing is kept, guessed from content, or given to other origins.
pub(super) fn with_policies(mut answer: Response<Body>) -> Response<Body> {
    set(&mut answer, CACHE_CONTROL, "no-store");
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut answer, RESOURCE_POLICY, "same-origin");
    answer
}

/// Sets a field. A text that no field can hold is left out: the paths of redirects are encoded
/// and queries have been read as fields, so there is none.
pub(super) fn set(answer: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// Drops the body but keeps its length, as `HEAD` wants it.
fn without_body(mut answer: Response<Body>) -> Response<Body> {
    *answer.body_mut() = Either::Left(Full::new(Bytes::new()));
    answer
}
