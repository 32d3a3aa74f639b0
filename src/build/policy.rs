//! The severities that a site gives to problems, and its file of known ones.

use crate::config::SiteConfig;
use crate::diagnostics::{Baseline, Code, Diagnostic, Diagnostics, Policy};
use crate::files::Files;
use crate::paths::SourcePath;

/// The largest file of known problems.
pub(crate) const MAX_BASELINE_BYTES: u64 = 256 << 20;

/// What the configuration says, without the file of known problems.
pub(super) fn without_baseline(config: &SiteConfig) -> Policy {
    Policy { rules: config.check.rules.clone(), baseline: None }
}

/// Reads the file of known problems, if the configuration names one.
pub(crate) fn load_policy(files: &Files, config: &SiteConfig) -> Result<Policy, Diagnostics> {
    let mut policy = without_baseline(config);
    if let Some(file) = &config.check.baseline {
        let missing = || {
            let message = format!("the baseline `{}` does not exist", file.path);
            let help = "write it with `digest check --write-baseline`";
            let problem = Diagnostic::new(Code::BadBaseline, message).at_maybe(file.span);
            match SourcePath::new("site.toml") {
                Some(config) => problem.in_file(&config).help(help),
                None => problem.help(help),
            }
        };
        let text = baseline_text(files, &file.path)?.ok_or_else(missing)?;
        let baseline = Baseline::read(&file.path, &text).map_err(|problem| *problem)?;
        policy.baseline = Some((file.path.clone(), baseline));
    }
    Ok(policy)
}

/// The text of a file of known problems; none if there is no file.
pub(crate) fn baseline_text(
    files: &Files,
    path: &SourcePath,
) -> Result<Option<String>, Diagnostics> {
    if files.exists(path) { Ok(Some(files.read_text(path, MAX_BASELINE_BYTES)?)) } else { Ok(None) }
}
