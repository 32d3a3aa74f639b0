//! The program as its users meet it: arguments and environment in; output, exit code and files
//! out. One file per command, and one for each of the things that all commands share.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests look at the disk themselves, and fail by a panic"
)]

mod baseline;
mod bench;
mod build;
mod check;
mod completions;
mod configuration;
mod environment;
mod explain;
#[cfg(feature = "network")]
mod external;
mod init;
mod list;
mod man;
mod manuals;
mod new;
mod next;
#[cfg(not(feature = "network"))]
mod no_network;
mod output_directory;
mod problems;
mod publish;
mod reference;
mod sarif;
mod severities;
mod shown;
mod usage;
