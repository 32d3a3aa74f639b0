//! The timeline of a running story, on each of its articles.

use super::site::Site;
use crate::fingerprint::Combiner;
use crate::index::{ArticleId, State};
use crate::view::{Record, Value, View};

/// Adds `story`: the story's articles, the oldest first, or an empty list.
pub(super) fn add_to<'a>(view: View<'a>, site: &'a Site, id: ArticleId) -> View<'a> {
    let entry = &site.index.articles[id];
    let story = entry.article.story.as_deref().filter(|_| entry.state == State::Listed);
    let articles = story.map_or(&[][..], |story| site.index.story(story));
    let mut all = Combiner::new("story");
    for other in articles {
        let entry = &site.index.articles[*other];
        all.text(&entry.article.meta.title)
            .text(entry.url.as_str())
            .text(&entry.article.date.machine())
            .optional(entry.article.sponsored.as_deref())
            .number(u64::from(*other == id));
    }
    view.part("story", all.finish(), move || {
        Value::list(articles.iter().map(|other| {
            let entry = &site.index.articles[*other];
            Record::new()
                .set("title", &entry.article.meta.title)
                .set("url", entry.url.under(site.config.base_url.sub_path()))
                .set("date", entry.article.date.machine())
                .set("sponsored", entry.article.sponsored.as_ref())
                .set("current", *other == id)
                .into()
        }))
    })
}
