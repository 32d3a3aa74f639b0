//! The tags: 3 main ones and 200 others. Imports `random`.

use super::random::SplitMix64;

/// The main tags, of which every article has one.
const MAIN: [&str; 3] = ["AI", "5G", "Smartphones"];
const HEADS: [&str; 20] = [
    "Mobil", "Fiber", "Sky", "Data", "Satellit", "Robot", "Energi", "Sundheds", "Skole", "Bank",
    "Bolig", "Bil", "Spil", "Film", "Musik", "Foto", "Hjemme", "Kontor", "Færge", "Havne",
];
const TAILS: [&str; 10] = [
    "net",
    "teknologi",
    "politik",
    "sikkerhed",
    "forskning",
    "tjenester",
    "udstyr",
    "handel",
    "priser",
    "løsninger",
];

/// The number of tags apart from the main ones.
const OTHERS: usize = HEADS.len() * TAILS.len();

/// Gives the names of all tags.
pub(crate) fn all() -> impl Iterator<Item = String> {
    MAIN.iter().map(ToString::to_string).chain((0..OTHERS).map(other))
}

/// Names the tag `number` of the others.
fn other(number: usize) -> String {
    [HEADS[number % HEADS.len()], TAILS[number / HEADS.len()]].concat()
}

/// Chooses an article's tags: a main one and 1 to 3 others, some of them far more common.
pub(crate) fn choose(random: &mut SplitMix64) -> Vec<String> {
    let mut tags = vec![MAIN[random.below(MAIN.len())].to_owned()];
    for _ in 0..random.between(1, 3) {
        // The square of an even spread: tag 0 is met about 14 times as often as tag 199.
        let tag = other(random.below(OTHERS) * random.below(OTHERS) / OTHERS);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
