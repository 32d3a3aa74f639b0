//! How property tests are run: with a seed that repeats them.

use std::hash::{BuildHasher as _, RandomState};

use proptest::test_runner::{Config, RngSeed};

/// The settings of proptest, which the environment may change. Prints the seed, which is a new one
/// unless `PROPTEST_RNG_SEED` sets it; the output of a test is shown when it fails.
pub(crate) fn seeded() -> Config {
    let mut config = Config::default();
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(RandomState::new().hash_one("seed"));
    }
    println!("To repeat: PROPTEST_RNG_SEED={} cargo test", config.rng_seed);
    config
}
