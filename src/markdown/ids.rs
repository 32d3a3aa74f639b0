//! Ids of a page: each once.

use std::collections::{HashMap, HashSet};

/// The ids that a page has given out, and those that its raw HTML claims.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    /// The number that the next duplicate of an id is tried with.
    next: HashMap<String, usize>,
    /// Every id, in the order of the page.
    pub(super) in_order: Vec<String>,
}

impl Ids {
    /// Gives `wanted`, or with `-2`, `-3` … added if it is taken.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        if self.taken.contains(wanted) {
            let number = self.next.entry(id.clone()).or_insert(2);
            while self.taken.contains(&id) {
                id = format!("{wanted}-{number}");
                *number += 1;
            }
        }
        self.claim(&id);
        id
    }

    /// Notes an id that raw HTML sets; it may stand there twice.
    pub(super) fn claim(&mut self, id: &str) {
        if self.taken.insert(id.to_owned()) {
            self.in_order.push(id.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_are_numbered_past_ids_that_look_like_duplicates() {
        let mut ids = Ids::default();
        ids.claim("a-3");
        let given: Vec<_> = ["a", "a", "a", "b", "a-2"].map(|id| ids.unique(id)).into();
        assert_eq!(given, ["a", "a-2", "a-4", "b", "a-2-2"]);
        assert_eq!(ids.in_order, ["a-3", "a", "a-2", "a-4", "b", "a-2-2"]);
    }
}
