//! The network stack of `digest`: everything that sends requests.
//!
//! In: URLs, objects and settings, as plain data. Out: what became of them. This crate knows nothing of
//! sites; the feature `network` of `digest` decides whether it is built.
//!
//! Its functions block. What runs them concurrently (`tokio`) is not visible from outside.

pub mod external;
pub mod http;
pub mod store;
mod tls;
