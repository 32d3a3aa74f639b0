//! The forms of responses, with the headers that they have in common.

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderName, HeaderValue, LOCATION, REFRESH, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};

use super::events::Events;
use super::guard::Refusal;
use super::overlay;

/// Says that other origins may not load a response into their pages (Fetch standard).
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const STYLE: &str = "text/css; charset=utf-8";

pub(super) type Body = Either<Full<Bytes>, Events>;

/// A response with what all have: they are not kept, their type is not guessed, and they are not
/// given to other origins.
pub(super) fn with_body(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, CACHE_CONTROL, "no-store");
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut response, RESOURCE_POLICY, "same-origin");
    response
}

pub(super) fn bytes(status: StatusCode, media_type: &str, bytes: Bytes) -> Response<Body> {
    let length = bytes.len();
    let mut response = with_body(status, Either::Left(Full::new(bytes)));
    set(&mut response, CONTENT_TYPE, media_type);
    // Otherwise the response to `HEAD` would lack it if it is 0.
    set(&mut response, CONTENT_LENGTH, &length.to_string());
    response
}

pub(super) fn event_stream(events: Events) -> Response<Body> {
    let mut response = with_body(StatusCode::OK, Either::Right(events));
    set(&mut response, CONTENT_TYPE, "text/event-stream");
    response
}

/// A page of the server's own.
pub(super) fn own_page(status: StatusCode, page: String) -> Response<Body> {
    let mut response = bytes(status, HTML, page.into());
    set(&mut response, CONTENT_SECURITY_POLICY, overlay::POLICY);
    response
}

/// A redirect: to a path on this host, which begins with one slash, or to the absolute address that
/// `site.toml` gives a former URL.
pub(super) fn redirect(status: StatusCode, location: &str, query: Option<&str>) -> Response<Body> {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = bytes(status, TEXT, Bytes::new());
    set(&mut response, LOCATION, &format!("{location}{query}"));
    response
}

pub(super) fn refused(refusal: Refusal) -> Response<Body> {
    let (status, text) = refusal.response();
    let mut response = bytes(status, TEXT, text.into());
    // What follows a refused request may be part of it.
    set(&mut response, CONNECTION, "close");
    if refusal == Refusal::Method {
        set(&mut response, ALLOW, "GET, HEAD");
    }
    response
}

pub(super) fn not_found() -> Response<Body> {
    bytes(StatusCode::NOT_FOUND, TEXT, "Not found.\n".into())
}

pub(super) fn busy() -> Response<Body> {
    let text = "The server is busy; try again.\n";
    let mut response = bytes(StatusCode::SERVICE_UNAVAILABLE, TEXT, text.into());
    set(&mut response, RETRY_AFTER, "1");
    // Makes a browser try again by itself (WHATWG HTML).
    set(&mut response, REFRESH, "1");
    response
}

/// Sets a header. Values are encoded paths, checked queries and constants, so none is invalid; if
/// one were, it would be left out.
pub(super) fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
