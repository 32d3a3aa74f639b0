//! Which open pages learn of an edit.

use crate::program::Served;
use crate::site::{ARTICLE, PAGE, Site, article, news};

#[test]
fn an_edited_text_is_announced_to_its_page_alone() {
    let site = Site::new();
    let served = Served::watching(&site);
    let mut edited = served.open(PAGE);
    let pages = ["/2026/11/andet/", "/", "/om/", "/404.html"];
    let mut streams = pages.map(|path| served.open(path));
    site.write(ARTICLE, news("Teksten er en anden."));
    assert_eq!(edited.event(), served.reload(PAGE));
    // Anything sent to the others would have come before this.
    site.edit("site.toml", "Prøven", "Avisen");
    for (path, stream) in pages.iter().zip(&mut streams) {
        served.await_text(path, "Avisen");
        assert_eq!(stream.event(), served.reload(path), "{path}");
    }
    assert_eq!(edited.event(), served.reload(PAGE));
}

#[test]
fn an_edited_title_is_announced_to_all_pages_that_show_it_and_to_no_other() {
    let site = Site::new();
    let served = Served::watching(&site);
    let (showing, others) = ([PAGE, "/2026/11/andet/", "/"], ["/om/", "/emner/5g/"]);
    let mut streams = showing.map(|path| served.open(path));
    let mut silent = others.map(|path| served.open(path));
    site.write(ARTICLE, article("Nyere", "2026-11-03", "Teksten."));
    for (path, stream) in showing.iter().zip(&mut streams) {
        served.await_text(path, "Nyere");
        assert_eq!(stream.event(), served.reload(path), "{path}");
    }
    site.edit("site.toml", "Prøven", "Avisen");
    for (path, stream) in others.iter().zip(&mut silent) {
        served.await_text(path, "Avisen");
        assert_eq!(stream.event(), served.reload(path), "{path}");
    }
}

#[test]
fn an_article_that_comes_or_goes_is_announced_to_the_lists() {
    let site = Site::new();
    let served = Served::watching(&site);
    let mut front = served.open("/");
    let mut coming = served.open("/2026/11/sidste/");
    site.write("content/artikler/sidste.md", article("Sidste", "2026-11-04", "Nyt."));
    assert_eq!(coming.event(), served.reload("/2026/11/sidste/"));
    assert_eq!(front.event(), served.reload("/"));
    site.remove("content/artikler/sidste.md");
    assert_eq!(coming.event().0, "reload");
    assert_eq!(front.event(), served.reload("/"));
    assert_eq!(served.get("/2026/11/sidste/").status, 404);
}

#[test]
fn a_style_sheet_is_exchanged_without_loading_anew() {
    let site = Site::new();
    site.write("static/tema/tema.css", "p { color: red }\n");
    let served = Served::watching(&site);
    let mut page = served.open(PAGE);
    site.write("static/tema/tema.css", "p { color: blue }\n");
    assert_eq!(page.event(), ("style".into(), served.mark(PAGE).version));
    served.check_like_build(&site);
}

#[test]
fn a_file_that_is_only_touched_is_not_announced() {
    let site = Site::new();
    let served = Served::watching(&site);
    let mut page = served.open(PAGE);
    site.shell("touch content/artikler/nyt.md site.toml static/logo.svg; touch -d 2001-01-01 content/artikler/nyt.md");
    site.shell("chmod 600 content/artikler/nyt.md; cat content/artikler/*.md >/dev/null");
    std::thread::sleep(std::time::Duration::from_millis(200));
    site.write(ARTICLE, news("Teksten."));
    std::thread::sleep(std::time::Duration::from_millis(200));
    site.write(ARTICLE, news("En ny tekst."));
    served.await_text(PAGE, "En ny tekst.");
    assert_eq!(page.event(), served.reload(PAGE));
}
