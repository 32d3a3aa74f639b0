//! The server of `digest serve` as clients on the network meet it: raw bytes in, raw bytes out,
//! over real sockets. The site behind it is one in memory that tests change as they like.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests look at the system themselves, and fail by a panic"
)]

mod client;
mod conditions;
mod events;
mod hosts;
mod limits;
mod origins;
mod page;
mod pages;
mod paths;
mod ports;
mod problems;
mod ranges;
mod redirects;
mod site;
mod stop;
