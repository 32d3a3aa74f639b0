//! Changes of everything that is no text of an article, and the ways to show a site.

use crate::fixture::{NOW, own_site};
use crate::program::Served;
use crate::saves::image;
use crate::site::{ARTICLE, PAGE, Site, article, news};

#[test]
fn the_site_of_this_repository_is_served_as_it_is_built() {
    let site = Site::empty();
    own_site(&site.root(), false);
    let served = Served::watching(&site);
    served.check_like_build(&site);
}

#[test]
fn drafts_are_shown_as_a_build_with_drafts_has_them() {
    let site = Site::new();
    let draft = news("Teksten.").replace("tags:", "draft: true\ntags:");
    site.write(ARTICLE, &draft);
    let (all, published) = (["--drafts", "--now", NOW], ["--now", NOW]);
    let drafts = Served::with(&site, &["--watch"], &all);
    let others = Served::with(&site, &["--watch"], &published);
    drafts.check_like_build(&site);
    others.check_like_build(&site);
    assert!(drafts.text(PAGE).contains(" data-draft "));
    assert_eq!(others.get(PAGE).status, 404);
    site.write(ARTICLE, news("Teksten."));
    others.await_text(PAGE, "Teksten.");
    drafts.check_like_build(&site);
    others.check_like_build(&site);
    assert!(!drafts.text(PAGE).contains(" data-draft "));
    site.write(ARTICLE, &draft);
    drafts.await_text(PAGE, " data-draft ");
    others.check_like_build(&site);
}

#[test]
fn scheduled_articles_are_shown_as_a_build_with_them_has_them() {
    let site = Site::new();
    let scheduled = |text: &str| article("Senere", "2026-12-24", text);
    let (file, page) = ("content/artikler/senere.md", "/2026/12/senere/");
    site.write(file, scheduled("Kommer."));
    let all = Served::with(&site, &[], &["-F", "--now", NOW]);
    let published = Served::with(&site, &[], &["--now", NOW]);
    published.await_words("1 scheduled not shown");
    assert!(!all.said().contains("not shown"), "{}", all.said());
    assert!(all.text(page).contains("Kommer.") && all.text("/").contains(page));
    assert_eq!(published.get(page).status, 404);
    site.write(file, scheduled("Kommer snart."));
    all.await_text(page, "Kommer snart.");
    all.check_like_build(&site);
    published.check_like_build(&site);
    assert_eq!(published.get(page).status, 404);
}

#[test]
fn a_site_below_a_directory_is_served_there() {
    let site = Site::new();
    site.edit("site.toml", "https://x.dk", "https://x.dk/nyt");
    let served = Served::watching(&site);
    assert_eq!(served.url, format!("http://localhost:{}/nyt/", served.port));
    served.check_like_build(&site);
    let answer = served.get("/");
    assert_eq!((answer.status, answer.field("location")), (302, Some("/nyt/")));
    let mut page = served.open("/nyt/2026/11/nyt/");
    site.write(ARTICLE, news("En ny tekst."));
    assert_eq!(page.event(), served.reload("/nyt/2026/11/nyt/"));
    served.check_like_build(&site);
}

#[test]
fn an_address_that_moves_below_a_directory_is_served_there() {
    let site = Site::new();
    let mut served = Served::watching(&site);
    site.edit("site.toml", "https://x.dk", "https://y.dk/avis");
    served.await_text("/avis/", "https://y.dk/avis/");
    served.url = format!("http://localhost:{}/avis/", served.port);
    served.check_like_build(&site);
    site.edit("site.toml", "https://y.dk/avis", "https://x.dk");
    served.await_text("/", "https://x.dk/");
    served.url = format!("http://localhost:{}/", served.port);
    served.check_like_build(&site);
}

#[test]
fn every_key_of_the_configuration_is_seen() {
    let site = Site::new();
    let served = Served::watching(&site);
    for (from, to) in [
        ("title = \"Prøven\"", "title = \"Avisen\""),
        ("name = \"AI\"", "name = \"AI\"\nslug = \"kunstig\""),
        ("name = \"5G\"", "name = \"6G\""),
        ("[feeds]", "[tags]\nper_page = 1\n\n[feeds]"),
        ("base_url = \"https://x.dk\"", "base_url = \"https://x.dk\"\ndescription = \"Nyt.\""),
    ] {
        site.edit("site.toml", from, to);
        served.check_like_build(&site);
    }
}

#[test]
fn directories_of_sources_that_come_later_are_seen() {
    let site = Site::empty();
    site.write("site.toml", crate::fixture::SITE_TOML);
    let served = Served::watching(&site);
    served.check_like_build(&site);
    site.write(ARTICLE, news("Teksten."));
    served.await_text(PAGE, "Teksten.");
    site.write("static/film/x.txt", "x");
    served.await_text("/film/x.txt", "x");
    site.write("templates/article.html", "<body>Skabelon: {{ body }}</body>");
    served.await_text(PAGE, "Skabelon: ");
    served.check_like_build(&site);
    site.write("static/film/x.txt", "y");
    served.await_text("/film/x.txt", "y");
    site.write("templates/article.html", "<body>Anden: {{ body }}</body>");
    served.await_text(PAGE, "Anden: ");
    site.shell("rm -r content static templates");
    served.check_like_build(&site);
}

#[test]
fn files_that_are_copied_come_change_and_go() {
    let site = Site::new();
    let served = Served::watching(&site);
    site.write("static/a/b/fil.txt", "første");
    served.await_text("/a/b/fil.txt", "første");
    site.write("static/a/b/fil.txt", "anden");
    served.await_text("/a/b/fil.txt", "anden");
    site.rename("static/a/b/fil.txt", "static/a/fil.txt");
    served.check_like_build(&site);
    site.shell("rm -r static/a");
    served.check_like_build(&site);
}

#[test]
fn an_image_that_is_replaced_is_another_one_on_its_page() {
    let site = Site::new();
    site.remove(ARTICLE);
    let text = article("Nyt", "2026-11-03", "Teksten. ![En chip](chip.jpg)");
    site.write("content/artikler/nyt/index.md", text);
    let copy = |name: &str, to: &str| {
        let from = image().replace("apple-m1-pro-og-m1-max/chip.jpg", name);
        site.shell(&format!("cp '{from}' content/artikler/nyt/{to}"));
    };
    copy("apple-m1-pro-og-m1-max/chip.jpg", "chip.jpg");
    let served = Served::watching(&site);
    served.check_like_build(&site);
    let mut page = served.open(PAGE);
    copy("google-pixel-6-med-egen-chip/telefon.jpg", "chip.jpg");
    served.check_like_build(&site);
    let last = served.reload(PAGE);
    while page.event() != last {}
}

#[test]
fn everything_in_one_go() {
    let site = Site::new();
    let served = Served::watching(&site);
    site.shell(
        "mkdir -p ../ny/content/artikler ../ny/templates; cp site.toml ../ny; \
         sed -i s/Prøven/Avisen/ ../ny/site.toml; \
         echo '<body>{{ article.title }}</body>' >../ny/templates/article.html; \
         sed s/Teksten/Ordene/ content/artikler/nyt.md >../ny/content/artikler/nyt.md; \
         rm -r content static; cp -r ../ny/. .",
    );
    served.check_like_build(&site);
    served.await_no_problem();
}
