//! Tests of the lists, on sites made up at random.

use std::sync::Arc;

use proptest::prelude::*;

use crate::config::{RelatedConfig, SiteConfig};
use crate::fingerprint::Fingerprint;
use crate::index::{Clock, PublicationState, Replacement, SiteIndex};
use crate::model::{Article, Content, Kind, Models};
use crate::parse::parse;
use crate::paths::SourcePath;
use crate::property_tests::seeded;

const WORDS: [&str; 12] = [
    "telefon",
    "skærm",
    "kamera",
    "robot",
    "chip",
    "antenne",
    "satellit",
    "batteri",
    "drone",
    "sprogmodel",
    "angreb",
    "kvantecomputer",
];

/// An article: a number for its name, hours since New Year, words of title and text, and what
/// else is in its front matter.
#[derive(Clone, Debug)]
struct Draft {
    name: u16,
    hours: u32,
    title: Vec<usize>,
    text: Vec<usize>,
    keys: Vec<&'static str>,
}

fn draft() -> impl Strategy<Value = Draft> {
    let words = |most| proptest::collection::vec(0..WORDS.len(), 1..most);
    let keys = prop::sample::subsequence(
        vec![
            "noindex: true",
            "sponsored: Firma",
            "draft: true",
            "story: sag",
            "expires: 2024-01-01",
            "tags: [AI]",
            "withdrawn: {date: 2026-01-01, text: Nej}",
        ],
        0..3,
    );
    // Several articles may have one date.
    let hours = (0..60_u32, 0..3_u32).prop_map(|(day, hour)| day * 24 + hour * 8);
    (1..u16::MAX, hours, words(4), words(12), keys)
        .prop_map(|(name, hours, title, text, keys)| Draft { name, hours, title, text, keys })
}

fn article(draft: &Draft, config: &SiteConfig) -> Arc<Article> {
    let words =
        |words: &[usize]| words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
    let date = "2026-01-01 00:00[UTC]".parse::<jiff::Zoned>().unwrap();
    let date = date.checked_add(jiff::Span::new().hours(draft.hours)).unwrap();
    let text = format!(
        "---\ntitle: {}\ndate: {}\n{}\n---\n{}\n",
        words(&draft.title),
        date.strftime("%Y-%m-%d %H:%M"),
        draft.keys.join("\n"),
        words(&draft.text),
    );
    let path = SourcePath::new(&format!("content/artikler/a{}.md", draft.name)).unwrap();
    let parsed = parse(Kind::Article, &path, &text, Fingerprint::of(text.as_bytes()), config);
    match parsed.content {
        Some(Content::Article(article)) => article,
        _ => panic!("{:?}", parsed.problems),
    }
}

fn config() -> SiteConfig {
    let file = SourcePath::new("site.toml").unwrap();
    let text = "title = \"x\"\nbase_url = \"https://x.dk\"\ntimezone = \"UTC\"\ntags.open = true\n";
    SiteConfig::read(&file, text, &[]).unwrap().0
}

fn index(drafts: &[Draft], config: &SiteConfig) -> SiteIndex {
    let articles = drafts.iter().map(|draft| article(draft, config)).collect();
    let clock = Clock {
        now: "2027-01-01T00:00:00Z".parse().unwrap(),
        timezone: config.timezone.clone(),
        drafts: false,
        future: false,
    };
    SiteIndex::new(Models { articles, ..Models::default() }, config, &clock).0
}

/// One draft a name.
fn site() -> impl Strategy<Value = Vec<Draft>> {
    proptest::collection::vec(draft(), 1..40).prop_map(|mut drafts| {
        drafts.sort_by_key(|draft| draft.name);
        drafts.dedup_by_key(|draft| draft.name);
        drafts
    })
}

/// All lists by the articles' paths, in order of the paths.
fn lists(index: &SiteIndex, settings: &RelatedConfig) -> Vec<(String, Vec<String>)> {
    let name = |id: usize| index.articles[id].content.meta.source.to_string();
    let all = index.all_related(settings, None);
    let ids = 0..index.articles.len();
    let mut lists: Vec<_> = ids.map(|id| (name(id), all.of(id).map(name).collect())).collect();
    lists.sort();
    lists
}

