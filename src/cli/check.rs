//! `digest check`.

use super::args::{Args, Check};
use super::context;
use super::exit::{self, CommandError};
use super::progress::Progress;
use super::report::{self, counted, not_shown};
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildError, CheckReport};

/// Builds in memory and reports every problem.
pub(super) fn run(args: &Args, check: &Check, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, check.format, terminal)?;
    let clock = context::clock(&check.shown, site.config.timezone.clone())?;
    report::pending_build(&site.root, terminal)?;
    let mut report = match build::check(&site, &clock, &Progress::new(terminal)) {
        Ok(checked) => checked,
        Err(BuildError::Problems(problems)) => CheckReport { problems, ..CheckReport::default() },
        Err(error) => {
            return Err(report::failure(error, &site.files, check.format, terminal));
        }
    };
    if check.strict {
        report.problems.make_strict();
    }
    let CheckReport { outputs, left_out, problems } = report;
    let (failed, code) = (problems.has_errors(), exit::code(&problems));
    let text = |path: &_| build::text_of(&site.files, path);
    report::problems(problems, check.format, terminal, &text);
    if failed {
        return Err(CommandError::Problems(code));
    }
    let outputs = counted(outputs, "output");
    let left_out = not_shown(left_out);
    terminal.say(&format!("Checked {outputs} in {}{left_out}", terminal.elapsed()));
    Ok(())
}
