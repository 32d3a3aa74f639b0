//! Hosts: what each can do, and the files in which it reads that.
//!
//! In: a [`HostKind`], and redirects in order. Out: which redirects are rules of the host
//! ([`Rules`]), and the text of the host's own files. One file per format. May import: `config`,
//! `paths`, and the rows below them.
//!
//! What hosts do, as their manuals say it:
//! - GitHub Pages: neither rules nor headers; a site of 1 GB (docs.github.com, “GitHub Pages limits”;
//!   `actions/deploy-pages` takes that as 1,024 MiB, and warns).
//! - GitLab Pages: docs.gitlab.com/user/project/pages/redirects (1,000 rules, 64 KB, 301 and 302, a
//!   path of a project begins with its name), `…/administration/instance_limits` (200,000
//!   files and directories) and `…/user/gitlab_com` (a site of 1 GB).
//! - Netlify: docs.netlify.com/manage/routing/redirects (paths encoded; a path matches with and
//!   without a slash at its end; 301 and 302 are documented) and …/manage/routing/headers.
//! - Cloudflare Pages: developers.cloudflare.com/pages/configuration/redirects (2,000 static rules of
//!   1,000 characters; 301, 302, 303, 307 and 308), …/headers (100 rules of 2,000 characters; values
//!   of two rules for one header are joined) and …/pages/platform/limits (20,000 files of 25 MiB).

mod caddy;
mod headers;
mod limits;
mod lines;
mod nginx;
mod rule;
mod rules;

pub(crate) use headers::{
    ASK_AGAIN, FOREVER, SPECULATION_RULES, is_fingerprinted, speculation_rules,
};
pub(crate) use limits::{file_too_large, site_too_large, too_many_files};
pub(crate) use rule::{Rule, RuleTarget};
pub(crate) use rules::{Added, Rules};

use crate::config::HostKind;

/// Whether outputs get compressed siblings: the other hosts compress by themselves, or serve files
/// only under their own names.
pub(crate) fn serves_compressed(kind: HostKind) -> bool {
    matches!(kind, HostKind::Nginx | HostKind::Caddy)
}

/// The name of a host in messages.
pub(crate) fn host_name(kind: HostKind) -> &'static str {
    match kind {
        HostKind::GithubPages => "GitHub Pages",
        HostKind::GitlabPages => "GitLab Pages",
        HostKind::Netlify => "Netlify",
        HostKind::CloudflarePages => "Cloudflare Pages",
        HostKind::Nginx => "nginx",
        HostKind::Caddy => "Caddy",
        HostKind::S3 => "S3",
        HostKind::None => "the host",
    }
}

/// The host's own files: their names and texts.
pub(crate) fn files(kind: HostKind, rules: &Rules, host: &str) -> Vec<(&'static str, String)> {
    let sub_path = rules.sub_path();
    match kind {
        HostKind::GithubPages => {
            let mut files = vec![(".nojekyll", String::new())];
            // A site below another's root cannot have a domain of its own.
            if sub_path.is_empty() && is_own_domain(host) {
                files.push(("CNAME", format!("{host}\n")));
            }
            files
        }
        HostKind::GitlabPages => vec![("_redirects", redirects(rules))],
        HostKind::Netlify | HostKind::CloudflarePages => vec![
            ("_redirects", redirects(rules)),
            ("_headers", headers::file(sub_path)),
            (SPECULATION_RULES, speculation_rules(sub_path)),
        ],
        HostKind::Nginx => vec![
            (nginx::FILE, nginx::text(rules)),
            (SPECULATION_RULES, speculation_rules(sub_path)),
        ],
        HostKind::Caddy => vec![
            (caddy::FILE, caddy::text(rules)),
            (SPECULATION_RULES, speculation_rules(sub_path)),
        ],
        HostKind::S3 | HostKind::None => Vec::new(),
    }
}

/// What is lost if a file of the site is published instead of the host's own one of this name; nothing
/// if that has only defaults.
pub(crate) fn lost_with(name: &str) -> Option<&'static str> {
    match name {
        "_redirects" => Some("redirects"),
        "_headers" => Some("headers"),
        "CNAME" => Some("domain"),
        nginx::FILE | caddy::FILE => Some("redirects, headers and error pages"),
        _ => None,
    }
}

/// `_redirects`.
fn redirects(rules: &Rules) -> String {
    let lines = rules.iter().flat_map(|rule| lines::of(rules.kind(), rules.sub_path(), rule));
    lines.fold(String::from(lines::HEAD), |text, line| text + &line + "\n")
}

/// Whether a host is one that can be named in `CNAME`, and need be.
fn is_own_domain(host: &str) -> bool {
    let is_address = host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[');
    host.contains('.') && !host.ends_with(".github.io") && !is_address
}

#[cfg(test)]
mod tests;
