//! Paging from the oldest end, so that a new article does not renumber every page.
//!
//! For n articles and P a page there are max(0, ⌊n/P⌋ − 1) numbered pages, 1 the oldest; the
//! list's own URL shows the rest, newest first: all of them while n < P, else P to 2P−1.

use std::ops::Range;

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    items: usize,
    per_page: usize,
}

impl Paging {
    /// Cuts `items` items into pages of `per_page`, which counts as at least 1.
    pub(crate) fn new(items: usize, per_page: usize) -> Self {
        Self { items, per_page: per_page.max(1) }
    }

    /// The number of numbered pages.
    pub(crate) fn numbered(self) -> usize {
        (self.items / self.per_page).saturating_sub(1)
    }

    /// The items of a page, counted from the newest: those of numbered page `number` (from 1,
    /// the oldest), or those of the list's own URL.
    pub(crate) fn range(self, number: Option<usize>) -> Range<usize> {
        match number {
            Some(number) => {
                let end = self.items - (number - 1) * self.per_page;
                end - self.per_page..end
            }
            None => 0..self.items - self.numbered() * self.per_page,
        }
    }

    /// Every page: the list's own URL first, then the numbered ones from the newest.
    pub(crate) fn pages(self) -> impl Iterator<Item = Option<usize>> {
        std::iter::once(None).chain((1..=self.numbered()).rev().map(Some))
    }

    /// The page with the next older items.
    pub(crate) fn older(self, number: Option<usize>) -> Option<usize> {
        match number {
            Some(number) => number.checked_sub(1).filter(|older| *older > 0),
            None => Some(self.numbered()).filter(|newest| *newest > 0),
        }
    }

    /// The page with the next newer items; `Some(None)` is the list's own URL.
    #[expect(clippy::option_option, reason = "a list's own URL has no number")]
    pub(crate) fn newer(self, number: Option<usize>) -> Option<Option<usize>> {
        let newer = number? + 1;
        Some(Some(newer).filter(|newer| *newer <= self.numbered()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::property_tests::seeded;

    #[test]
    fn the_first_page_takes_the_rest() {
        let numbered: Vec<_> =
            [0, 19, 20, 39, 40, 59, 60].map(|n| Paging::new(n, 20).numbered()).into();
        assert_eq!(numbered, [0, 0, 0, 0, 1, 1, 2]);
        assert_eq!(Paging::new(45, 20).range(None), 0..25);
        assert_eq!(Paging::new(45, 20).range(Some(1)), 25..45);
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn every_item_stands_on_one_page(items in 0usize..300, per_page in 1usize..30) {
            let paging = Paging::new(items, per_page);
            let all: Vec<usize> = paging.pages().flat_map(|page| paging.range(page)).collect();
            prop_assert_eq!(all, (0..items).collect::<Vec<_>>());
            for page in paging.pages() {
                let length = paging.range(page).len();
                match page {
                    Some(_) => prop_assert_eq!(length, per_page),
                    None => prop_assert!(length < 2 * per_page),
                }
                if let Some(older) = paging.older(page) {
                    prop_assert_eq!(paging.newer(Some(older)), Some(page));
                }
            }
        }

        #[test]
        fn a_new_item_changes_no_numbered_page(items in 0usize..300, per_page in 1usize..30) {
            let (before, after) = (Paging::new(items, per_page), Paging::new(items + 1, per_page));
            for number in 1..=before.numbered() {
                let shift = |range: Range<usize>| range.start + 1..range.end + 1;
                prop_assert_eq!(shift(before.range(Some(number))), after.range(Some(number)));
            }
        }
    }
}
