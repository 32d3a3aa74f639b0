//! What a program says that was built without the feature `network`.

use crate::bench::TestSite;

#[test]
fn commands_that_need_the_network_name_the_feature() {
    let site = TestSite::new();
    let outcome = site.run(&["check", "--external"]).exits(2);
    outcome.tells("`check --external` needs").tells("--features network").done();
    site.run(&["check"]).exits(0).done();
}
