//! `digest init --ci`: the workflow that builds and publishes a site.
//!
//! In: a code host. Out: a file for it. The workflows are next to this file and are listed in
//! [`builtin::WORKFLOWS`].

use crate::builtin;
use crate::cli::args::CodeHost;

/// Where the program comes from if its package does not say so.
const UNKNOWN_URL: &str = "https://git.example/digest.git";

/// The path of a host's workflow below the root of the repository, and its text.
pub(super) fn workflow(host: CodeHost) -> (String, String) {
    let (path, text) = match host {
        CodeHost::Github => builtin::WORKFLOWS[0],
        CodeHost::Gitlab => builtin::WORKFLOWS[1],
    };
    let revision = concat!("v", env!("CARGO_PKG_VERSION"));
    let text = text.replace("{url}", url()).replace("{revision}", revision);
    (path.to_owned(), text)
}

/// What the `site.toml` of a new site says about the host that its workflow publishes to.
pub(super) fn hosting(host: CodeHost) -> String {
    let kind = match host {
        CodeHost::Github => "github-pages",
        CodeHost::Gitlab => "gitlab-pages",
    };
    format!("\n[hosting]\nkind = \"{kind}\"\n")
}

/// What must be filled in before the workflow runs; nothing if it is known.
pub(super) fn to_fill_in() -> Option<&'static str> {
    let hint = "set `GENERATOR_URL` in it to the Git repository of digest, and \
                `GENERATOR_REVISION` to the commit to install";
    (url() == UNKNOWN_URL).then_some(hint)
}

fn url() -> &'static str {
    let repository = env!("CARGO_PKG_REPOSITORY");
    if repository.is_empty() { UNKNOWN_URL } else { repository }
}
