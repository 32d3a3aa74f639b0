//! Problems of the sources are reported while the last good page stays, and go when they are
//! fixed.

use std::fs;

use crate::fixture::NOW;
use crate::program::Served;
use crate::saves::image;
use crate::site::{ARTICLE, PAGE, Site, article, endless, news};

/// Whether what an error stops is every page, or one that can be shown all the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    /// The page stays as it was.
    Stays,
    /// The page is shown as it is now.
    IsShown,
}

/// Breaks a file of a site and fixes it again; the overlay has the problem in between.
fn check(site: &Site, path: &str, broken: Option<&str>, complaint: &str, shown: Page) {
    let served = Served::watching(site);
    let (sound, before) = (fs::read(site.path(path)).unwrap(), served.text(PAGE));
    let mut page = served.open(PAGE);
    match broken {
        Some(broken) => site.write(path, broken),
        None => site.remove(path),
    }
    let event = page.event();
    if shown == Page::IsShown {
        assert_eq!(event.0, "reload", "{}", served.said());
        assert_eq!(page.event().0, "problems");
        let now = served.get(PAGE);
        assert!(now.status == 200 && now.text() != before, "{now:?}");
    } else {
        assert_eq!(event.0, "problems", "{}", served.said());
        let (now, mark) = (served.get(PAGE), served.mark(PAGE));
        assert_eq!(now.status, 200);
        assert_eq!(now.text().replace(&mark.problems, ""), before, "the last good page stays");
    }
    served.await_problem(complaint);
    served.await_words(complaint);
    site.write(path, sound);
    served.await_no_problem();
    let mut last = page.event();
    while !(last.0 == "problems" && last.1.is_empty()) {
        last = page.event();
    }
    served.await_words("All problems fixed");
    served.await_text(PAGE, "Teksten.");
    served.check_like_build(site);
}

#[test]
fn an_error_in_the_front_matter() {
    let broken = news("Ny.").replace("tags: [AI]", "tags: [AI");
    check(&Site::new(), ARTICLE, Some(&broken), "content/artikler/nyt.md:", Page::Stays);
}

#[test]
fn a_key_that_no_article_has() {
    let broken = news("Ny.").replace("title:", "titel:");
    check(&Site::new(), ARTICLE, Some(&broken), "titel: Nyt", Page::Stays);
}

#[test]
fn a_tag_that_is_not_declared() {
    let broken = news("Ny.").replace("[AI]", "[Al]");
    check(&Site::new(), ARTICLE, Some(&broken), "did you mean `AI`", Page::Stays);
}

#[test]
fn an_error_in_the_configuration() {
    let site = Site::new();
    let broken = format!("titel = 1\n{}", site.read("site.toml"));
    check(&site, "site.toml", Some(&broken), "site.toml:1:1", Page::Stays);
}

#[test]
fn a_configuration_that_is_gone() {
    check(&Site::new(), "site.toml", None, "site.toml", Page::Stays);
}

#[test]
fn an_error_in_the_syntax_of_a_template() {
    let site = Site::new();
    site.write("templates/404.html", "<h1>Ikke fundet</h1>");
    let broken = Some("<h1>{{ page.title }</h1>");
    check(&site, "templates/404.html", broken, "templates/404.html:1:", Page::Stays);
}

#[test]
fn an_error_while_one_page_is_rendered() {
    let site = Site::new();
    let sound = "<body>{{ article.title }} {{ body }}</body>";
    site.write("templates/article.html", sound);
    let broken = "<body>Ny {% if article.title == \"Nyt\" %}{{ page.ingen.ting }}{% endif %}";
    let served = Served::watching(&site);
    let (before, other) = (served.text(PAGE), "/2026/11/andet/");
    assert_eq!(served.get(other).status, 200);
    let mut page = served.open(PAGE);
    site.write("templates/article.html", broken);
    assert_eq!(page.event().0, "problems");
    let mark = served.mark(PAGE);
    assert_eq!(served.text(PAGE).replace(&mark.problems, ""), before, "the last good page stays");
    served.await_problem("templates/article.html:1:");
    served.await_words("templates/article.html:1:");
    served.await_text(other, "<body>Ny ");
    site.write("templates/article.html", sound);
    served.await_no_problem();
    served.check_like_build(&site);
}

#[test]
fn a_link_that_leads_nowhere() {
    let broken = news("Ny. [Væk](@findes-ikke)");
    check(&Site::new(), ARTICLE, Some(&broken), "findes-ikke", Page::IsShown);
}

