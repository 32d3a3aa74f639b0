//! Commands that need the network, in a program that may have been built without it.

use super::exit::CommandError;

/// Fails if the program was built without the feature `network`, which the command `what` needs.
pub(super) fn require(what: &str) -> Result<(), CommandError> {
    if cfg!(feature = "network") {
        return Ok(());
    }
    let message = format!("{what} needs the network, which this build of digest leaves out");
    let help = "build it with the feature `network`: `cargo install --path . --features network`";
    Err(CommandError::usage_with_help(message, help))
}
