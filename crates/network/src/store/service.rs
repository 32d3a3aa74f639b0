//! The HTTP client of the stores: that of `object_store`, wrapped.
//!
//! It waits as long as an overloaded store asks for, limits the time of each request, and remembers what
//! the last failed request of an operation was answered, since the library's errors give that only as
//! text, with URLs and bodies in it.

use std::cell::RefCell;
use std::error::Error;
use std::io;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
    ReqwestConnector,
};

use super::files::SLOWEST;

/// How long a request may take, and longer for its body.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest that a store may ask for.
const LONGEST_PAUSE: u64 = 30;
/// How much of an error's text is read.
const MAX_TEXT: usize = 64 << 10;

tokio::task_local! {
    static LAST_FAILURE: RefCell<Option<Failure>>;
}

/// How a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The store answered with a status that is no success.
    Status {
        status: u16,
        /// Its word for the error, such as `AccessDenied`.
        code: Option<String>,
        /// The region where the bucket is.
        region: Option<String>,
    },
    Timeout,
    NoHost,
    /// The store's certificate was not accepted.
    Tls(String),
    Connection(String),
    /// The machine has no service that gives credentials.
    NoCredentials,
}

/// Where machines in a cloud ask for credentials.
const METADATA_HOSTS: &[&str] = &["169.254.169.254", "metadata.google.internal", "metadata"];

/// Runs an operation whose failures are remembered.
pub(super) async fn watched<T>(operation: impl Future<Output = T>) -> T {
    LAST_FAILURE.scope(RefCell::default(), operation).await
}

/// How the last request of the current operation failed that did.
pub(super) fn last_failure() -> Option<Failure> {
    LAST_FAILURE.try_with(|last| last.borrow().clone()).ok().flatten()
}

fn remember(failure: Failure) {
    let _ = LAST_FAILURE.try_with(|last| last.replace(Some(failure)));
}

/// What failed before did not matter.
fn forget() {
    let _ = LAST_FAILURE.try_with(RefCell::take);
}

/// Makes clients.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Watched(client)))
    }
}

#[derive(Debug)]
struct Watched(HttpClient);

#[async_trait]
impl HttpService for Watched {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let host = request.uri().host();
        let is_metadata = host.is_some_and(|host| METADATA_HOSTS.contains(&host));
        let length = request.body().content_length() as u64;
        let timeout = TIMEOUT + Duration::from_secs(length / SLOWEST);
        let answer = match tokio::time::timeout(timeout, self.0.execute(request)).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(HttpError::new(HttpErrorKind::Timeout, elapsed)),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if is_metadata => {
                remember(Failure::NoCredentials);
                // This kind is not repeated.
                return Err(HttpError::new(HttpErrorKind::Unknown, error));
            }
            Err(error) => {
                remember(transport_failure(&error));
                return Err(error);
            }
        };
        let status = answer.status();
        if status.is_success() || status.as_u16() == 304 {
            forget();
            return Ok(answer);
        }
        let (parts, body) = answer.into_parts();
        let body = beginning(body).await;
        let text = String::from_utf8_lossy(&body);
        let header = |name: &str| parts.headers.get(name)?.to_str().ok();
        let word = |text: &str| {
            let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            (text.len() <= 64 && text.chars().all(is_word)).then(|| text.to_owned())
        };
        let code = element(&text, "Code").or(header("x-ms-error-code")).and_then(word);
        let region = element(&text, "Region").or(header("x-amz-bucket-region")).and_then(word);
        remember(if is_metadata {
            Failure::NoCredentials
        } else {
            Failure::Status { status: status.as_u16(), code, region }
        });
        if matches!(status.as_u16(), 429 | 503)
            && let Some(seconds) = header("retry-after").and_then(|text| text.trim().parse().ok())
        {
            tokio::time::sleep(Duration::from_secs(LONGEST_PAUSE.min(seconds))).await;
        }
        Ok(HttpResponse::from_parts(parts, body.into()))
    }
}

/// The beginning of an error's text.
async fn beginning(body: object_store::client::HttpResponseBody) -> Bytes {
    let mut stream = body.bytes_stream();
    let mut text = Vec::new();
    while text.len() < MAX_TEXT
        && let Ok(Some(Ok(chunk))) = tokio::time::timeout(TIMEOUT, stream.next()).await
    {
        text.extend_from_slice(&chunk);
    }
    text.truncate(MAX_TEXT);
    text.into()
}

/// The text of the first XML element with a name.
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once("</").map(|(text, _)| text.trim())
}

fn transport_failure(error: &HttpError) -> Failure {
    if error.kind() == HttpErrorKind::Timeout {
        return Failure::Timeout;
    }
    let mut cause: &dyn Error = error;
    loop {
        // An error of TLS is inside one of input and output.
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Failure::Tls(tls.to_string());
        }
        let Some(source) = cause.source() else { break };
        cause = source;
    }
    // The C library says only in words that there is no such host.
    let why = cause.to_string();
    let is_lookup = why.contains("failed to lookup address");
    if is_lookup && !why.contains("emporary failure") && !why.contains("ry again") {
        return Failure::NoHost;
    }
    Failure::Connection(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_wherever_they_are() {
        let text = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>x</Message>";
        assert_eq!(element(text, "Code"), Some("AccessDenied"));
        assert_eq!(element(text, "Region"), None);
        assert_eq!(element("<Code>x", "Code"), None);
    }
}
