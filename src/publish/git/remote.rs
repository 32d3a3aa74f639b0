//! Which repository is published to: `remote` of `site.toml`, made a URL or a path that git can be given.

use std::path::Path;
use std::time::Duration;

use super::repository::git_of_site;
use crate::publish::program::Interruption;
use crate::publish::target::{TargetError, TargetErrorKind};

const LIMIT: Duration = Duration::from_secs(60);
/// How a URL may begin.
const SCHEMES: [&str; 5] = ["file", "git", "http", "https", "ssh"];

/// Finds the URL or path that `remote` means.
pub(super) fn resolve(
    remote: &str,
    site: &Path,
    interruption: &Interruption,
) -> Result<String, TargetError> {
    if remote.is_empty() || remote.starts_with('-') || remote.chars().any(char::is_control) {
        return Err(refused(format!("`{}` is no remote", remote.escape_default())));
    }
    if is_url(remote) {
        check_url(remote)?;
        if has_secret(remote) {
            return Err(refused("the URL in `remote` contains credentials").help(
                "write it without them; git takes them from a credential helper or from `ssh`",
            ));
        }
        return Ok(remote.to_owned());
    }
    if remote.contains('/') || remote.starts_with('.') {
        return Ok(absolute(remote, site));
    }
    let program = git_of_site(site, interruption);
    let output = program.args(["remote", "get-url", "--push", "--", remote]).run(LIMIT)?;
    let url = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.code != Some(0) || url.is_empty() {
        let reason = output.reason();
        let message = format!("`{remote}` is no remote of the site's repository: {reason}");
        return Err(refused(message).help(
            "write the URL of a repository, a path with a `/`, or a name that `git remote` lists",
        ));
    }
    if url.starts_with('-') {
        return Err(refused(format!("the URL of the remote `{remote}` begins with `-`")));
    }
    if is_url(&url) {
        check_url(&url)?;
        return Ok(url);
    }
    Ok(absolute(&url, site))
}

/// Whether it is a URL, or what `ssh` would be given: `host:path`.
fn is_url(text: &str) -> bool {
    text.find(':').is_some_and(|colon| !text[..colon].contains('/'))
}

fn check_url(url: &str) -> Result<(), TargetError> {
    let is_allowed = match url.split_once("://") {
        Some((scheme, rest)) => SCHEMES.contains(&scheme) && !rest.starts_with('-'),
        // `ext::sh -c …` runs a command.
        None => !url.split_once(':').is_some_and(|(_, rest)| rest.starts_with(':')),
    };
    if is_allowed {
        return Ok(());
    }
    let scheme = url.split(':').next().unwrap_or_default();
    Err(refused(format!("a remote with `{scheme}:` is not supported"))
        .help("use an address that begins with `https://` or `ssh://`, or a path"))
}

/// Whether the part of a URL that says who logs in has more than a name.
fn has_secret(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else { return false };
    user.contains(':') || scheme.starts_with("http")
}

/// A path, below the site's directory unless it is absolute.
fn absolute(path: &str, site: &Path) -> String {
    let path = crate::files::full_path(site).join(path);
    path.to_string_lossy().into_owned()
}

fn refused(message: impl Into<String>) -> TargetError {
    TargetError::new(TargetErrorKind::Refused, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(remote: &str) -> Result<String, String> {
        let found = resolve(remote, Path::new("/"), &Interruption::never());
        found.map_err(|error| error.message)
    }

    #[test]
    fn urls_and_paths_stay_as_they_are() {
        for remote in [
            "https://github.com/ole/nyt.git",
            "ssh://git@codeberg.org/ole/nyt",
            "git@github.com:ole/nyt.git",
            "file:///srv/nyt.git",
            "/srv/nyt.git",
        ] {
            assert_eq!(of(remote).as_deref(), Ok(remote));
        }
        assert_eq!(of("./nyt.git").unwrap(), "/./nyt.git");
    }

    #[test]
    fn what_runs_commands_or_is_secret_is_refused() {
        for remote in
            ["ext::sh -c id", "fd::3", "--upload-pack=id", "ftp://host/x", "ssh://-oProxy=x/", ""]
        {
            assert!(of(remote).is_err(), "{remote}");
        }
        for remote in ["https://canary@host/x", "https://a:canary@host/x", "ssh://a:canary@host/x"]
        {
            let message = of(remote).unwrap_err();
            assert!(message.contains("credentials") && !message.contains("canary"), "{message}");
        }
    }
}
