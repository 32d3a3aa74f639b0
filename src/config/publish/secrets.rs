//! Secrets have no place in `site.toml`: what looks like one is an error that says where it belongs.
//!
//! In: names of keys, and texts with addresses. Out: complaints, which never repeat a value.

use url::form_urlencoded;

use crate::config::reader::Complaint;

/// What the names of secrets end in, in lower case and without `_` and `-`.
const SECRET_ENDS: [&str; 12] = [
    "secret",
    "signature",
    "password",
    "passwd",
    "passphrase",
    "token",
    "credential",
    "credentials",
    "accesskey",
    "accesskeyid",
    "connectionstring",
    "serviceaccount",
];

/// Names that mean a secret only as a whole: `key` alone is that of `IndexNow`, which is public.
const SECRET_NAMES: [&str; 8] = [
    "apikey",
    "accountkey",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "serviceaccountkey",
    "sas",
    "sig",
];

/// Whether a key or a parameter of this name holds a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(|c| !"_-.".contains(*c)).flat_map(char::to_lowercase).collect();
    SECRET_ENDS.iter().any(|end| name.ends_with(end)) || SECRET_NAMES.contains(&name.as_str())
}

/// Refuses an address with a user name, a password, or a parameter that is a secret.
pub(super) fn check_address(text: &str, help: &str) -> Result<(), Complaint> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    if host.contains('@') {
        return Err(Complaint::secret("must not contain a user name or password").help(help));
    }
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    match form_urlencoded::parse(query.as_bytes()).find(|(name, _)| is_secret(name)) {
        Some((name, _)) => {
            let message = format!("must not contain a secret such as `{name}`");
            Err(Complaint::secret(message).help(help))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets() {
        for name in [
            "secret",
            "client_secret",
            "Password",
            "token",
            "session-token",
            "sas_token",
            "access_key",
            "aws_access_key_id",
            "secret_access_key",
            "account_key",
            "connection_string",
            "api_key",
            "apiKey",
            "X-Amz-Signature",
            "X-Amz-Credential",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["bucket", "key", "keep", "history", "path", "tokens_per_page", "page"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn addresses_carry_no_secret() {
        for bad in [
            "https://user:canary@host.example/x",
            "https://canary@host.example",
            "http://:canary@host.example?x",
            "https://host.example/x?a=b&token=canary",
            "https://host.example?api%5Fkey=canary",
        ] {
            let (message, help) = check_address(bad, "help").unwrap_err().into_parts();
            assert!(!message.contains("canary"), "{message}");
            assert_eq!(help.as_deref(), Some("help"));
        }
        for good in ["https://host.example/@x", "https://host.example/?mail=a@b.dk", "x"] {
            assert!(check_address(good, "help").is_ok(), "{good}");
        }
    }
}
