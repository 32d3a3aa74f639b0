//! `digest check`.

use std::sync::Arc;

use super::args::{Args, Check};
use super::context;
use super::exit::{self, CommandError};
use super::progress::Progress;
use super::report::{self, counted, not_shown};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildError, CheckReport, OpenSite, OutsideReport};
use crate::diagnostics::{Baseline, Diagnostics};
use crate::external::Outcome;
use crate::paths::OutputPath;
use crate::write::{self, ExistingOutput, OutputTarget};

/// Builds in memory and reports every problem.
pub(super) fn run(args: &Args, check: &Check, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let format = check.format.into();
    let site = context::open(args, None, format, terminal)?;
    // The file that is to be written need not exist.
    let mut site =
        if check.write_baseline { site } else { context::with_policy(site, format, terminal)? };
    let clock = context::clock(&check.shown, site.config.timezone.clone())?;
    report::pending_build(&site.root, terminal)?;
    let target = OutputTarget { site_root: site.root.clone(), output: site.root.join("public") };
    let (existing, refusal) = match ExistingOutput::open(&target) {
        Ok(existing) => (Some(existing), None),
        Err(refusal) => (None, Some(refusal)),
    };
    let existing = Arc::new(existing);
    let checked = match build::check(&site, &clock, &existing, &Progress::new(terminal)) {
        Ok(checked) => checked,
        Err(BuildError::Problems(problems)) => CheckReport { problems, ..CheckReport::default() },
        Err(error) => return Err(report::failure(error, &site, format, terminal)),
    };
    let CheckReport { outputs, left_out, outside, mut problems } = checked;
    if check.external {
        let found = build::check_outside(&site, &outside, clock.now, &Progress::new(terminal))
            .map_err(CommandError::environment)?;
        summarize(&found, terminal);
        problems.extend(found.problems);
        if let Some(signal) = signals::received() {
            return Err(CommandError::Interrupted(signal));
        }
    }
    if check.write_baseline {
        write_baseline(&mut site, &problems, terminal)?;
    }
    let mut report = site.policy.report_all(&problems);
    if check.strict {
        report.problems.make_strict();
    }
    let (failed, code) = (report.problems.has_errors(), exit::code(&report.problems));
    report::of_site(report, &site, format, terminal);
    if failed {
        return Err(CommandError::Problems(code));
    }
    if let Some(refusal) = refusal {
        return Err(refusal.into());
    }
    if let Some(existing) = &*existing {
        existing.refusal(outputs.iter().map(OutputPath::as_str))?;
    }
    let outputs = counted(outputs.len(), "output");
    let left_out = not_shown(left_out);
    terminal.say(&format!("Checked {outputs} in {}{left_out}", terminal.elapsed()));
    Ok(())
}

/// Says what became of the links to other sites, and with `--verbose` why some are in doubt.
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

/// Lists the problems in the file that `[check] baseline` names, and counts them as known.
fn write_baseline(
    site: &mut OpenSite,
    problems: &Diagnostics,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let Some(file) = &site.config.check.baseline else {
        let help = "add `baseline = \"known-problems.txt\"` to the table `[check]` in site.toml";
        return Err(CommandError::usage_with_help("no file is named for the baseline", help));
    };
    let shown = &file.path;
    let old = build::baseline_text(&site.files, shown);
    if !old.is_ok_and(|old| old.is_none_or(|text| Baseline::is_text(&text))) {
        let message = format!("`{shown}` is not a baseline, so it is not overwritten");
        let help = "delete the file, or name another one in `[check] baseline`";
        return Err(CommandError::usage_with_help(message, help));
    }
    let found = site.policy.report(problems).problems.sorted();
    let baseline = Baseline::of(&found);
    write::replace(&site.root.join(shown.as_str()), baseline.text().as_bytes())?;
    terminal.say(&format!("Wrote {} to {shown}", counted(baseline.total(), "problem")));
    site.policy.baseline = Some((shown.clone(), baseline));
    Ok(())
}
