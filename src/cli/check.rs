//! `digest check`.

use std::sync::Arc;

use super::args::{Args, Check};
use super::build::Bar;
use super::context::Context;
use super::exit::{self, CommandError};
use super::report::{self, counted};
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, Discard, Failure};

/// Builds in memory and reports every problem.
pub(super) fn run(args: &Args, check: &Check, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start();
    let context = Context::open(args, None, check.format, terminal)?;
    let clock = context.clock(&check.shown)?;
    report::pending_build(&context.root, terminal)?;
    let mut problems = context.warnings.clone();
    let mut pages = 0;
    match build::prepare(&context.files, &context.config, &clock) {
        Err(found) => problems.extend(found),
        Ok(prepared) => {
            problems.extend(prepared.warnings.clone());
            pages = prepared.plan.jobs.len();
            let progress = Bar { terminal, bar: std::cell::OnceCell::new() };
            let result = build::render(&prepared, &Arc::new(Discard), &progress);
            progress.end();
            match result {
                Ok(()) => {}
                Err(Failure::Problems(found)) => problems.extend(found),
                Err(Failure::Write(error)) => return Err(error.into()),
                Err(Failure::Interrupted) => {
                    return Err(CommandError::Interrupted(signals::received().unwrap_or(2)));
                }
            }
        }
    }
    if check.strict {
        problems.make_strict();
    }
    let problems = build::placed(&context.files, problems);
    let (failed, code) = (problems.has_errors(), exit::code(&problems));
    let text = |path: &_| build::text_of(&context.files, path);
    report::problems(problems, check.format, terminal, &text);
    if failed {
        return Err(CommandError::Problems(code));
    }
    terminal.say(&format!("Checked {} in {}", counted(pages, "output"), terminal.elapsed()));
    Ok(())
}
