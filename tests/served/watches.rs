//! Where the system lets nobody watch.

use crate::fixture::{NOW, digest_by};
use crate::program::Served;
use crate::site::{ARTICLE, PAGE, Site, news, require};

/// Serves where a limit of this user is set, and checks that edits are seen all the same.
fn check_limited(limit: &str, notice: &str) {
    let script = format!("{limit}; exec \"$@\"");
    require(&["unshare", "-Ur", "sh", "-ec", &script, "sh", "true"]);
    let site = Site::new();
    let mut command = digest_by(&["unshare", "-Ur", "sh", "-ec", &script, "sh"], &site.root());
    command.args(["serve", "--watch", "--port", "0", "--now", NOW]);
    let served = Served::of(command).showing(&["--now", NOW]);
    served.await_words(notice);
    served.await_words("help: ");
    let mut page = served.open(PAGE);
    site.write(ARTICLE, news("En ny tekst."));
    assert_eq!(page.event(), served.reload(PAGE));
    site.write("content/artikler/mappe/ny.md", news("Ny."));
    site.write("static/fil/x.txt", "x");
    served.check_like_build(&site);
}

#[test]
fn edits_are_seen_where_watches_have_run_out() {
    check_limited("echo 3 >/proc/sys/user/max_inotify_watches", "about once a second");
}

#[test]
fn edits_are_seen_where_nothing_can_be_watched() {
    check_limited("echo 0 >/proc/sys/user/max_inotify_instances", "about once a second");
}
