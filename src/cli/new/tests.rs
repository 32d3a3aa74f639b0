use proptest::prelude::*;

use super::texts::{article, author, edition, event, page, person};
use super::*;
use crate::discover::Readings;
use crate::files::Files;
use crate::fingerprint::Fingerprint;
use crate::model::Content;
use crate::parse::parse;
use crate::paths::SourcePath;
use crate::property_tests::seeded;

const DATE: &str = "2026-11-22 14:05";

fn config(more: &str) -> SiteConfig {
    let text = format!("title = \"x\"\nbase_url = \"https://x.example\"\n{more}");
    SiteConfig::read(&SourcePath::new("site.toml").unwrap(), &text, &[]).unwrap().0
}

/// A site that leaves titles as they are.
fn plain() -> SiteConfig {
    config("[typography]\nquotes = \"off\"\nno_break = false\n")
}

fn parsed(kind: Kind, text: &str) -> Content {
    let name = if kind == Kind::Edition { "2026-uge-47" } else { "x" };
    let source = SourcePath::new(&format!("{}/{name}.md", kind.directory())).unwrap();
    let parsed = parse(kind, &source, text, Fingerprint::of(text.as_bytes()), &plain());
    assert!(parsed.problems.is_empty(), "{text}\n{:?}", parsed.problems);
    parsed.content.unwrap()
}

fn site(files: &[(&'static str, &'static str)]) -> DiscoveredSources {
    discover(&Files::in_memory(files.iter().copied()), &plain(), &Readings::default())
}

