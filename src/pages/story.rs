//! The timeline of a running story, on each of its articles.

use crate::fingerprint::FingerprintBuilder;
use crate::index::{ArticleId, PublicationState};
use crate::site::Site;
use crate::view::{Record, Value, View};

/// How many articles of a long story are shown from its beginning,
const FIRST: usize = 2;
/// how many before and after the one that is read,
const AROUND: usize = 8;
/// and how many of the newest. A page that showed all would grow with each article, and a story of
/// thousands would make a site of gigabytes.
const NEWEST: usize = 5;

/// Adds `story`: the story's articles, the oldest first, or an empty list.
pub(crate) fn add_to<'a>(view: View<'a>, site: &'a Site, id: ArticleId) -> View<'a> {
    let entry = &site.index.articles[id];
    let story = entry.content.story.as_deref().filter(|_| entry.state == PublicationState::Listed);
    let articles = story.map_or(&[][..], |story| site.index.story(story));
    let shown = shown(articles, id);
    let mut all = FingerprintBuilder::new("story");
    for (place, other) in &shown {
        let entry = &site.index.articles[*other];
        all.number(*place as u64)
            .text(&entry.content.meta.title)
            .text(entry.url.as_str())
            .text(&entry.content.date.machine())
            .optional(entry.content.sponsored.as_deref())
            .number(u64::from(*other == id));
    }
    view.part("story", all.finish(), move || {
        let mut next = 0;
        Value::list(shown.iter().map(|(place, other)| {
            let entry = &site.index.articles[*other];
            let skipped = place - next;
            next = place + 1;
            Record::new()
                .set("title", &entry.content.meta.title)
                .set("url", entry.url.under(site.config.base_url.sub_path()))
                .set("date", entry.content.date.machine())
                .set("sponsored", entry.content.sponsored.as_ref())
                .set("current", *other == id)
                .set("skipped", skipped)
                .into()
        }))
    })
}

/// The articles that are shown, each with its place in the story.
fn shown(articles: &[ArticleId], id: ArticleId) -> Vec<(usize, ArticleId)> {
    let Some(current) = articles.iter().position(|other| *other == id) else { return Vec::new() };
    let is_shown = |place: usize| {
        place < FIRST || place.abs_diff(current) <= AROUND || place + NEWEST >= articles.len()
    };
    articles.iter().copied().enumerate().filter(|(place, _)| is_shown(*place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_story_is_shown_whole_and_a_long_one_in_parts() {
        let short: Vec<ArticleId> = (0..12).rev().collect();
        assert_eq!(shown(&short, 6).len(), 12);
        let long: Vec<ArticleId> = (0..1_000).rev().collect();
        for id in [0, 3, 500, 998, 999] {
            let shown = shown(&long, id);
            assert!(shown.len() <= FIRST + 2 * AROUND + 1 + NEWEST, "{}", shown.len());
            assert!(shown.contains(&(999 - id, id)), "the article itself");
            assert_eq!((shown[0], shown[shown.len() - 1]), ((0, 999), (999, 0)));
            assert!(shown.is_sorted());
        }
        assert!(shown(&[], 1).is_empty());
    }
}
