//! Files are named for their topic, and say at their beginning what they are for.

use crate::source;

#[test]
fn files_are_named_for_their_topic_and_introduced() {
    let mut wrong = Vec::new();
    for source in source::all() {
        let path = format!("{}.rs", source.path);
        let name = source.path.trim_end_matches("/mod").rsplit('/').next().unwrap();
        if matches!(name, "utils" | "util" | "helpers" | "helper" | "common" | "misc") {
            wrong.push(format!("src/{path} is named for no topic"));
        }
        if !source.is_test() && !source.text.starts_with("//!") {
            wrong.push(format!("src/{path} does not begin with what it is for"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
