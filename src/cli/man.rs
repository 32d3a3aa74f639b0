//! `digest man`.

use clap::CommandFactory;

use super::args::Args;
use super::exit::CommandError;
use super::terminal::Terminal;

/// Prints the manual page, made from the command definitions: that of the program, then those of
/// its commands.
pub(super) fn run(terminal: &Terminal) -> Result<(), CommandError> {
    let mut command = Args::command();
    command.build();
    let mut page = Vec::new();
    let commands = command.get_subcommands().filter(|c| c.get_name() != "help").cloned();
    let all: Vec<clap::Command> = std::iter::once(command.clone()).chain(commands).collect();
    for command in all {
        clap_mangen::Man::new(command).render(&mut page).map_err(|error| {
            CommandError::environment(format!("cannot generate the manual page: {error}"))
        })?;
    }
    terminal.print_bytes(&page);
    Ok(())
}
