//! Why a store did not do what it was asked.

use std::fmt;
use std::io;

use super::secrets;
use super::service::Failure;

/// Why a store did not do what it was asked. Contains nothing secret: neither URLs nor what the store
/// wrote, except its word for the error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct StoreError {
    /// What it was asked.
    pub action: Action,
    /// For which key; empty if for none.
    pub key: String,
    /// Why it did not.
    pub reason: Reason,
}

/// What a store is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Find out where it is, and with which credentials.
    Open,
    /// Read an object, or its size.
    Read,
    /// Put an object.
    Put,
    /// Delete an object.
    Delete,
    /// List the keys.
    List,
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no such object.
    Missing,
    /// There is an object already, or it has another version.
    Conflict,
    /// The credentials are valid, but do not permit this.
    Denied,
    /// The store does not know the credentials, or the signature is not right.
    WrongCredentials,
    /// The credentials are not valid any more.
    ExpiredCredentials,
    /// There are no credentials, neither in the environment nor from the machine's cloud.
    NoCredentials,
    /// The clocks of this machine and the store differ too much.
    ClockSkew,
    /// There is no such bucket.
    NoBucket,
    /// The bucket is in another region; this one, if the store said.
    WrongRegion(Option<String>),
    /// The store does not know conditional requests.
    NotImplemented,
    /// The store wants fewer requests.
    TooManyRequests,
    /// Another status, with the store's word for the error.
    Status(u16, Option<String>),
    /// There is no such host.
    NoHost,
    /// The host's certificate was not accepted.
    Tls(String),
    /// There was no answer in time.
    Timeout,
    /// The host could not be connected to, or the connection broke.
    Connection(String),
    /// The key cannot be used.
    InvalidKey(String),
    /// The object is larger than what is read into memory.
    TooLarge(u64),
    /// The file that is to be sent cannot be read.
    File(String),
    /// The settings or the credentials make no sense.
    Setup(String),
}

impl StoreError {
    pub(super) fn new(action: Action, key: &str, reason: Reason) -> Self {
        Self { action, key: key.to_owned(), reason }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "there is no such object",
            Self::Conflict => "another publish has changed it",
            Self::Denied => "access denied",
            Self::WrongCredentials => "the credentials are not accepted",
            Self::ExpiredCredentials => "the credentials have expired",
            Self::NoCredentials => "no credentials were found",
            Self::ClockSkew => "the clock of this machine is wrong",
            Self::NoBucket => "it does not exist",
            Self::WrongRegion(None) => "it is in another region",
            Self::WrongRegion(Some(region)) => {
                return write!(f, "it is in the region `{region}`");
            }
            Self::NotImplemented => "the store does not support conditional requests",
            Self::TooManyRequests => "the store is overloaded",
            Self::Status(status, None) => return write!(f, "status {status}"),
            Self::Status(status, Some(code)) => return write!(f, "status {status}, `{code}`"),
            Self::NoHost => "there is no such host",
            Self::Tls(why) => return write!(f, "the connection is not secure: {why}"),
            Self::Timeout => "there was no answer in time",
            Self::Connection(why) | Self::File(why) | Self::Setup(why) => why,
            Self::InvalidKey(why) => return write!(f, "the store cannot have such a key: {why}"),
            Self::TooLarge(size) => return write!(f, "it has {size} bytes, which is too large"),
        })
    }
}

