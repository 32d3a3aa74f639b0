//! What others have not been told yet: `.digest/publish/NAME/notify.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::news::News;
use super::requests::Receiver;

/// For each receiver, as [`Receiver::id`] names it, the URLs that it has yet to be told of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Pending(BTreeMap<String, BTreeSet<String>>);

impl Pending {
    /// Adds news, and forgets whoever is no longer to be told.
    pub(super) fn update(&mut self, receivers: &[Receiver], news: &News) {
        let mut all = BTreeMap::new();
        for receiver in receivers {
            let mut urls = self.0.remove(&receiver.id()).unwrap_or_default();
            urls.extend(receiver.concerns(news).cloned());
            if !urls.is_empty() {
                all.insert(receiver.id(), urls);
            }
        }
        self.0 = all;
    }

    /// What a receiver has yet to be told of, in requests' batches.
    pub(super) fn batches(&self, receiver: &Receiver) -> Vec<Vec<String>> {
        let urls: Vec<String> = self.0.get(&receiver.id()).into_iter().flatten().cloned().collect();
        urls.chunks(receiver.batch()).map(<[String]>::to_vec).collect()
    }

    /// Notes that a receiver has been told.
    pub(super) fn done(&mut self, receiver: &Receiver, urls: &[String]) {
        if let Some(pending) = self.0.get_mut(&receiver.id()) {
            for url in urls {
                pending.remove(url);
            }
            if pending.is_empty() {
                self.0.remove(&receiver.id());
            }
        }
    }
}
