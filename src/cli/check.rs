//! `digest check`.

use super::args::{Args, Check};
use super::context;
use super::exit::{self, CommandError};
use super::progress::Progress;
use super::report::{self, counted};
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildError};

/// Builds in memory and reports every problem.
pub(super) fn run(args: &Args, check: &Check, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, check.format, terminal)?;
    let clock = context::clock(&check.shown, site.config.timezone.clone())?;
    report::pending_build(&site.root, terminal)?;
    let (outputs, mut problems) = match build::check(&site, &clock, &Progress::new(terminal)) {
        Ok(checked) => checked,
        Err(BuildError::Problems(problems)) => (0, problems),
        Err(error) => {
            return Err(report::failure(error, &site.files, check.format, terminal));
        }
    };
    if check.strict {
        problems.make_strict();
    }
    let (failed, code) = (problems.has_errors(), exit::code(&problems));
    let text = |path: &_| build::text_of(&site.files, path);
    report::problems(problems, check.format, terminal, &text);
    if failed {
        return Err(CommandError::Problems(code));
    }
    terminal.say(&format!("Checked {} in {}", counted(outputs, "output"), terminal.elapsed()));
    Ok(())
}
