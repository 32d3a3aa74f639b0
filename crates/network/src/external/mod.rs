//! Links to other sites, checked over the network.
//!
//! In: URLs, settings, and what earlier checks found. Out: an [`Outcome`] for each URL. May import
//! `tls`.
//!
//! A check must be harmless to others and to the machine that it runs on. Each host gets one request
//! at a time, with a pause in between, and its `robots.txt` is respected. No request is sent to an
//! address that is not public, wherever a name or a redirect leads. Everything is bounded: the time of
//! a request, the number of attempts and redirects, the bytes that are read, and the time of the whole.

mod addresses;
mod check;
mod client;
mod host;
mod known;
mod outcome;
mod robots;
mod settings;
#[cfg(test)]
mod tests;

pub use check::{Checked, check};
pub use known::KnownLinks;
pub use outcome::Outcome;
pub use settings::Settings;
