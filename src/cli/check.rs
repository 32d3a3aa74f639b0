//! `digest check`.

use std::sync::Arc;

use super::args::{Args, Check};
use super::context;
use super::exit::{self, CommandError};
use super::external;
use super::progress::Progress;
use super::report::{self, counted, not_shown};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildError, CheckReport, OpenSite};
use crate::diagnostics::{Baseline, Diagnostics, Scope};
use crate::paths::OutputPath;
use crate::write::{self, ExistingOutput, OutputTarget};

/// Builds in memory and reports every problem.
pub(super) fn run(args: &Args, check: &Check, terminal: &Terminal) -> Result<(), CommandError> {
    if check.external {
        external::require()?;
    }
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
        problems.extend(external::check(&site, &outside, clock.now, terminal)?);
        if let Some(signal) = signals::received() {
            return Err(CommandError::Interrupted(signal));
        }
    }
    let scope = if check.external { Scope::External } else { Scope::Check };
    if check.write_baseline {
        write_baseline(&mut site, &problems, scope, terminal)?;
    }
    let mut report = site.policy.report_all(&problems, scope);
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

/// Lists the problems in the file that `[check] baseline` names, and counts them as known. What the
/// file listed before and was not looked for stays there.
fn write_baseline(
    site: &mut OpenSite,
    problems: &Diagnostics,
    scope: Scope,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let Some(file) = &site.config.check.baseline else {
        let help = "add `baseline = \"known-problems.txt\"` to the table `[check]` in site.toml";
        return Err(CommandError::usage_with_help("no file is named for the baseline", help));
    };
    let shown = &file.path;
    let old = build::baseline_text(&site.files, shown);
    let old = old.ok().map(Option::unwrap_or_default).filter(|text| Baseline::is_text(text));
    let Some(old) = old else {
        let message = format!("`{shown}` is not a baseline, so it is not overwritten");
        let help = "delete the file, or name another one in `[check] baseline`";
        return Err(CommandError::usage_with_help(message, help));
    };
    let found = site.policy.report(problems).problems.sorted();
    // After a merge that was not resolved, only what was found is known for certain.
    let old = Baseline::read(shown, &old).unwrap_or_default();
    let baseline = Baseline::of(&found).with_unchecked(old, scope);
    write::replace(&site.root.join(shown.as_str()), baseline.text().as_bytes())?;
    terminal.say(&format!("Wrote {} to {shown}", counted(baseline.total(), "problem")));
    site.policy.baseline = Some((shown.clone(), baseline));
    Ok(())
}
