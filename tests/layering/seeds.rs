//! Property tests print the seed that repeats them.

use crate::source;

#[test]
fn property_tests_are_seeded() {
    for source in source::all() {
        for block in source.text.split("proptest! {").skip(1) {
            let settings = block.trim_start().lines().next().unwrap();
            let is_seeded =
                settings.starts_with("#![proptest_config(") && settings.contains("seeded()");
            assert!(
                is_seeded,
                "src/{}.rs: begin with `#![proptest_config(seeded())]`",
                source.path
            );
        }
    }
}
