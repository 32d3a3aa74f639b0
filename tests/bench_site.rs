//! The bench site is the same on every machine: figures of different days are of the same work.

#[path = "../benches/site/mod.rs"]
mod site;

use digest::testing::fingerprint::Fingerprint;
use site::Site;

/// Fingerprints a whole small site, templates and all.
fn fingerprint(site: Site) -> Fingerprint {
    let mut all = site::configuration();
    for (path, text) in site::templates() {
        all.push_str(&path);
        all.push_str(text);
    }
    for (path, text) in (0..site.articles).map(|number| site.article(number)) {
        all.push_str(&path);
        all.push_str(&text);
    }
    Fingerprint::of(all.as_bytes())
}

#[test]
fn same_seed_and_size_give_the_same_bytes() {
    let site = Site { articles: 50, seed: 1 };
    assert_eq!(fingerprint(site), fingerprint(site));
    assert_ne!(fingerprint(site), fingerprint(Site { seed: 2, ..site }));
    assert_ne!(fingerprint(site), fingerprint(Site { articles: 51, ..site }));
}

#[test]
fn articles_are_dated_on_weekdays_in_order() {
    let site = Site { articles: 250, seed: 1 };
    let dates: Vec<String> = (0..site.articles)
        .map(|number| {
            let (_, text) = site.article(number);
            let date = text.lines().find_map(|line| line.strip_prefix("date: "));
            date.unwrap().to_owned()
        })
        .collect();
    assert!(dates.is_sorted());
    assert!(dates[0].starts_with("2025-12-15 "), "{}", dates[0]);
    assert!(dates[249].starts_with("2025-12-31 "), "{}", dates[249]);
    let weekend = |date: &&String| ["20", "21", "27", "28"].contains(&&date[8..10]);
    assert_eq!(dates.iter().find(weekend), None);
}

#[test]
fn an_article_has_what_a_build_must_work_on() {
    let site = Site { articles: 1_000, seed: 1 };
    let texts: Vec<String> = (0..site.articles).map(|number| site.article(number).1).collect();
    for mark in ["\n## ", "\n> ", "\n- **", "\n1. ", "\n| --- ", "](@", "](../../", "](https://"] {
        assert!(texts.iter().any(|text| text.contains(mark)), "no {mark:?}");
    }
    let mean = texts.iter().map(String::len).sum::<usize>() / texts.len();
    assert!((4_000..=6_000).contains(&mean), "{mean} bytes");
}
