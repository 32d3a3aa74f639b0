//! Single values of `[publish.NAME]`.
//!
//! In: a text. Out: the value, or what is wrong with it.

use url::{Host, Url};

use super::secrets::check_address;
use crate::config::address::{BaseUrl, parse_web};
use crate::config::reader::{Complaint, one_line};
use crate::paths::{Glob, OutputPath};

/// Where a store's credentials come from.
pub(super) const STORE_HELP: &str = "remove it; the credentials come from the environment, such as \
                                     `AWS_SECRET_ACCESS_KEY` (see: digest docs publishing)";
/// Where a purge address takes its credentials from.
const AFTER_HELP: &str =
    "remove it; a secret for this address comes from the environment (see: digest docs publishing)";
const REMOTE_HELP: &str = "remove it; git has the credentials, from its credential helper or the SSH \
                           agent";

/// Directories of the site that hold sources or what builds make.
const TAKEN: [&str; 7] = ["content", "data", "static", "templates", "public", ".digest", ".git"];

/// Reads the name of a target.
pub(super) fn check_name(name: &str) -> Result<(), Complaint> {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(is_good) && name.len() <= 64 {
        return Ok(());
    }
    let message = "is not a name for a target: it must consist of a-z, 0-9 and hyphens";
    Err(Complaint::new(message).help("write, for example, `[publish.live]`"))
}

pub(super) fn base_url(text: &str) -> Result<BaseUrl, Complaint> {
    check_address(text, "remove it")?;
    BaseUrl::parse(text)
}

/// A bucket of S3 or of Google Cloud Storage, or a container of Azure.
pub(super) fn bucket(text: &str, max: usize) -> Result<String, Complaint> {
    if text.contains("://") || text.contains('/') {
        return Err(Complaint::new("must be only the name, without a URL or a path")
            .help("write what follows the name as `prefix`, and the host as `endpoint`"));
    }
    let inner = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_special = ["$web", "$root"].contains(&text);
    let is_name = text.chars().all(inner)
        && ends(text.chars().next())
        && ends(text.chars().next_back())
        && !text.contains("..");
    if is_special || is_name && (3..=max).contains(&text.len()) {
        return Ok(text.to_owned());
    }
    let message = format!(
        "must have 3 to {max} characters a-z, 0-9 and hyphens, and begin and end with a letter or \
         digit"
    );
    Err(Complaint::new(message))
}

pub(super) fn account(text: &str) -> Result<String, Complaint> {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if (3..=24).contains(&text.len()) && text.chars().all(is_good) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new("must be the name of a storage account: 3 to 24 characters a-z and 0-9"))
}

pub(super) fn region(text: &str) -> Result<String, Complaint> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !text.is_empty() && text.chars().all(is_good) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new("must be the name of a region, such as `eu-north-1`"))
}

/// What all keys begin with; without the slash at either end.
pub(super) fn prefix(text: &str) -> Result<String, Complaint> {
    let trimmed = text.trim_matches('/');
    if trimmed.is_empty() {
        return Ok(String::new());
    }
    let help = "write a path such as `nyt`";
    if trimmed.split('/').next() == Some("_digest") {
        return Err(Complaint::new(
            "must not begin with `_digest`, where digest keeps its records",
        )
        .help(help));
    }
    OutputPath::new(trimmed)
        .map(|path| path.to_string())
        .map_err(|error| Complaint::new(format!("is not a path: {error}")).help(help))
}

