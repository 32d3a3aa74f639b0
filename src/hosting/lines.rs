//! `_redirects`, which Netlify invented and others read: one rule per line.

use super::rule::{Rule, RuleTarget};
use crate::config::{HostKind, RedirectStatus};

/// The first line.
pub(super) const HEAD: &str = "# Written by digest.\n";

/// The lines of a rule; none if the format has none for it. Paths are encoded, as Netlify demands:
/// so none contains `*`, `:` or a space, which would mean something else.
pub(super) fn of(kind: HostKind, sub_path: &str, rule: &Rule) -> Vec<String> {
    let RuleTarget::To(to, status) = &rule.target else { return Vec::new() };
    let from = rule.from.under(sub_path);
    let status = status_of(kind, *status);
    let line = |from: &str| format!("{from} {to} {status}");
    match from.strip_suffix('/') {
        // Cloudflare compares the whole path; the others take it with and without the slash.
        Some(without) if kind == HostKind::CloudflarePages && !without.is_empty() => {
            vec![line(&from), line(without)]
        }
        _ => vec![line(&from)],
    }
}

/// The nearest status that a host documents: readers of a page notice no difference.
fn status_of(kind: HostKind, status: RedirectStatus) -> u16 {
    match status {
        _ if kind == HostKind::CloudflarePages => status.code(),
        RedirectStatus::PermanentRedirect => 301,
        RedirectStatus::SeeOther | RedirectStatus::TemporaryRedirect => 302,
        _ => status.code(),
    }
}
