//! Single requests to addresses that the site's owner has configured: hubs, search engines, caches.
//!
//! In: a URL, headers and a body. Out: the status, and the beginning of the body. May import `tls`.
//!
//! Everything is bounded: the time of the whole request, the redirects, and how much of the answer is
//! read. The requests are encrypted, except to this machine, also after a redirect. Errors contain
//! neither the URL, which may have a token in it, nor headers.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use tokio::runtime::Builder;
use url::{Host, Url};

use crate::tls;

/// How much of an answer is kept.
const MAX_BODY: usize = 64 << 10;
const MAX_REDIRECTS: usize = 5;

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status of HTTP.
    pub status: u16,
    /// At most the first 64 KiB.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The URL, or a redirect, is not one that may be requested.
    #[error("{0}")]
    Refused(String),
    /// There was no complete answer in time.
    #[error("no answer within {} seconds", .0.as_secs_f32())]
    Timeout(Duration),
    /// The host could not be found or connected to, or the connection broke.
    #[error("{0}")]
    Connection(String),
}

/// Sends a body to a URL.
pub fn post(
    url: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
    timeout: Duration,
) -> Result<Response, HttpError> {
    send(Method::POST, url, headers, body, timeout)
}

/// Requests a URL.
pub fn get(url: &str, headers: &[(&str, &str)], timeout: Duration) -> Result<Response, HttpError> {
    send(Method::GET, url, headers, Vec::new(), timeout)
}

fn send(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
    timeout: Duration,
) -> Result<Response, HttpError> {
    let url = Url::parse(url).map_err(|error| HttpError::Refused(error.to_string()))?;
    if !is_allowed(&url) {
        return Err(HttpError::Refused("only `https` URLs are requested".into()));
    }
    let headers = header_map(headers)?;
    tls::install();
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| HttpError::Connection(error.to_string()))?;
    let is_post = method == Method::POST;
    let answer = runtime.block_on(async {
        let client = Client::builder()
            .user_agent(concat!("digest/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::custom(move |attempt| {
                if is_post && !matches!(attempt.status().as_u16(), 307 | 308) {
                    // Elsewhere would be asked with `GET`, and its answer taken for the one to this.
                    attempt.stop()
                } else if attempt.previous().len() > MAX_REDIRECTS {
                    attempt.error(format!("more than {MAX_REDIRECTS} redirects"))
                } else if is_allowed(attempt.url()) {
                    attempt.follow()
                } else {
                    attempt.error("a redirect to a URL that is not encrypted")
                }
            }))
            .referer(false)
            .http1_only()
            .timeout(timeout)
            .build()?;
        let mut answer = client.request(method, url).headers(headers).body(body).send().await?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while body.len() < MAX_BODY
            && let Some(chunk) = answer.chunk().await?
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(MAX_BODY);
        Ok(Response { status, body })
    });
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    answer.map_err(|error: reqwest::Error| failure(&error, timeout))
}

/// Whether a URL is encrypted, or one of this machine.
fn is_allowed(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback)
}

fn header_map(headers: &[(&str, &str)]) -> Result<HeaderMap, HttpError> {
    let header = |(name, value): &(&str, &str)| {
        let parsed = HeaderName::try_from(*name).ok().zip(HeaderValue::try_from(*value).ok());
        parsed.ok_or_else(|| HttpError::Refused(format!("the header `{name}` is malformed")))
    };
    headers.iter().map(header).collect()
}

/// Explains an error by its root cause, which names no URL.
fn failure(error: &reqwest::Error, timeout: Duration) -> HttpError {
    if error.is_timeout() {
        return HttpError::Timeout(timeout);
    }
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let cause = cause.to_string();
    if error.is_redirect() { HttpError::Refused(cause) } else { HttpError::Connection(cause) }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Answers each request with what `answer` gives for its first line and body.
    fn server(answer: impl Fn(&str, &str) -> String + Send + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut head, mut line) = (Vec::new(), String::new());
                while reader.read_line(&mut line).unwrap() > 2 {
                    head.push(std::mem::take(&mut line));
                }
                let length =
                    |line: &String| line.strip_prefix("content-length: ")?.trim().parse().ok();
                let mut body = vec![0; head.iter().find_map(length).unwrap_or_default()];
                reader.read_exact(&mut body).unwrap();
                let text = answer(head[0].trim(), &String::from_utf8_lossy(&body));
                let _ = stream.write_all(text.as_bytes());
            }
        });
        format!("http://{host}")
    }

    fn answer(status: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        )
    }

    #[test]
    fn bodies_are_sent_and_read_within_bounds() {
        let url = server(|first, body| match first {
            "POST /a HTTP/1.1" => answer("202 X", "", &format!("got {body}")),
            "GET /long HTTP/1.1" => answer("200 X", "", &"x".repeat(MAX_BODY + 1000)),
            _ => answer("404 X", "", ""),
        });
        let sent = post(&format!("{url}/a"), &[("content-type", "text/plain")], "æ".into(), SECOND);
        assert_eq!(sent, Ok(Response { status: 202, body: "got æ".into() }));
        assert_eq!(get(&format!("{url}/long"), &[], SECOND).unwrap().body.len(), MAX_BODY);
        assert_eq!(get(&format!("{url}/b"), &[], SECOND).unwrap().status, 404);
    }

    #[test]
    fn a_redirect_that_loses_the_body_is_the_answer() {
        let url = server(|first, body| match first {
            "POST /moved HTTP/1.1" => answer("302 X", "Location: /login\r\n", ""),
            "POST /other HTTP/1.1" => answer("307 X", "Location: /here\r\n", ""),
            _ => answer("200 X", "", body),
        });
        let sent = |path| post(&format!("{url}{path}"), &[], "a".into(), SECOND).unwrap();
        assert_eq!(sent("/moved").status, 302);
        assert_eq!(sent("/other"), Response { status: 200, body: "a".into() });
    }

    #[test]
    fn what_is_not_encrypted_is_not_requested() {
        let url = server(|first, _| match first {
            "GET /out HTTP/1.1" => answer("302 X", "Location: http://192.0.2.1/?secret\r\n", ""),
            _ => answer("302 X", "Location: /circle\r\n", ""),
        });
        for url in ["http://example.com/?secret", "ftp://localhost/", "file:///etc/passwd", "x"] {
            assert!(matches!(get(url, &[], SECOND), Err(HttpError::Refused(_))), "{url}");
        }
        let refused = get(&format!("{url}/out"), &[], SECOND).unwrap_err();
        assert_eq!(refused.to_string(), "a redirect to a URL that is not encrypted");
        let refused = get(&format!("{url}/circle"), &[], SECOND).unwrap_err();
        assert_eq!(refused.to_string(), "more than 5 redirects");
        let refused = get(&url, &[("a b", "secret")], SECOND).unwrap_err();
        assert_eq!(refused.to_string(), "the header `a b` is malformed");
    }

    #[test]
    fn errors_name_no_url() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/?secret", silent.local_addr().unwrap());
        let wait = Duration::from_millis(100);
        assert_eq!(get(&url, &[], wait), Err(HttpError::Timeout(wait)));
        drop(silent);
        let error = get(&url, &[], SECOND).unwrap_err();
        assert!(matches!(error, HttpError::Connection(_)) && !error.to_string().contains("secret"));
    }
}
