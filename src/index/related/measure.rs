//! The similarity of two articles, in whole numbers, so that it is the same on every machine.

/// How many of the newest older articles count that have a feature.
pub(super) const NEWEST: usize = 128;

/// How many of an article's features count: those that are heaviest and rarest.
pub(super) const BEST: usize = 24;

/// A feature counts as if this many more articles had been published: the first ones of a site have
/// few before them, and none of the words is rare.
const SMOOTHING: u64 = 32;

/// The days after which an article is worth half as much.
const HALF_LIFE: u64 = 2 * 365;

/// How rare a feature is that `having` of `all` articles have: the binary logarithm of their ratio,
/// in 64ths. Nothing for what more than a quarter has: it says too little.
pub(super) fn rarity(having: usize, all: usize) -> u64 {
    let (having, all) = (having as u64 + 1, all as u64 + SMOOTHING);
    if having * 4 > all { 0 } else { log2(all) - log2(having) }
}

/// The binary logarithm of a positive number in 64ths, straight between powers of two.
fn log2(number: u64) -> u64 {
    let power = number.ilog2();
    let rest = number - (1 << power);
    u64::from(power) * 64 + if power < 32 { (rest << 6) >> power } else { rest >> (power - 6) }
}

/// A feature of an article: which, and what a match of it is worth per weight in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QueryFeature {
    /// Its place among the article's features.
    pub(super) place: usize,
    /// Its weight times the square of its rarity, scaled down.
    pub(super) worth: u64,
    weight: u32,
}

/// The features of an article that count, the best first; from what each weighs and how rare it is.
pub(super) fn query_features(features: impl Iterator<Item = (u32, u64)>) -> Vec<QueryFeature> {
    let mut best: Vec<QueryFeature> = features
        .enumerate()
        .map(|(place, (weight, rarity))| {
            let worth = u64::from(weight) * ((rarity * rarity) >> 6);
            QueryFeature { place, worth, weight }
        })
        .filter(|feature| feature.worth > 0)
        .collect();
    best.sort_unstable_by(|a, b| b.worth.cmp(&a.worth).then(a.place.cmp(&b.place)));
    best.truncate(BEST);
    best
}

/// What is shared by an article whose terms have this length counts for so much: a long article has
/// more of everything. In 65536ths.
pub(super) fn share(length: u32) -> u64 {
    (1 << 16) / u64::from(length.max(1))
}

/// Gathers the best of those that share something with an article.
#[derive(Debug)]
pub(super) struct Best {
    day: i64,
    /// The lowest score, on the scale of `alike`.
    least: u64,
    count: usize,
    /// Score and who, the best first.
    list: Vec<(u64, u32)>,
}

impl Best {
    /// Starts for an article of this day that counts `features`; `length` is that of all its
    /// features, and `minimum` the percentage of what it shares with itself.
    pub(super) fn new(
        features: &[QueryFeature],
        length: u32,
        day: i64,
        count: usize,
        minimum: u32,
    ) -> Self {
        let own: u64 = features.iter().map(|f| f.worth * u64::from(f.weight)).sum();
        let least = own * share(length) * u64::from(minimum) / 100;
        Self { day, least: least.max(1), count, list: Vec::with_capacity(count + 1) }
    }

    /// Whether an older article may be taken whatever its age; else it need not be offered, nor
    /// looked at any closer.
    pub(super) fn may_take(&self, shared: u64, share: u64) -> bool {
        let alike = shared * share;
        let last = self.list.last().filter(|_| self.list.len() >= self.count);
        alike >= self.least && last.is_none_or(|(score, _)| alike >= *score)
    }

    /// Offers an older article: the sum of what the shared features are worth times their weights
    /// in it, the [`share`] of the length of its terms, and its day. `rank` counts from the oldest:
    /// of two that are worth the same the newer one is taken.
    pub(super) fn offer(&mut self, rank: u32, shared: u64, share: u64, day: i64) {
        if !self.may_take(shared, share) {
            return;
        }
        let age = self.day.abs_diff(day);
        let score = shared * share * HALF_LIFE / (HALF_LIFE + age);
        let place = self.list.partition_point(|other| *other >= (score, rank));
        self.list.insert(place, (score, rank));
        self.list.truncate(self.count);
    }

    /// The articles that were taken, the best first.
    pub(super) fn ranks(self) -> impl ExactSizeIterator<Item = u32> {
        self.list.into_iter().map(|(_, rank)| rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_features_count_more() {
        assert_eq!(rarity(0, 0), 5 * 64);
        assert_eq!(rarity(0, 992), 10 * 64);
        assert_eq!(rarity(1, 992), 9 * 64);
        assert_eq!([7, 8].map(|having| rarity(having, 0)), [2 * 64, 0]);
        let falls = (0..2_000).map(|having| rarity(having, 10_000));
        assert!(falls.is_sorted_by(|one, next| one >= next));
        assert_eq!(rarity(0, (1 << 40) - 32), 40 * 64);
    }

    #[test]
    fn the_heaviest_and_rarest_features_count() {
        let all = query_features([(1, 320), (15, 320), (15, 0), (2, 640)].into_iter());
        assert_eq!(all.iter().map(|w| w.place).collect::<Vec<_>>(), [1, 3, 0]);
        assert_eq!(query_features((0..100).map(|place| (1 + place / 50, 320))).len(), BEST);
    }

    #[test]
    fn the_nearest_come_first_and_the_rest_not_at_all() {
        let features = query_features([(10, 320), (10, 320)].into_iter());
        let worth = features[0].worth;
        let mut best = Best::new(&features, 14, 10_000, 3, 20);
        best.offer(1, worth * 10, share(14), 10_000);
        best.offer(2, worth * 10, share(14), 9_000);
        best.offer(3, worth * 20, share(14), 9_999);
        best.offer(4, worth, share(14), 9_999);
        best.offer(5, worth * 10, share(14), 10_000);
        best.offer(6, worth * 5, share(14), 10_000);
        assert_eq!(best.ranks().collect::<Vec<_>>(), [3, 5, 1]);
    }
}
