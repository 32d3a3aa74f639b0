//! The ways in which editors and other programs save.

use std::fs;
use std::io::Write;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::Served;
use crate::site::{ARTICLE, PAGE, Site, article, news, require};

/// Saves in some way, and checks that the open page learns of it and all is as a build has it.
fn check_save(save: impl Fn(&Site, &str)) {
    let site = Site::new();
    let served = Served::watching(&site);
    let mut page = served.open(PAGE);
    for round in 1..=3 {
        let text = format!("Udgave {round}.");
        save(&site, &news(&text));
        served.await_text(PAGE, &text);
        // A file that was away or half there for a while may have been reported before.
        let last = served.reload(PAGE);
        while page.event() != last {}
    }
    served.check_like_build(&site);
    served.await_no_problem();
}

/// Writes a file in two steps.
fn write_slowly(site: &Site, path: &str, text: &str, pause: Duration) {
    let mut file = fs::File::create(site.path(path)).unwrap();
    let (first, second) = text.split_at(text.len() / 2);
    file.write_all(first.as_bytes()).unwrap();
    sleep(pause);
    file.write_all(second.as_bytes()).unwrap();
}

#[test]
fn a_file_that_is_written_anew() {
    check_save(|site, text| site.write(ARTICLE, text));
}

#[test]
fn a_file_that_is_written_slowly() {
    for pause in [1, 8, 60].map(Duration::from_millis) {
        check_save(|site, text| write_slowly(site, ARTICLE, text, pause));
    }
}

#[test]
fn a_file_that_another_one_takes_the_place_of() {
    check_save(|site, text| {
        site.write("content/artikler/.nyt.md.tmp", text);
        site.rename("content/artikler/.nyt.md.tmp", ARTICLE);
    });
}

#[test]
fn a_file_from_elsewhere() {
    check_save(|site, text| {
        fs::write(site.beside("nyt.md"), text).unwrap();
        fs::rename(site.beside("nyt.md"), site.path(ARTICLE)).unwrap();
    });
}

#[test]
fn a_file_of_which_a_backup_is_kept() {
    for pause in [0, 30].map(Duration::from_millis) {
        check_save(|site, text| {
            // As vim does: it first tries whether it may write there.
            site.write("content/artikler/4913", "");
            site.remove("content/artikler/4913");
            site.rename(ARTICLE, "content/artikler/nyt.md~");
            sleep(pause);
            site.write(ARTICLE, text);
            site.remove("content/artikler/nyt.md~");
        });
    }
}

#[test]
fn a_file_that_is_deleted_and_made_again() {
    for pause in [0, 1, 50].map(Duration::from_millis) {
        check_save(|site, text| {
            site.remove(ARTICLE);
            sleep(pause);
            site.write(ARTICLE, text);
        });
    }
}

#[test]
fn a_file_that_is_saved_a_hundred_times_a_second() {
    let site = Site::new();
    let served = Served::watching(&site);
    let start = Instant::now();
    for number in 0..200 {
        site.write(ARTICLE, news(&format!("Udgave {number}.")));
        let next = start + Duration::from_millis(10) * (number + 1);
        sleep(next.saturating_duration_since(Instant::now()));
        if number % 20 == 0 {
            assert_eq!(served.get(PAGE).status, 200);
        }
    }
    served.await_text(PAGE, "Udgave 199.");
    served.check_like_build(&site);
}

#[test]
fn a_directory_that_gets_another_name() {
    let site = Site::new();
    for name in ["et", "to", "tre"] {
        let text = article(name, "2026-11-01", "Tekst. ![Logo](logo.png)");
        site.write(&format!("content/artikler/samling/{name}/index.md"), text);
        site.shell(&format!("cp '{}' content/artikler/samling/{name}/logo.png", image()));
    }
    let served = Served::watching(&site);
    served.check_like_build(&site);
    site.rename("content/artikler/samling", "content/artikler/mappe");
    served.check_like_build(&site);
    site.write("content/artikler/mappe/to/index.md", article("to", "2026-11-01", "Rettet."));
    served.await_text("/2026/11/to/", "Rettet.");
    site.rename("content/artikler/mappe", "samling-der-er-væk");
    served.check_like_build(&site);
    assert_eq!(served.get("/2026/11/to/").status, 404);
    site.rename("samling-der-er-væk", "content/artikler/samling");
    served.check_like_build(&site);
    assert_eq!(served.get("/2026/11/to/").status, 200);
}

/// An image of the repository's own.
pub(crate) fn image() -> String {
    let repository = env!("CARGO_MANIFEST_DIR");
    format!("{repository}/content/artikler/2021/apple-m1-pro-og-m1-max/chip.jpg")
}

#[test]
fn a_checkout_of_a_thousand_files() {
    require(&["git", "--version"]);
    let site = Site::new();
    // Plain pages are made faster.
    site.write("templates/article.html", "<body>{{ article.title }} {{ body }}</body>");
    let git = "git -c user.name=x -c user.email=x@x.dk -c init.defaultBranch=main";
    let write_all = |word: &str, numbers: std::ops::Range<u32>| {
        for number in numbers {
            let text = article(&format!("Artikel {number}"), "2026-09-01", word);
            site.write(&format!("content/artikler/{}/{number}.md", number % 10), text);
        }
    };
    write_all("Ord.", 0..1_000);
    site.shell(&format!("{git} init -q; {git} add -A; {git} commit -qm 1; {git} checkout -qb ny"));
    write_all("Andre ord.", 0..1_000);
    write_all("Nye ord.", 1_000..1_010);
    site.shell("rm content/artikler/0/*");
    site.shell(&format!("{git} add -A; {git} commit -qm 2; {git} checkout -q main"));
    let served = Served::watching(&site);
    let mut page = served.open("/2026/09/1/");
    site.shell(&format!("{git} checkout -q ny"));
    served.await_text("/2026/09/1/", "Andre ord.");
    assert_eq!(page.event().0, "reload");
    served.check_like_build(&site);
    site.shell(&format!("{git} checkout -q main"));
    served.check_like_build(&site);
}
