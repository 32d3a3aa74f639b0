//! `digest new`.

use super::args::{Args, New};
use super::exit::CommandError;
use super::terminal::Terminal;

pub(super) fn run(_: &Args, _: &New, _: &Terminal) -> Result<(), CommandError> {
    Ok(())
}