#[test]
fn an_articles_file() {
    let tags = ["AI".to_owned(), "C++".to_owned()];
    insta::assert_snapshot!(article("Xiaomi: \"50 milliarder\"", "x", DATE, &tags, &[]), @r#"
    ---
    title: "Xiaomi: \"50 milliarder\""
    id: x
    date: 2026-11-22 14:05
    # description: Manchetten, som også står i lister og feeds
    tags: [AI, "C++"]
    # authors: [Navn]
    # image: {src: billede.jpg, alt: Hvad der er at se, caption: Billedtekst, credit: Fotograf}
    # sources:
    #   - {name: Medie, url: "https://example.com/", date: 2026-11-22, language: en}
    # read_also: [en-anden-artikel]
    # draft: true
    ---
    "#);
}

#[test]
fn the_hints_are_front_matter_once_uncommented() {
    let note = "# Personoplysninger må ikke blive stående for evigt.\n";
    let uncommented =
        |text: String| text.replace(note, "").replace("\n# ", "\n").replace("\n#   ", "\n  ");
    parsed(Kind::Article, &uncommented(article("x", "x", DATE, &["AI".into()], &[])));
    parsed(Kind::Event, &uncommented(event("x", "x", DATE)));
    parsed(Kind::PeopleNews, &uncommented(person("x", "x", DATE, "2027-11-22")));
    parsed(Kind::Edition, &uncommented(edition("x", "x", DATE)));
    parsed(Kind::Page, &uncommented(page("x", "x")));
    parsed(Kind::Author, &uncommented(author("x", "x")));
}

#[test]
fn titles_that_can_be_none_are_refused() {
    for title in ["", "  ", "a\nb", "a\u{1b}[31mb", "a\u{2028}b", "lang lang"] {
        assert!(check_title(title, 5).is_err(), "{title:?}");
    }
    assert_eq!(check_title(" kort ", 5).unwrap(), "kort");
}

#[test]
fn slugs_are_made_of_titles_or_checked() {
    assert_eq!(default_slug("Ærø får 5G").unwrap(), "aeroe-faar-5g");
    assert!(default_slug("!!!").is_err());
    assert!(default_slug("Index").is_err());
    assert_eq!(check_slug("a-b").unwrap(), "a-b");
    for slug in ["", "A", "a--b", "../x", "a/b", "å", "index", "-"] {
        assert!(check_slug(slug).is_err(), "{slug}");
    }
}

#[test]
fn tags_are_found_by_every_name_and_written_by_one() {
    let config = config("[[tag]]\nname = \"AI\"\naliases = [\"kunstig intelligens\"]\n");
    let check = |tags: &[&str]| {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        check_tags(&tags, &config)
    };
    assert_eq!(check(&["ai", " Kunstig intelligens ", ""]).unwrap(), ["AI"]);
    let error = format!("{:?}", check(&["AJ"]).unwrap_err());
    assert!(error.contains("did you mean `AI`?"), "{error}");
    assert!(check(&["fodbold"]).is_err());
}

#[test]
fn open_tags_are_kept_as_written() {
    let config = config("[tags]\nopen = true\n");
    assert_eq!(check_tags(&["Nyt: emne".into()], &config).unwrap(), ["Nyt: emne"]);
    for tag in ["a\nb", "a\u{2028}b", "a\u{2029}b", "a\u{85}b"] {
        assert!(check_tags(&[tag.into()], &config).is_err(), "{tag:?}");
    }
}

#[test]
fn dates_mean_the_same_when_they_are_read_again() {
    let config = plain();
    let again = |text: &str| written(&parse_date(text, &config).unwrap());
    assert_eq!(again("2026-11-22"), "2026-11-22");
    assert_eq!(again("2026-11-22T14:05"), DATE);
    assert_eq!(again("2026-11-22 14:05:09"), "2026-11-22 14:05:09");
    assert_eq!(again("2026-11-22 13:05Z"), DATE);
    // This night the clocks go back, and the hour from 2 to 3 exists twice.
    assert_eq!(again("2026-10-25 02:30+02:00"), "2026-10-25T02:30:00+02:00");
    assert_eq!(again("2026-10-25 02:30+01:00"), "2026-10-25T02:30:00+01:00");
    assert!(parse_date("i morgen", &config).is_err());
}

#[test]
fn an_id_is_nobody_elses() {
    let found = site(&[
        ("content/sider/a.md", "---\ntitle: A\nid: x\n---\n"),
        ("content/forfattere/b.md", "---\nname: B\nid: x-2\n---\n"),
        ("content/artikler/c.md", "---\ntitle: C\ndate: 2026-01-01\nid: x-3\n---\n"),
    ]);
    assert_eq!(unused_id(&found, "x"), "x-4");
    assert_eq!(unused_id(&found, "y"), "y");
}

#[test]
fn an_address_is_nobody_elses() {
    let found = site(&[
        ("content/artikler/2026/a/index.md", "---\ntitle: A\ndate: 2026-11-01\n---\n"),
        ("content/sider/b.md", "---\ntitle: B\nslug: c\n---\n"),
    ]);
    let config = plain();
    let taken = |kind, slug, date| {
        let date = parse_date(date, &config).unwrap();
        same_address(&found, kind, slug, &date).is_some()
    };
    assert!(taken(Kind::Article, "a", "2026-11-22"));
    assert!(!taken(Kind::Article, "a", "2026-12-22"));
    assert!(!taken(Kind::Article, "b", "2026-11-22"));
    assert!(taken(Kind::Page, "c", "2026-11-22"));
    assert!(!taken(Kind::Author, "c", "2026-11-22"));
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn what_is_written_is_read_again(
        title in r#"([\[\]{}#&*!|>'"%@`,:?\\ a-zåé-]|\PC){1,40}"#,
        tags in prop::collection::vec(r#"(null|~|no|1e3|[a-zæ0-9]|[ :,"'#\[\]{}-]|\PC){1,9}"#, 0..4),
    ) {
        let Ok(title) = check_title(&title, 1000) else { return Ok(()) };
        let Ok(tags) = check_tags(&tags, &config("[tags]\nopen = true\n")) else { return Ok(()) };
        // Soft hyphens are dropped wherever a title is shown, and dashes are set.
        let shown = title.trim().replace('\u{ad}', "");
        let shown = plain().typography.text(&shown).into_owned();
        prop_assume!(!shown.trim().is_empty());
        let Content::Article(read) = parsed(Kind::Article, &article(title, "i", DATE, &tags, &tags))
        else { unreachable!() };
        prop_assert_eq!(&read.meta.title, &shown);
        prop_assert_eq!(&read.tags, &tags);
        let Content::Page(read) = parsed(Kind::Page, &page(title, "i")) else { unreachable!() };
        prop_assert_eq!(&read.meta.title, &shown);
        let Content::Author(read) = parsed(Kind::Author, &author(title, "i")) else { unreachable!() };
        prop_assert_eq!(&read.meta.title, &shown);
    }
}
