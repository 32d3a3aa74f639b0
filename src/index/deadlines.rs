//! Deadlines in `site.toml`.

use jiff::{SignedDuration, Timestamp};

use super::show::Clock;
use crate::config::SiteConfig;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::paths::SourcePath;

/// How long before the end of `security.txt` it is time to look at it again.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead that end should lie at most (RFC 9116, §2.5.5).
const FAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The instants at which [`check`] decides otherwise.
pub(super) fn instants(config: &SiteConfig) -> Vec<Timestamp> {
    let end = config.security_txt.as_ref().map(|security| security.expires);
    let before = |end: Timestamp, span| end.checked_sub(span).ok();
    let all = end.map(|end| [before(end, FAR), before(end, SOON), Some(end)]);
    all.into_iter().flatten().flatten().collect()
}

/// Warns of a `security.txt` that is over, will soon be, or says that it never will.
pub(super) fn check(config: &SiteConfig, clock: &Clock, problems: &mut Diagnostics) {
    let Some(security) = &config.security_txt else { return };
    let is_within =
        |span: SignedDuration| security.expires.checked_sub(span).is_ok_and(|at| at <= clock.now);
    let (message, help) = if security.expires <= clock.now {
        (
            "`expires` in `security_txt` has passed",
            "check that `contact` is still correct, and set a new date",
        )
    } else if is_within(SOON) {
        (
            "`expires` in `security_txt` is less than 30 days away",
            "check that `contact` is still correct, and set a later date",
        )
    } else if !is_within(FAR) {
        ("`expires` in `security_txt` is more than a year away", "set a date within a year")
    } else {
        return;
    };
    let mut problem = Diagnostic::new(Code::SecurityTxt, message).help(help);
    if let (Some(span), Some(file)) = (security.span, SourcePath::new("site.toml")) {
        problem = problem.in_file(&file).at(span);
    }
    problems.push(problem);
}
