//! How much of a site each host takes, and what is wrong with more.

use super::host_name;
use crate::config::HostKind;
use crate::diagnostics::{Code, Diagnostic};

const MIB: u64 = 1024 * 1024;

/// Files and bytes that a host takes; nothing where its manual names no number.
#[derive(Debug, Default)]
struct Limits {
    /// The most files of a site.
    files: Option<usize>,
    /// Whether directories count as files.
    counts_directories: bool,
    /// The most bytes of a file.
    file_bytes: Option<u64>,
    /// The most bytes of a site.
    site_bytes: Option<u64>,
}

/// The limits of a host's usual plan.
fn limits(kind: HostKind) -> Limits {
    let none = Limits::default();
    match kind {
        HostKind::CloudflarePages => {
            Limits { files: Some(20_000), file_bytes: Some(25 * MIB), ..none }
        }
        HostKind::GithubPages => Limits { site_bytes: Some(1024 * MIB), ..none },
        HostKind::GitlabPages => Limits {
            files: Some(200_000),
            counts_directories: true,
            site_bytes: Some(1024 * MIB),
            ..none
        },
        HostKind::Netlify | HostKind::Nginx | HostKind::Caddy | HostKind::S3 | HostKind::None => {
            none
        }
    }
}

/// What is wrong with the number of files, if something is. `directories` counts those with files.
pub(crate) fn too_many_files(
    kind: HostKind,
    files: usize,
    directories: impl FnOnce() -> usize,
) -> Option<Diagnostic> {
    let Limits { files: most, counts_directories, .. } = limits(kind);
    let most = most?;
    let (what, found) = if counts_directories {
        ("files and directories", files + directories())
    } else {
        ("files", files)
    };
    let host = host_name(kind);
    let message = format!("the site has {found} {what}; the limit of {host} is {most}");
    let problem = Diagnostic::new(Code::HostLimit, message).help(
        "choose another host, or write `host-limit = \"off\"` under `[check]` if your plan allows \
         more",
    );
    (found > most).then_some(problem)
}

/// What is wrong with the size of a file, if something is.
pub(crate) fn file_too_large(kind: HostKind, bytes: u64) -> Option<Diagnostic> {
    let most = limits(kind).file_bytes.filter(|most| bytes > *most)?;
    let host = host_name(kind);
    let message =
        format!("the file has {bytes} bytes; the limit of {host} is {most} ({} MiB)", most / MIB);
    let help = "make it smaller, or publish it elsewhere and link to it";
    Some(Diagnostic::new(Code::HostLimit, message).help(help))
}

/// What is wrong with the size of the whole site, if something is.
pub(crate) fn site_too_large(kind: HostKind, bytes: u64) -> Option<Diagnostic> {
    let most = limits(kind).site_bytes.filter(|most| bytes > *most)?;
    let host = host_name(kind);
    let message = format!(
        "the site has {} MiB; the limit of {host} is {} MiB",
        bytes.div_ceil(MIB),
        most / MIB
    );
    let help = "publish large files elsewhere and link to them, or choose another host";
    Some(Diagnostic::new(Code::LargeSite, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(problem: Option<Diagnostic>) -> Option<String> {
        problem.map(|problem| problem.message)
    }

    #[test]
    fn cloudflare_takes_twenty_thousand_files() {
        let of = |files| text(too_many_files(HostKind::CloudflarePages, files, || 9));
        assert_eq!(of(20_000), None);
        let wanted = "the site has 20001 files; the limit of Cloudflare Pages is 20000";
        assert_eq!(of(20_001).unwrap(), wanted);
    }

    #[test]
    fn gitlab_takes_two_hundred_thousand_files_and_directories() {
        let of = |files| text(too_many_files(HostKind::GitlabPages, files, || 100_000));
        assert_eq!(of(100_000), None);
        let wanted =
            "the site has 200001 files and directories; the limit of GitLab Pages is 200000";
        assert_eq!(of(100_001).unwrap(), wanted);
    }

    #[test]
    fn cloudflare_takes_files_of_25_mib() {
        let of = |bytes| text(file_too_large(HostKind::CloudflarePages, bytes));
        assert_eq!(of(26_214_400), None);
        let wanted =
            "the file has 26214401 bytes; the limit of Cloudflare Pages is 26214400 (25 MiB)";
        assert_eq!(of(26_214_401).unwrap(), wanted);
    }

    #[test]
    fn github_and_gitlab_take_sites_of_a_gibibyte() {
        for (kind, host) in
            [(HostKind::GithubPages, "GitHub Pages"), (HostKind::GitlabPages, "GitLab Pages")]
        {
            assert_eq!(text(site_too_large(kind, 1 << 30)), None);
            let wanted = format!("the site has 1025 MiB; the limit of {host} is 1024 MiB");
            assert_eq!(text(site_too_large(kind, (1 << 30) + 1)).unwrap(), wanted);
        }
    }

    #[test]
    fn other_hosts_name_no_limit() {
        for kind in
            [HostKind::Netlify, HostKind::Nginx, HostKind::Caddy, HostKind::S3, HostKind::None]
        {
            assert_eq!(too_many_files(kind, usize::MAX, || 0), None);
            assert_eq!(file_too_large(kind, u64::MAX).or(site_too_large(kind, u64::MAX)), None);
        }
        assert_eq!(file_too_large(HostKind::GithubPages, u64::MAX), None);
        assert_eq!(site_too_large(HostKind::CloudflarePages, u64::MAX), None);
    }
}
