//! The command line: arguments → one call → exit code.
//!
//! The only place that reads the clock, the environment and the working directory, and that writes
//! to the terminal. One file per command. May import: everything.

mod args;
mod build;
mod build_watch;
mod check;
mod completions;
mod context;
mod docs;
mod exit;
mod explain;
mod external;
mod init;
mod list;
mod man;
mod network;
mod new;
mod next;
mod progress;
mod publish;
mod report;
mod reported;
mod sarif;
mod serve;
mod signals;
mod terminal;
mod threads;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use exit::CommandError;
use terminal::Terminal;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    signals::install();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let is_lost = terminal::print_usage(&error);
            return ExitCode::from(exit::usage_code(&error, is_lost));
        }
    };
    let terminal = Terminal::new(&args);
    let result = run(&args, &terminal);
    let code = result.map_or_else(|error| error.report(&terminal), |()| 0);
    // What was written may still lie in a buffer, and the last write may be the one that fails.
    ExitCode::from(if terminal.is_broken() && code == 0 { exit::ENVIRONMENT } else { code })
}

fn run(args: &Args, terminal: &Terminal) -> Result<(), CommandError> {
    match &args.command {
        Command::Init(init) => init::run(init, terminal),
        Command::New(new) => new::run(args, new, terminal),
        Command::Build(build) if build.watch => build_watch::run(args, build, terminal),
        Command::Build(build) => build::run(args, build, terminal),
        Command::Serve(serve) => serve::run(args, serve, terminal),
        Command::Check(check) => check::run(args, check, terminal),
        Command::Next(next) => next::run(args, next, terminal),
        Command::Publish(publish) => publish::run(args, publish, terminal),
        Command::List(list) => list::run(args, list, terminal),
        Command::Explain(explain) => explain::run(args, explain, terminal),
        Command::Docs(docs) => docs::run(docs, terminal),
        Command::Completions(completions) => completions::run(completions, terminal),
        Command::Man => man::run(terminal),
    }
}
