//! The walls of `docs/architecture.md`: which module may import which, that the files of a module
//! form no cycle, who alone knows a library, and who alone touches the disk, the clock and the
//! environment.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the sources")]

mod cycles;
mod rows;
mod seeds;
mod source;
mod topics;
mod walls;