/// Why an operation failed: `failure` is how its last request that failed did.
pub(super) fn reason(error: &object_store::Error, failure: Option<Failure>) -> Reason {
    use object_store::Error;
    if let Error::Generic { source, .. } = error
        && let Some(error) = source.downcast_ref::<io::Error>()
    {
        return Reason::File(error.to_string());
    }
    let conflict = matches!(error, Error::AlreadyExists { .. } | Error::Precondition { .. });
    match failure {
        Some(Failure::Status { status, code, region }) => of_status(status, code, region, conflict),
        Some(Failure::Timeout) => Reason::Timeout,
        Some(Failure::NoHost) => Reason::NoHost,
        Some(Failure::Tls(why)) => Reason::Tls(why),
        Some(Failure::Connection(why)) => Reason::Connection(secrets::removed(&why)),
        Some(Failure::NoCredentials) => Reason::NoCredentials,
        // A list names each object, and one of them has a key that is no path.
        None if has_invalid_path(error) => Reason::InvalidKey(root_cause(error)),
        // All requests succeeded, so what they gave makes no sense.
        None => {
            let cause = root_cause(error);
            match status_in_batch(&cause) {
                Some(status) => of_status(status, None, None, false),
                None => Reason::Setup(secrets::removed(&cause)),
            }
        }
    }
}

/// The status of an object that Azure deletes in a batch, which succeeds as a whole: the library gives it
/// only at the end of a text.
fn status_in_batch(text: &str) -> Option<u16> {
    let (_, status) = text.strip_suffix(')')?.rsplit_once("(code: ")?;
    status.parse().ok()
}

/// Whether the cause is a key that is no path.
fn has_invalid_path(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<object_store::path::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The innermost cause, which has no URL in it.
pub(super) fn root_cause(error: &object_store::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn of_status(
    status: u16,
    code: Option<String>,
    region: Option<String>,
    is_conflict: bool,
) -> Reason {
    match (status, code.as_deref().unwrap_or_default()) {
        (_, "NoSuchBucket" | "ContainerNotFound" | "NoSuchContainer") => Reason::NoBucket,
        (_, "RequestTimeTooSkewed" | "RequestExpired") => Reason::ClockSkew,
        (_, "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired") => {
            Reason::ExpiredCredentials
        }
        (
            _,
            "InvalidAccessKeyId"
            | "SignatureDoesNotMatch"
            | "InvalidToken"
            | "InvalidClientTokenId"
            | "AuthenticationFailed"
            | "InvalidSecurity",
        )
        | (401, _) => Reason::WrongCredentials,
        (
            _,
            "AuthorizationHeaderMalformed"
            | "PermanentRedirect"
            | "IllegalLocationConstraintException",
        )
        | (301 | 307, _) => Reason::WrongRegion(region),
        (_, "NotImplemented") | (501, _) => Reason::NotImplemented,
        (_, "SlowDown" | "ServerBusy") | (429, _) => Reason::TooManyRequests,
        (404, _) => Reason::Missing,
        (403, _) => Reason::Denied,
        (409 | 412, _) if is_conflict => Reason::Conflict,
        _ => Reason::Status(status, code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_reasons_in_plain_words() {
        for (status, code, expected) in [
            (403, "AccessDenied", Reason::Denied),
            (403, "RequestTimeTooSkewed", Reason::ClockSkew),
            (400, "ExpiredToken", Reason::ExpiredCredentials),
            (403, "SignatureDoesNotMatch", Reason::WrongCredentials),
            (401, "", Reason::WrongCredentials),
            (404, "NoSuchBucket", Reason::NoBucket),
            (404, "NoSuchKey", Reason::Missing),
            (301, "PermanentRedirect", Reason::WrongRegion(Some("eu-north-1".into()))),
            (501, "", Reason::NotImplemented),
            (503, "SlowDown", Reason::TooManyRequests),
            (412, "PreconditionFailed", Reason::Conflict),
            (418, "Teapot", Reason::Status(418, Some("Teapot".into()))),
        ] {
            let word = (!code.is_empty()).then(|| code.to_owned());
            let reason = of_status(status, word, Some("eu-north-1".into()), true);
            assert_eq!(reason, expected, "{status} {code}");
        }
        let status = of_status(412, None, None, false);
        assert_eq!(status, Reason::Status(412, None));
        assert_eq!(
            status_in_batch("failed for key a: The blob does not exist. (code: 404)"),
            Some(404)
        );
        assert_eq!(status_in_batch("(code: x)"), None);
    }
}
