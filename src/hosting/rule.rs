//! A redirect, as hosts have it.

use crate::config::RedirectStatus;
use crate::paths::UrlPath;

/// What a host does with a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) from: UrlPath,
    pub(crate) target: RuleTarget,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuleTarget {
    /// It leads to a URL: an absolute one, or a path on the host, with the sub-path.
    To(String, RedirectStatus),
    /// It is gone, and no page is there.
    Gone,
    /// It is gone, and the page there says why.
    Withdrawn,
}