fn settings() -> impl Strategy<Value = RelatedConfig> {
    (0..8_usize, 0..40_u32).prop_map(|(count, minimum)| RelatedConfig { count, minimum })
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn one_list_is_that_among_all(site in site(), settings in settings()) {
        let index = index(&site, &config());
        let all = index.all_related(&settings, None);
        for id in 0..index.articles.len() {
            prop_assert_eq!(index.related(id, &settings), all.of(id).collect::<Vec<_>>());
        }
    }

    #[test]
    fn kept_lists_are_those_that_would_be_found(
        mut site in site(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), draft()), 1..3),
        settings in settings(),
    ) {
        let config = config();
        let before = index(&site, &config);
        let lists = before.all_related(&settings, None);
        let kept = before.kept_related(&lists, &settings);
        for (place, mut draft) in changes {
            let place = place.index(site.len());
            draft.name = site[place].name;
            site[place] = draft;
        }
        for settings in [settings, RelatedConfig { count: settings.count + 1, ..settings }] {
            let after = index(&site, &config);
            let (anew, kept) =
                (after.all_related(&settings, None), after.all_related(&settings, Some(&kept)));
            for id in 0..after.articles.len() {
                prop_assert!(anew.of(id).eq(kept.of(id)));
            }
        }
    }

    #[test]
    fn another_text_counts_at_once(
        mut site in site(),
        changes in proptest::collection::vec(
            (any::<prop::sample::Index>(), proptest::collection::vec(0..WORDS.len(), 1..12)),
            1..4,
        ),
        asks_before in any::<bool>(),
        settings in settings(),
    ) {
        let config = config();
        let mut live = index(&site, &config);
        for (place, text) in changes {
            if asks_before {
                live.related(0, &settings);
            }
            let place = place.index(site.len());
            let draft = &mut site[place];
            draft.text = text;
            let before = live.clone();
            let replacement = Replacement::Article(article(draft, &config));
            (live, _) = live.with(&[replacement]).unwrap();
            // The snapshot before is as it was.
            before.related(0, &settings);
        }
        let fresh = index(&site, &config);
        for id in 0..fresh.articles.len() {
            prop_assert_eq!(live.related(id, &settings), fresh.related(id, &settings));
        }
    }

    #[test]
    fn lists_look_back_to_what_may_be_shown(site in site(), settings in settings()) {
        let index = index(&site, &config());
        let all = index.all_related(&settings, None);
        for id in 0..index.articles.len() {
            let (own, list) = (&index.articles[id], all.of(id));
            prop_assert!(list.len() <= settings.count);
            if own.state != PublicationState::Listed || own.content.sponsored.is_some() {
                prop_assert_eq!(list.len(), 0);
                continue;
            }
            for other in list {
                let other = &index.articles[other];
                prop_assert!(other.content.date.zoned < own.content.date.zoned);
                prop_assert_eq!(other.state, PublicationState::Listed);
                prop_assert!(other.content.sponsored.is_none() && !other.content.meta.noindex);
                let story = &other.content.story;
                prop_assert!(story.is_none() || *story != own.content.story);
            }
        }
    }

    #[test]
    fn a_new_article_changes_no_older_list(
        site in site(),
        mut new in draft(),
        settings in settings(),
    ) {
        let config = config();
        let before = lists(&index(&site, &config), &settings);
        // As new as the newest, or newer.
        new.hours += site.iter().map(|draft| draft.hours).max().unwrap_or_default();
        new.name = 0;
        let mut site = site;
        site.push(new);
        let after = lists(&index(&site, &config), &settings);
        let own = "content/artikler/a0.md";
        let others = |lists: Vec<(String, Vec<String>)>| -> Vec<_> {
            lists.into_iter().filter(|(name, _)| name != own).collect()
        };
        prop_assert_eq!(others(before), others(after));
    }

    #[test]
    fn the_order_of_input_and_the_threads_do_not_matter(
        site in site(),
        seed in any::<u64>(),
        settings in settings(),
    ) {
        let config = config();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let alone = one.install(|| lists(&index(&site, &config), &settings));
        let mut mixed = site;
        mixed.sort_by_key(|draft| u64::from(draft.name).wrapping_mul(seed | 1));
        prop_assert_eq!(alone, lists(&index(&mixed, &config), &settings));
    }
}

#[test]
fn more_than_the_newest_do_not_count() {
    let draft = |number: u16| Draft {
        name: number,
        hours: u32::from(number),
        title: vec![usize::from(number % 3)],
        text: vec![3 + usize::from(number % 5), 8 + usize::from(number % 4)],
        keys: Vec::new(),
    };
    let site: Vec<Draft> = (0..1_500).map(draft).collect();
    let index = index(&site, &config());
    let settings = RelatedConfig { count: 3, minimum: 0 };
    let all = index.all_related(&settings, None);
    assert_ne!(all.of(0).len(), 0);
    for id in 0..index.articles.len() {
        assert_eq!(index.related(id, &settings), all.of(id).collect::<Vec<_>>(), "{id}");
    }
}

#[test]
fn what_is_kept_holds_up_to_the_first_change() {
    let draft = |number: u16| Draft {
        name: number,
        hours: 24 * u32::from(number),
        title: vec![usize::from(number % 3)],
        text: vec![4, 5 + usize::from(number % 5)],
        keys: Vec::new(),
    };
    let site: Vec<Draft> = (1..60).map(draft).collect();
    let (config, settings) = (config(), RelatedConfig::default());
    let before = index(&site, &config);
    let kept = before.kept_related(&before.all_related(&settings, None), &settings);
    let holding = |index: &SiteIndex, settings: &RelatedConfig| {
        let in_time = super::kept::in_time(index);
        let fingerprints = super::kept::fingerprints(index, &in_time);
        kept.holding(&in_time, &fingerprints, settings).len()
    };
    assert_eq!(holding(&before, &settings), 59);
    let mut longer = site.clone();
    longer.push(draft(60));
    assert_eq!(holding(&index(&longer, &config), &settings), 59);
    let mut other = site.clone();
    other[40].text.push(11);
    assert_eq!(holding(&index(&other, &config), &settings), 40);
    assert_eq!(holding(&index(&site[..30], &config), &settings), 30);
    let other = RelatedConfig { count: 5, ..settings };
    assert_eq!(holding(&before, &other), 0);
}
