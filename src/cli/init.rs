//! `digest init`.

use super::args::Init;
use super::exit::CommandError;
use super::terminal::Terminal;

pub(super) fn run(_: &Init, _: &Terminal) -> Result<(), CommandError> {
    Ok(())
}