#[test]
fn an_image_that_is_gone() {
    let site = Site::new();
    let text = article("Nyt", "2026-11-03", "Teksten. ![En chip](chip.jpg)");
    site.remove(ARTICLE);
    site.write("content/artikler/nyt/index.md", text);
    let image = fs::read(image()).unwrap();
    site.write("content/artikler/nyt/chip.jpg", image);
    check(&site, "content/artikler/nyt/chip.jpg", None, "chip.jpg", Page::Stays);
}

#[test]
fn two_errors_are_both_reported_and_go_one_by_one() {
    let site = Site::new();
    let served = Served::watching(&site);
    let other = "content/artikler/andet.md";
    let sound = [site.read(ARTICLE), site.read(other)];
    site.edit(ARTICLE, "2026-11-03", "i går");
    served.await_problem("artikler/nyt.md:3:");
    site.edit(other, "2026-11-02", "i forgårs");
    served.await_problem("artikler/andet.md:3:");
    assert!(served.problems().contains("artikler/nyt.md:3:"));
    site.write(ARTICLE, &sound[0]);
    crate::program::await_true(
        || !served.problems().contains("artikler/nyt.md"),
        || served.problems(),
    );
    assert!(served.problems().contains("artikler/andet.md:3:"));
    site.write(other, &sound[1]);
    served.await_no_problem();
    served.check_like_build(&site);
}

#[test]
fn pages_are_shown_again_once_a_template_that_never_ends_is_fixed() {
    let site = Site::new();
    let sound = "<body>{{ article.title }} {{ body }}</body>";
    let stuck = format!(
        "{{% set all = range(end=9000) %}}{}{}{sound}",
        "{% for a in all %}".repeat(4),
        "{% endfor %}".repeat(4)
    );
    site.write("templates/article.html", &stuck);
    for number in 1..=4 {
        let path = format!("content/artikler/side-{number}.md");
        site.write(&path, article("Side", "2026-11-03", "Tekst."));
    }
    let served = Served::with(&site, &["--watch", "--limit", "render-seconds=1"], &["--now", NOW]);
    for number in 1..=4 {
        let answer = served.get(&format!("/2026/11/side-{number}/"));
        assert_eq!(answer.status, 500, "{answer:?}");
    }
    // As many as are allowed to be stuck: no other is tried.
    assert_eq!(served.get(PAGE).status, 500);
    served.await_words("because 4 pages are stuck");
    site.write("templates/article.html", sound);
    served.await_text(PAGE, "<body>Nyt ");
    served.await_no_problem();
}

/// Serves a site in which a file may take a second to parse.
fn impatient(site: &Site) -> Served {
    Served::with(site, &["--limit", "render-seconds=1"], &["--now", NOW])
}

const TOO_LONG: &str = "parsing this file took longer than 1 s";

#[test]
fn an_article_that_takes_too_long_to_parse_holds_nothing_up() {
    let site = Site::new();
    let served = impatient(&site);
    let before = served.text(PAGE);
    for _ in 0..2 {
        site.write(ARTICLE, endless());
        served.await_problem(TOO_LONG);
        served.await_words(TOO_LONG);
        let (now, mark) = (served.get(PAGE), served.mark(PAGE));
        assert_eq!(now.text().replace(&mark.problems, ""), before, "the last good page stays");
        // Other files are read, and this one is not parsed again.
        let other = "content/artikler/andet.md";
        let sound = site.read(other);
        site.edit(other, "2026-11-02", "i forgårs");
        served.await_problem("artikler/andet.md:3:");
        assert!(served.problems().contains(TOO_LONG), "{}", served.problems());
        site.write(other, sound);
        crate::program::await_true(
            || !served.problems().contains("artikler/andet.md"),
            || served.problems(),
        );
        site.write(ARTICLE, news("Teksten."));
        served.await_no_problem();
    }
    site.write(ARTICLE, news("Kortere."));
    served.await_text(PAGE, "Kortere.");
    served.check_like_build(&site);
}

#[test]
fn a_site_is_shown_once_its_article_no_longer_takes_too_long() {
    let site = Site::new();
    site.write(ARTICLE, endless());
    let served = impatient(&site);
    assert_eq!(served.get(PAGE).status, 500);
    served.await_words(TOO_LONG);
    // The thread that parses the first one may still be busy.
    site.write("content/artikler/andet.md", endless());
    crate::program::await_true(
        || served.problems().matches(TOO_LONG).count() == 2,
        || served.problems(),
    );
    site.remove("content/artikler/andet.md");
    site.write(ARTICLE, news("Teksten."));
    served.await_text(PAGE, "Teksten.");
    served.await_no_problem();
    served.check_like_build(&site);
}
