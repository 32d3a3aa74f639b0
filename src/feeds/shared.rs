//! What the feeds of a site share: each article is in up to three forms of several feeds, and
//! is rendered for all of them once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::index::ArticleId;
use crate::site::Memo;

/// The shared values of the articles in feeds.
#[derive(Debug, Default)]
pub(super) struct FeedArticles {
    fingerprints: Vec<OnceLock<Fingerprint>>,
    texts: Arc<Texts>,
}

impl Memo for FeedArticles {
    /// The texts, which say by their fingerprints whether they still hold.
    fn carried_over(&self) -> Option<Self> {
        let fingerprints = vec![OnceLock::new(); self.fingerprints.len()];
        Some(Self { fingerprints, texts: Arc::clone(&self.texts) })
    }
}

/// The texts, each with the fingerprint of what it was made of.
#[derive(Debug, Default)]
struct Texts(Mutex<BTreeMap<ArticleId, Arc<Text>>>);

/// A text, locked by the thread that makes it: the others wait for it.
type Text = Mutex<Option<(Fingerprint, Arc<str>)>>;

impl FeedArticles {
    /// Starts for a site with this number of articles.
    pub(super) fn new(articles: usize) -> Self {
        Self { fingerprints: vec![OnceLock::new(); articles], texts: Arc::default() }
    }

    /// The fingerprint of an article's entry, made when it is first asked for.
    pub(super) fn fingerprint(
        &self,
        article: ArticleId,
        make: impl FnOnce() -> Fingerprint,
    ) -> Fingerprint {
        *self.fingerprints[article].get_or_init(make)
    }

    /// The text of an article, made when it is first asked for.
    pub(super) fn text(
        &self,
        article: ArticleId,
        fingerprint: Fingerprint,
        make: impl FnOnce() -> Result<String, Diagnostics>,
    ) -> Result<Arc<str>, Diagnostics> {
        let text = {
            let mut texts = self.texts.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(texts.entry(article).or_default())
        };
        let mut text = text.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, known)) = &*text
            && *of == fingerprint
        {
            return Ok(Arc::clone(known));
        }
        let html: Arc<str> = make()?.into();
        *text = Some((fingerprint, Arc::clone(&html)));
        Ok(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_once_for_all_and_again_when_it_is_of_something_else() {
        let shared = FeedArticles::new(2);
        let text = |shared: &FeedArticles, of: &str| {
            let mut is_new = false;
            let text = shared.text(1, Fingerprint::of(of.as_bytes()), || {
                is_new = true;
                Ok(of.to_owned())
            });
            (text.unwrap().to_string(), is_new)
        };
        assert_eq!(text(&shared, "a"), ("a".into(), true));
        assert_eq!(text(&shared, "a"), ("a".into(), false));
        let later = shared.carried_over().unwrap();
        assert_eq!(text(&later, "a"), ("a".into(), false));
        assert_eq!(text(&later, "b"), ("b".into(), true));
        assert_eq!(text(&shared, "a"), ("a".into(), true));
    }

    #[test]
    fn many_threads_make_a_text_once() {
        let shared = FeedArticles::new(1);
        let times = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let text = shared.text(0, Fingerprint::of(b"x"), || {
                        times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        Ok("x".into())
                    });
                    assert_eq!(&*text.unwrap(), "x");
                });
            }
        });
        assert_eq!(times.into_inner(), 1);
    }
}
