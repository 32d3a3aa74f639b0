//! The `digest` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    digest::cli::main()
}
