//! Tests of the settings as a whole.

use proptest::prelude::*;

use super::sections::{
    ArchiveConfig, FrontPageConfig, MarkdownConfig, PublisherConfig, RobotsConfig,
};
use super::tags::TagsConfig;
use super::*;
use crate::danish::Typography;
use crate::danish::{Anchors, Quotes};
use crate::paths::SourcePath;
use crate::property_tests::seeded;

const LEAST: &str = "title = \"Digitalt\"\nbase_url = \"https://digitalt.example\"\n";

fn read(text: &str, variables: &[(&str, &str)]) -> Result<SiteConfig, Vec<String>> {
    let file = SourcePath::new("site.toml").unwrap();
    let variables: Vec<_> =
        variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    match SiteConfig::read(&file, text, &variables) {
        Ok((config, _)) => Ok(config),
        Err(diagnostics) => Err(diagnostics.sorted().into_iter().map(|d| d.message).collect()),
    }
}

fn with(text: &str) -> SiteConfig {
    read(&format!("{LEAST}{text}"), &[]).unwrap()
}

#[test]
fn two_keys_are_enough() {
    let config = with("");
    assert_eq!(config.title, "Digitalt");
    assert_eq!(config.description, "");
    assert_eq!(config.base_url.as_text(), "https://digitalt.example");
    assert_eq!(config.own_base_url.host(), "digitalt.example");
    assert_eq!(config.language, "da");
    assert_eq!(config.timezone.iana_name(), Some("Europe/Copenhagen"));
    assert_eq!(config.publisher, PublisherConfig::default());
    assert_eq!(config.tags, TagsConfig { open: false, per_page: 20, declared: vec![] });
    assert_eq!(config.front_page, FrontPageConfig { per_page: 20, lead: true });
    assert_eq!(config.archive, ArchiveConfig { per_page: 20 });
    assert_eq!((config.feeds.limit, config.feeds.full_text, config.feeds.tags), (20, true, true));
    assert_eq!((&*config.feeds.id_base, config.feeds.hub), ("https://digitalt.example", None));
    assert_eq!(config.security_txt, None);
    assert_eq!(config.robots, RobotsConfig { blocks_ai: false, ai_agents: None });
    assert_eq!(config.typography, Typography::default());
    assert_eq!(
        config.markdown,
        MarkdownConfig { html: Html::Allow, anchors: Anchors::Ascii, autolink: true }
    );
    assert_eq!(config.menu, []);
    assert_eq!(config.limits, Limits::default());
    assert_eq!(config.extra, serde_json::json!({}));
}

#[test]
fn everything_can_be_set() {
    let config = with(
        r#"
        description = "Nyt om teknik"
        timezone = "utc"
        publisher = { name = "Digitalt ApS", logo = "/logo.svg", url = "https://x.dk", email = "red@x.dk" }
        tags.open = true
        tags.per_page = 5
        front_page = { per_page = 1, lead = false }
        archive.per_page = 1_000
        feeds = { limit = 0x10, full_text = false, tags = false, id_base = "tag:x.dk,2020:", hub = "https://hub.dk" }
        typography = { quotes = "low-high", no_break = false }
        markdown = { html = "sanitize", anchors = "unicode", autolink = false }
        menu.items = [{ title = "Om", url = "/om/#os" }, { title = "X", url = "https://x.dk" }]
        limits = { title-chars = 70, svg-bytes = "1 MiB" }
        extra = { motto = "læs", day = 2026-11-22, n = [1, 2.5, true], deep = { x = "y" } }
        [[tag]]
        name = "Kunstig intelligens"
        slug = "ai"
        description = "Alt om AI"
        aliases = ["AI", "KI"]
        image = "/ai.png"
        sort_key = "a"
        [[tag]]
        name = "Ærø"
    "#,
    );
    assert_eq!(config.timezone.iana_name(), Some("UTC"));
    assert_eq!(config.publisher.url.as_deref(), Some("https://x.dk/"));
    assert_eq!((config.tags.open, config.tags.per_page), (true, 5));
    assert_eq!(config.front_page, FrontPageConfig { per_page: 1, lead: false });
    assert_eq!(config.archive.per_page, 1_000);
    assert_eq!((config.feeds.limit, config.feeds.full_text, config.feeds.tags), (16, false, false));
    assert_eq!(config.feeds.id_base, "tag:x.dk,2020:");
    assert_eq!(config.feeds.hub.as_deref(), Some("https://hub.dk/"));
    assert_eq!(config.typography, Typography { quotes: Quotes::LowHigh, no_break: false });
    assert_eq!(
        config.markdown,
        MarkdownConfig { html: Html::Sanitize, anchors: Anchors::Unicode, autolink: false }
    );
    let links: Vec<_> =
        config.menu.iter().map(|item| item.url.link.href(&config.base_url)).collect();
    assert_eq!(links, ["/om/#os", "https://x.dk/"]);
    assert_eq!((config.limits.title_chars, config.limits.svg_bytes), (70, 1 << 20));
    let extra = serde_json::json!({
        "motto": "læs", "day": "2026-11-22", "n": [1, 2.5, true], "deep": { "x": "y" }
    });
    assert_eq!(config.extra, extra);
    let [ai, aeroe] = &config.tags.declared[..] else { panic!("two tags") };
    assert_eq!((ai.slug.as_str(), aeroe.slug.as_str()), ("ai", "aeroe"));
    assert_eq!(ai.aliases, ["AI", "KI"]);
}