/// The address of a service; with `allow_http` it may do without TLS.
pub(super) fn endpoint(text: &str, allow_http: bool) -> Result<String, Complaint> {
    check_address(text, STORE_HELP)?;
    let url = parse_web(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Complaint::new("must not contain `?` or `#`"));
    }
    if url.scheme() == "http" && !allow_http {
        let complaint = Complaint::new("must begin with `https://`");
        return Err(if is_loopback(&url) {
            complaint.help("write `allow_http = true` for a server on this machine")
        } else {
            complaint.help("without TLS, anybody on the way could read and change what is sent")
        });
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The symbolic link that a directory target makes, without a slash at the end.
pub(super) fn directory(text: &str) -> Result<String, Complaint> {
    let path = one_line(text)?.trim_end_matches('/').to_owned();
    let help = "write a path such as `/srv/www/site`, or `../www` relative to the site's directory";
    let names = || path.split('/').filter(|name| !name.is_empty() && *name != ".");
    if path.starts_with('~') {
        return Err(Complaint::new("must not begin with `~`").help("write the whole path"));
    }
    match names().next_back() {
        None => return Err(Complaint::new("must be the path of a directory to create").help(help)),
        Some("..") => {
            return Err(Complaint::new("must end with the name of a directory").help(help));
        }
        Some(_) => {}
    }
    if !path.starts_with('/')
        && let Some(top) = names().next().filter(|top| TAKEN.contains(top))
    {
        return Err(Complaint::new(format!("must not be in `{top}` of the site")).help(help));
    }
    Ok(path)
}

/// A host, with or without a user, as `ssh` takes it.
pub(super) fn ssh_host(text: &str) -> Result<String, Complaint> {
    let help = "write the host as `ssh` knows it, such as `web.example` or `deploy@web.example`";
    let (user, host) =
        text.rsplit_once('@').map_or((None, text), |(user, host)| (Some(user), host));
    if user.is_some_and(|user| user.contains(':')) {
        return Err(Complaint::secret("must not contain a password")
            .help("remove it, and use a key: `ssh` takes it from the agent or its configuration"));
    }
    let is_name = |name: &str, more: &str| {
        !name.is_empty()
            && !name.starts_with('-')
            && name.chars().all(|c| c.is_alphanumeric() || more.contains(c))
    };
    let is_address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match is_address {
        Some(address) => is_name(address, ":%."),
        None => is_name(host, "-._"),
    };
    if user.is_none_or(|user| is_name(user, "-._+$")) && is_host {
        return Ok(text.to_owned());
    }
    let help = if text.contains(':') && is_address.is_none() {
        "write only the host; the path goes to `path`, and a port into `~/.ssh/config`"
    } else {
        help
    };
    Err(Complaint::new("must be a host, with or without a user name").help(help))
}

/// The symbolic link that an rsync target makes at the far end.
pub(super) fn far_path(text: &str) -> Result<String, Complaint> {
    let path = one_line(text)?;
    let trimmed = path.trim_end_matches('/');
    let help = "write a path such as `/srv/www/site`; one without a slash at the start is relative \
                to the user's home directory";
    if trimmed.starts_with(['-', '~']) {
        let first = &trimmed[..1];
        return Err(Complaint::new(format!("must not begin with `{first}`")).help(help));
    }
    let mut names = trimmed.split('/').filter(|name| !name.is_empty()).peekable();
    if names.peek().is_none() || names.any(|name| [".", ".."].contains(&name)) {
        return Err(Complaint::new("must be the path of a directory to create").help(help));
    }
    Ok(trimmed.to_owned())
}

/// A repository: a URL, a path, or the name of a remote.
pub(super) fn remote(text: &str) -> Result<String, Complaint> {
    let remote = one_line(text)?;
    let help = "write a URL, a path, or the name of a remote such as `origin`";
    if remote.starts_with('-') {
        return Err(Complaint::new("must not begin with `-`").help(help));
    }
    let Some((scheme, rest)) = remote.split_once("://") else {
        if remote.contains("::") {
            return Err(Complaint::new("must not run a program").help(help));
        }
        return Ok(remote);
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" | "git" => check_address(&remote, REMOTE_HELP)?,
        "ssh" => {
            let host = &rest[..rest.find('/').unwrap_or(rest.len())];
            if host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':')) {
                let complaint = Complaint::secret("must not contain a password");
                return Err(complaint.help(REMOTE_HELP));
            }
        }
        "file" => {}
        _ => {
            let message = format!("cannot begin with `{scheme}://`");
            return Err(Complaint::new(message).help("write `https://…` or `ssh://…`"));
        }
    }
    Ok(remote)
}

/// A branch (git-check-ref-format).
pub(super) fn branch(text: &str) -> Result<String, Complaint> {
    let name = text.strip_prefix("refs/heads/").unwrap_or(text);
    let is_part = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.to_ascii_lowercase().ends_with(".lock")
    };
    let is_good = name.split('/').all(is_part)
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
        && !name.contains(|c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c));
    if is_good {
        return Ok(name.to_owned());
    }
    Err(Complaint::new("must be the name of a branch, such as `gh-pages`"))
}

pub(super) fn glob(text: &str) -> Result<Glob, Complaint> {
    Glob::new(text).map_err(|error| Complaint::new(error.to_string()))
}

/// A value of a header: visible ASCII and spaces (RFC 9110 §5.5).
pub(super) fn header(text: &str) -> Result<String, Complaint> {
    let value = one_line(text)?;
    if value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        return Ok(value);
    }
    Err(Complaint::new("must consist of ASCII characters"))
}

/// A media type, with or without parameters (RFC 9110 §8.3.1).
pub(super) fn media_type(text: &str) -> Result<String, Complaint> {
    let value = header(text)?;
    let (essence, _) = value.split_once(';').unwrap_or((&value, ""));
    let is_token = |part: &str| {
        let is_good = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
        !part.is_empty() && part.bytes().all(is_good)
    };
    if essence.trim_end().split_once('/').is_some_and(|(a, b)| is_token(a) && is_token(b)) {
        return Ok(value);
    }
    Err(Complaint::new("must be a media type, such as `text/html; charset=utf-8`"))
}

