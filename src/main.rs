//! The `digest` command.

fn main() {}
