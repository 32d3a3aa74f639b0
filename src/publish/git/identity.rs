//! Who makes the commits: as git is configured, else this program on this machine.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::repository::git_of_site;
use crate::publish::program::Interruption;
use crate::publish::target::TargetError;

const LIMIT: Duration = Duration::from_secs(60);

/// The author and the committer of a commit, with its time.
pub(super) struct Identity {
    pub(super) author: String,
    pub(super) committer: String,
}

impl Identity {
    pub(super) fn find(
        site: &Path,
        host: &str,
        now: Timestamp,
        interruption: &Interruption,
    ) -> Result<Self, TargetError> {
        let find = |variable: &str| -> Result<String, TargetError> {
            // Otherwise git makes up a name from that of the user.
            let arguments = ["-c", "user.useConfigOnly=true", "var", variable];
            let output = git_of_site(site, interruption).args(arguments).run(LIMIT)?;
            let text = String::from_utf8_lossy(&output.stdout);
            let found = text.rfind('>').map(|end| &text[..=end]);
            let name = match found {
                Some(name) if output.code == Some(0) => name.to_owned(),
                _ => {
                    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-.".contains(*c);
                    format!("digest <digest@{}>", host.chars().filter(is_plain).collect::<String>())
                }
            };
            Ok(format!("{name} {} +0000", now.as_second()))
        };
        Ok(Self { author: find("GIT_AUTHOR_IDENT")?, committer: find("GIT_COMMITTER_IDENT")? })
    }
}