#[test]
fn a_variable_moves_the_site_but_not_its_ids() {
    let config = read(LEAST, &[("DIGEST_BASE_URL", "http://localhost:8000/x/")]).unwrap();
    assert_eq!(config.base_url.as_text(), "http://localhost:8000/x");
    assert_eq!(config.own_base_url.host(), "digitalt.example");
    let only = read("title = \"D\"", &[("DIGEST_BASE_URL", "http://localhost")]).unwrap();
    assert_eq!(only.own_base_url.host(), "localhost");
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_are_allowed() {
    let text = format!("\u{feff}{}", LEAST.replace('\n', "\r\n"));
    assert_eq!(read(&text, &[]), read(LEAST, &[]));
}

#[test]
fn texts_are_composed() {
    let config = with("[[tag]]\nname = \"A\u{30a}rhus\"");
    assert_eq!(config.tags.declared[0].name, "Århus");
}

#[test]
fn the_fingerprints_tell_what_changed() {
    let plain = with("");
    for parsing in [
        "timezone = \"UTC\"",
        "typography.quotes = \"off\"",
        "typography.no_break = false",
        "markdown.html = \"sanitize\"",
        "markdown.anchors = \"unicode\"",
        "markdown.autolink = false",
        "limits.title-chars = 9",
    ] {
        let config = with(parsing);
        assert_ne!(config.parsing_fingerprint(), plain.parsing_fingerprint(), "{parsing}");
        assert_eq!(config.site_fingerprint(), plain.site_fingerprint(), "{parsing}");
    }
    for site in [
        "description = \"x\"",
        "publisher.name = \"x\"",
        "publisher.logo = \"/x.png\"",
        "publisher.url = \"https://x.dk\"",
        "publisher.email = \"a@x.dk\"",
        "extra.a = 1",
    ] {
        let config = with(site);
        assert_eq!(config.parsing_fingerprint(), plain.parsing_fingerprint(), "{site}");
        assert_ne!(config.site_fingerprint(), plain.site_fingerprint(), "{site}");
    }
    for variable in [("DIGEST_TITLE", "x"), ("DIGEST_BASE_URL", "https://digitalt.example/x")] {
        let config = read(LEAST, &[variable]).unwrap();
        assert_ne!(config.site_fingerprint(), plain.site_fingerprint(), "{variable:?}");
    }
    let other = with("feeds.limit = 3");
    assert_eq!(other.parsing_fingerprint(), plain.parsing_fingerprint());
    assert_eq!(other.site_fingerprint(), plain.site_fingerprint());
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for n in [100, 100_000] {
        for text in [
            format!("[extra{}]", ".a".repeat(n)),
            format!("extra{} = 1", ".a".repeat(n)),
            format!("extra.x = {}", "[".repeat(n)),
            format!("extra.x = {}", "{a=".repeat(n)),
        ] {
            assert!(read(&format!("{LEAST}{text}"), &[]).is_err());
        }
    }
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn damaged_files_never_panic(at in 0_usize..1_200, length in 0_usize..9, with in "[\\PC\n]{0,3}") {
        let text = include_str!("../../tests/config/valid/full.toml");
        let boundary = |at: usize| (0..=at.min(text.len())).rfind(|at| text.is_char_boundary(*at));
        let (start, end) = (boundary(at).unwrap(), boundary(at + length).unwrap());
        let damaged = format!("{}{with}{}", &text[..start], &text[end..]);
        let file = SourcePath::new("site.toml").unwrap();
        if let Err(diagnostics) = SiteConfig::read(&file, &damaged, &[]) {
            prop_assert!(diagnostics.has_errors());
        }
    }
}
