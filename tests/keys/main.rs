//! What an output depends on, part by part: which outputs an edit renders again, because of which
//! parts of their keys, and which it leaves alone although they are near.
#![expect(clippy::unwrap_used, reason = "tests fail by a panic")]

mod alone;
mod newsroom;
mod parts;
mod site;
