//! `digest check --external`: the links to other sites.

use jiff::Timestamp;

use super::exit::CommandError;
use super::network;
#[cfg(feature = "network")]
use super::progress::Progress;
#[cfg(feature = "network")]
use super::report::counted;
use super::terminal::Terminal;
use crate::build::OpenSite;
#[cfg(feature = "network")]
use crate::build::{self, Outcome, OutsideReport};
use crate::diagnostics::Diagnostics;
use crate::links::OutsideLink;

/// Fails early if the program cannot ask for links.
pub(super) fn require() -> Result<(), CommandError> {
    network::require("`check --external`")
}

#[cfg(not(feature = "network"))]
pub(super) fn check(
    _: &OpenSite,
    _: &[OutsideLink],
    _: Timestamp,
    _: &Terminal,
) -> Result<Diagnostics, CommandError> {
    require().map(|()| Diagnostics::default())
}

/// Asks for the links, says what became of them, and gives the problems.
#[cfg(feature = "network")]
pub(super) fn check(
    site: &OpenSite,
    links: &[OutsideLink],
    now: Timestamp,
    terminal: &Terminal,
) -> Result<Diagnostics, CommandError> {
    let found = build::check_outside(site, links, now, &Progress::new(terminal))
        .map_err(CommandError::environment)?;
    summarize(&found, terminal);
    Ok(found.problems)
}

/// Says what became of the links to other sites, and with `--verbose` why some are in doubt.
#[cfg(feature = "network")]
fn summarize(found: &OutsideReport, terminal: &Terminal) {
    let mut counts = [0; 7];
    for (url, outcome) in &found.outcomes {
        let kind = match outcome {
            Outcome::Alive => 0,
            Outcome::Moved(_) => 1,
            Outcome::Dead(_) => 2,
            Outcome::Unsure(why) => {
                terminal.detail(&format!("in doubt: {url}: {why}"));
                3
            }
            Outcome::Disallowed => {
                terminal.detail(&format!("not allowed by robots.txt: {url}"));
                4
            }
            Outcome::Private => {
                terminal.detail(&format!("not a public address: {url}"));
                5
            }
            Outcome::NotReached => 6,
        };
        counts[kind] += 1;
    }
    let kinds = [
        "alive",
        "moved",
        "dead",
        "in doubt",
        "not allowed by robots.txt",
        "not at a public address",
        "not reached in time",
    ];
    let counts = counts.iter().zip(kinds).filter(|(count, _)| **count > 0);
    let counts: Vec<String> = counts.map(|(count, kind)| format!("{count} {kind}")).collect();
    let links = counted(found.outcomes.len(), "link");
    let known = match found.known {
        0 => String::new(),
        known => format!("; {known} known from earlier checks"),
    };
    let colon = if counts.is_empty() { "" } else { ": " };
    let counts = counts.join(", ");
    terminal.say(&format!("Checked {links} to other sites{colon}{counts}{known}"));
}
