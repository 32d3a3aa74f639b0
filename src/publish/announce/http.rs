//! Requests over the network.

#[cfg(feature = "network")]
use std::time::Duration;

#[cfg(feature = "network")]
use digest_network::http;

use super::{AnnounceClient, AnnounceRequest};

/// How long an answer is waited for.
#[cfg(feature = "network")]
const TIMEOUT: Duration = Duration::from_secs(10);

/// Sends requests by the network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Http;

#[cfg(not(feature = "network"))]
impl AnnounceClient for Http {
    fn post(&self, _request: &AnnounceRequest) -> Result<u16, String> {
        Err("this build of digest has no network".into())
    }
}

#[cfg(feature = "network")]
impl AnnounceClient for Http {
    fn post(&self, request: &AnnounceRequest) -> Result<u16, String> {
        let authorization = request.token.as_ref().map(super::Token::authorization);
        let mut headers = vec![("Content-Type", request.content_type)];
        headers.extend(authorization.as_deref().map(|value| ("Authorization", value)));
        let body = request.body.clone().into_bytes();
        let answer = http::post(&request.url, &headers, body, TIMEOUT);
        answer.map(|answer| answer.status).map_err(|error| error.to_string())
    }
}