/// An address that is requested after a publish.
pub(super) fn after_address(text: &str) -> Result<String, Complaint> {
    check_address(text, AFTER_HELP)?;
    let url = parse_web(text)?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(Complaint::new("must begin with `https://`"));
    }
    Ok(url.into())
}

/// The key of a site for `IndexNow`, which is public: search engines read it at `/KEY.txt`.
pub(super) fn index_now_key(text: &str) -> Result<String, Complaint> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if (8..=128).contains(&text.len()) && text.chars().all(is_good) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new("must have 8 to 128 characters a-z, A-Z, 0-9 and hyphens"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort<T>(parse: impl Fn(&str) -> Result<T, Complaint>, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(parse(text).is_ok(), "{text} was refused");
        }
        for text in bad {
            assert!(parse(text).is_err(), "{text} was accepted");
        }
    }

    #[test]
    fn names_of_targets() {
        let long = "a".repeat(65);
        sort(check_name, &["live", "s3-2", "0"], &["", "Live", "a_b", "a.b", "-a", "å", &long]);
    }

    #[test]
    fn stores() {
        let s3 = |text: &str| bucket(text, 63);
        sort(s3, &["abc", "nyt.x.dk", "$web"], &["ab", "s3://abc", "a/b", "-abc", "a..b", "åbc"]);
        sort(account, &["devstoreaccount1"], &["Abc", "ab", "a-b-c"]);
        sort(region, &["eu-north-1", "auto"], &["", "eu north", "eu/1"]);
        assert_eq!(prefix("/nyt/æ/").unwrap(), "nyt/æ");
        sort(prefix, &["", "/", "a/b"], &["../a", "a//b", "_digest", "_digest/x", "a\\b"]);
        let secure = |text: &str| endpoint(text, false);
        sort(
            secure,
            &["https://s3.x.dk", "https://x.dk:9000/"],
            &["http://localhost", "s3.x.dk", "https://a@x.dk", "https://x.dk/?a", "ftp://x.dk"],
        );
        assert_eq!(endpoint("http://127.0.0.1:9000/", true).unwrap(), "http://127.0.0.1:9000");
    }

    #[test]
    fn directories() {
        sort(
            directory,
            &["/srv/www/site", "../www", "www", "/srv/public/"],
            &["", "/", ".", "..", "a/..", "public", "./content/x", "~/www", "a\nb", ".digest/x"],
        );
        assert_eq!(directory("/srv/www/").unwrap(), "/srv/www");
    }

    #[test]
    fn far_ends() {
        sort(
            ssh_host,
            &["web", "web.example", "deploy@web.example", "10.0.0.5", "deploy@[::1]"],
            &["", "-oProxyCommand=x", "a b", "web:22", "web:/srv", "a:b@web", "a@-x", "ssh://web"],
        );
        sort(
            far_path,
            &["/srv/www/site", "www", "/srv/w w/"],
            &["", "/", "-x", "~/www", "a/../b", "a\nb", "."],
        );
    }

    #[test]
    fn repositories() {
        sort(
            remote,
            &[
                "origin",
                "../pages.git",
                "/srv/x.git",
                "git@github.com:a/b.git",
                "https://github.com/a/b",
                "ssh://git@x.dk/a",
                "git://127.0.0.1/a",
                "file:///srv/x.git",
            ],
            &[
                "",
                "-x",
                "ext::sh -c x",
                "https://token@x.dk/a",
                "https://a:b@x.dk/a",
                "ssh://git:secret@x.dk/a",
                "ftp://x.dk/a",
            ],
        );
        sort(
            branch,
            &["main", "gh-pages", "a/b", "ø"],
            &["", "-x", "a..b", "a b", "a.lock", "a/", "a//b", ".a", "a~1", "a:b", "@", "a@{1}"],
        );
        assert_eq!(branch("refs/heads/main").unwrap(), "main");
    }

    #[test]
    fn headers() {
        sort(
            media_type,
            &["text/html; charset=utf-8", "application/feed+json"],
            &["", "html", "text/", "text/html\nX: y", "text/høns"],
        );
        sort(header, &["public, max-age=60"], &["", "a\r\nb", "å"]);
    }

    #[test]
    fn what_follows_a_publish() {
        sort(
            after_address,
            &["https://x.dk/purge", "http://127.0.0.1:1/x"],
            &["http://x.dk/purge", "https://a:b@x.dk/", "https://x.dk/?token=a", "x.dk"],
        );
        sort(index_now_key, &["0123abcd-EF"], &["short", "with space here", "nøgle-nøgle"]);
    }
}
