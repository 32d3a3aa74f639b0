//! `digest completions`.

use clap::CommandFactory;

use super::args::{Args, Completions};
use super::exit::CommandError;
use super::terminal::Terminal;

/// Prints a shell's completions, made from the command definitions.
#[expect(clippy::unnecessary_wraps, reason = "all commands have one shape")]
pub(super) fn run(completions: &Completions, terminal: &Terminal) -> Result<(), CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Args::command(), "digest", &mut script);
    terminal.print_bytes(&script);
    Ok(())
}
