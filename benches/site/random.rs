//! A seeded stream of numbers: a seed in, the same numbers out on every machine. Imports nothing.

/// The `SplitMix64` generator (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", OOPSLA 2014): small, fast, and good enough for test data.
pub(crate) struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// Starts the stream `stream` of `seed`; streams do not depend on each other.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut outer = Self { state: seed };
        let state = outer.next() ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        Self { state }
    }

    /// Gives the next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Gives a number below `end`, which must not be 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // The high half of a 128-bit product is spread evenly, without a division.
        let product = u128::from(self.next()) * (end as u128);
        usize::try_from(product >> 64).unwrap_or_default()
    }

    /// Gives a number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    /// Is true `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Picks one of `choices`, which must not be empty.
    pub(crate) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}
