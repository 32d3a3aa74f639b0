//! Running stories: articles with the same `story` value.

use std::collections::HashMap;

use super::articles::ArticleEntry;
use super::ids::ArticleId;

/// The listed articles of each story of two or more, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Stories(HashMap<String, Vec<ArticleId>>);

impl Stories {
    pub(super) fn new(articles: &[ArticleEntry], listed: &[ArticleId]) -> Self {
        let mut stories: HashMap<String, Vec<ArticleId>> = HashMap::new();
        for id in listed.iter().rev() {
            if let Some(story) = &articles[*id].content.story {
                stories.entry(story.clone()).or_default().push(*id);
            }
        }
        stories.retain(|_, articles| articles.len() > 1);
        Self(stories)
    }

    pub(super) fn of(&self, id: &str) -> &[ArticleId] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }
}
