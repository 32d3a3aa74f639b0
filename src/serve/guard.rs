//! Which requests are refused before anything is looked up.
//!
//! In: the head of a request. Out: nothing, or a [`Refusal`].
//!
//! Any page in a browser on this machine can send requests here, and any host name can be made to
//! resolve to this machine. So only requests to our own hosts are answered, only `GET` and `HEAD`,
//! and the event stream only to our own pages.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hyper::header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, ORIGIN, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

const MAX_TARGET_BYTES: usize = 8 * 1024;
/// Says where a request comes from (Fetch Metadata).
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No `Host`, or more than one.
    NoHost,
    /// A host that is not this server.
    ForeignHost,
    /// Neither `GET` nor `HEAD`.
    Method,
    /// A request with a body.
    Body,
    /// A target that is not a path.
    Target,
    LongTarget,
    /// Another site's page asks for the server's own files.
    ForeignPage,
}

impl Refusal {
    /// The status of the response, and its text.
    pub(super) fn response(self) -> (StatusCode, &'static str) {
        match self {
            Self::NoHost => {
                (StatusCode::BAD_REQUEST, "A request must have exactly one Host header.\n")
            }
            Self::ForeignHost => (
                StatusCode::FORBIDDEN,
                "This host name is not allowed. To allow it, use `digest serve --host NAME`.\n",
            ),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are allowed.\n"),
            Self::Body => {
                (StatusCode::BAD_REQUEST, "A GET or HEAD request must not have a body.\n")
            }
            Self::Target => (StatusCode::BAD_REQUEST, "The path is not valid.\n"),
            Self::LongTarget => (StatusCode::URI_TOO_LONG, "The path is too long.\n"),
            Self::ForeignPage => {
                (StatusCode::FORBIDDEN, "Only pages from this server may request this.\n")
            }
        }
    }
}

/// Checks any request. `local` is the address at which it came in, `names` are the host names that
/// are ours in addition to those of this machine.
pub(super) fn check(head: &Parts, local: SocketAddr, names: &[&str]) -> Result<(), Refusal> {
    let host = single(&head.headers, &HOST).filter(|host| !host.is_empty());
    let host = host.ok_or(Refusal::NoHost)?;
    if !is_ours(host, local, names) {
        return Err(Refusal::ForeignHost);
    }
    if !matches!(head.method, Method::GET | Method::HEAD) {
        return Err(Refusal::Method);
    }
    let is_empty = head.headers.get_all(CONTENT_LENGTH).iter().all(|length| length == "0");
    if !is_empty || head.headers.contains_key(TRANSFER_ENCODING) {
        return Err(Refusal::Body);
    }
    if head.uri.scheme().is_some() || head.uri.authority().is_some() {
        return Err(Refusal::Target);
    }
    match head.uri.path_and_query() {
        Some(target) if target.as_str().len() > MAX_TARGET_BYTES => Err(Refusal::LongTarget),
        Some(_) => Ok(()),
        None => Err(Refusal::Target),
    }
}

/// Checks that a request for one of the server's own files comes from one of its own pages.
/// Browsers say so in one of two headers, or in neither when a page reads from its own host; then
/// the token in the URL must do.
pub(super) fn check_page(headers: &HeaderMap) -> Result<(), Refusal> {
    let own = single(headers, &HOST).map(|host| format!("http://{host}"));
    let is_own = |origin: &str| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(origin));
    let is_good = headers.get_all(ORIGIN).iter().all(|origin| origin.to_str().is_ok_and(is_own))
        && headers.get_all(FETCH_SITE).iter().all(|site| site == "same-origin" || site == "none");
    if is_good { Ok(()) } else { Err(Refusal::ForeignPage) }
}

/// The only field of a name; none if there are several, which contradict each other.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut fields = headers.get_all(name).into_iter();
    let field = fields.next()?.to_str().ok()?;
    fields.next().is_none().then_some(field)
}

/// Whether a host, with our port or none, is this server.
///
/// An address is ours if the request came in at it. That covers every address of the machine
/// without a list of them, and no other host name can pass for one.
fn is_ours(host: &str, local: SocketAddr, names: &[&str]) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    if !port.is_empty() && port != local.port().to_string() {
        return false;
    }
    let here = local.ip().to_canonical();
    if let Some(address) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        let is_own = |it: Ipv6Addr| it.is_loopback() || IpAddr::V6(it).to_canonical() == here;
        return address.parse().is_ok_and(is_own);
    }
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    if let Ok(address) = name.parse::<Ipv4Addr>() {
        return address == Ipv4Addr::LOCALHOST || address == here;
    }
    let is_label = |label: &str| {
        let is_of_names = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty() && label.chars().all(is_of_names)
    };
    name.split('.').all(is_label)
        && (name == "localhost"
            || name.ends_with(".localhost")
            || names.iter().any(|ours| name.eq_ignore_ascii_case(ours.trim_end_matches('.'))))
}

#[cfg(test)]
mod tests;
