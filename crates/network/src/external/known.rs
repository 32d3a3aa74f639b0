//! What earlier checks found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// What earlier checks found, with the time of each, in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownLinks(BTreeMap<String, (i64, Outcome)>);

impl KnownLinks {
    /// What was found at a URL, unless that was `days` ago or more, or in the future.
    pub(super) fn outcome(&self, url: &str, now: i64, days: u32) -> Option<&Outcome> {
        let (at, outcome) = self.0.get(url)?;
        is_recent(*at, now, days).then_some(outcome)
    }

    /// Adds what was found just now, if it lasts; else what was known is not true any more.
    pub(super) fn add(&mut self, url: String, now: i64, outcome: &Outcome) {
        if outcome.is_lasting() {
            self.0.insert(url, (now, outcome.clone()));
        } else {
            self.0.remove(&url);
        }
    }

    /// Forgets what is too old to be used.
    pub(super) fn expire(&mut self, now: i64, days: u32) {
        self.0.retain(|_, (at, _)| is_recent(*at, now, days));
    }
}

fn is_recent(at: i64, now: i64, days: u32) -> bool {
    let age = now.saturating_sub(at);
    (0..i64::from(days) * SECONDS_OF_A_DAY).contains(&age)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_forgotten_after_some_days() {
        let mut known = KnownLinks::default();
        known.add("a".into(), 1_000, &Outcome::Alive);
        known.add("b".into(), 1_000, &Outcome::Dead("404".into()));
        assert_eq!(known.outcome("a", 1_000, 7), Some(&Outcome::Alive));
        assert_eq!(known.outcome("a", 1_000, 0), None);
        assert_eq!(known.outcome("a", 999, 7), None);
        assert_eq!(known.outcome("a", 1_000 + 7 * SECONDS_OF_A_DAY, 7), None);
        assert_eq!(known.outcome("b", 1_000, 7), None);
        known.expire(1_000 + 7 * SECONDS_OF_A_DAY, 7);
        assert_eq!(known, KnownLinks::default());
        known.add("a".into(), 1_000, &Outcome::Alive);
        known.add("a".into(), 2_000, &Outcome::Unsure("429".into()));
        assert_eq!(known, KnownLinks::default());
    }
}
