//! Danish words and sentence patterns: a random stream in, sentences out. Imports `random` and
//! `vocabulary`.
//!
//! A pattern's slots are named in braces. Nouns are compounds in the plural, so that adjectives
//! always agree, and so that there are some seven thousand different words.

use super::random::SplitMix64;
use super::vocabulary::{
    ADJECTIVES, ADVERBS, COMPANY_HEADS, COMPANY_TAILS, FIRST_NAMES, LAST_NAMES, MONTHS, NOUNS,
    PLACES, ROLES, STEMS, VERBS,
};

/// Patterns of sentences.
const SENTENCES: &[&str] = &[
    "{firma} {v} {adj} {ting} i {sted}.",
    "{firma} {v} {adv} {adj} {ting}, og det mærker {adj} {ting} i {sted}.",
    "Det oplyser {rolle} {person} fra {firma}, som {v} {ting}.",
    "Flere {ting} bliver {adv} afløst af {adj} {ting}, viser {ting} fra {firma}.",
    "I {måned} steg antallet af {ting} med {tal} procent til {tal}.{tal}{ciffer}.",
    "Prisen på {ting} er faldet fra {tal}.000 til {ciffer}.{tal}0 kroner på {ciffer} år.",
    "Hverken {firma} eller {firma} vil sige, hvornår {ting} når frem til {sted}.",
    "\"Vi {v} {adj} {ting}, fordi {ting} ikke længere er nok,\" siger {person}.",
    "{person}, der er {rolle} i {firma}, {v} {adv} de {adj} {ting}.",
    "Samtidig {v} {firma} og {firma} fælles {ting} til {adj} {ting}.",
    "Kravet om {ting} gælder {adv}, men {adj} {ting} i {sted} er undtaget.",
    "Ifølge {person} er {ting} det største problem for {adj} {ting}.",
    "Det er {ciffer} år siden, at {firma} første gang viste {ting} med {adj} {ting}.",
    "Til gengæld {v} myndighederne i {sted} {adv} **{ting}**, og det bekymrer {ting}.",
    "Kritikere mener, at {adj} {ting} gør {ting} mere sårbare – også i {sted}.",
    "Resultatet er *{adj}* {ting}, som {adv} bruges af {tal} {ting}.",
    "Hos {firma} regner man med {tal} mio. kr. til {ting} og {ting} frem til {måned}.",
    "Både {ting}, {ting} og {ting} bliver berørt, når {firma} {v} {ting}.",
    "Filen `{ascii}.json` indeholder {ting}, som {firma} {v}.",
    "Før sommeren skal {adj} {ting} være klar på øen, og {person} {v} {ting} undervejs.",
];

/// Patterns of articles' titles.
const TITLES: &[&str] = &[
    "{firma} {v} {adj} {ting}",
    "{firma} {v} {adj} {ting} i {sted}",
    "{adj} {ting} på vej til {sted}",
    "Sådan {v} {firma} {ting}",
    "{tal} procent flere {ting}: {firma} {v} {ting}",
    "{rolle}: {adj} {ting} er vigtigere end {ting}",
    "Derfor {v} {firma} {adv} {ting}",
    "Nu kommer {adj} {ting} til {ting} i {sted}",
];

/// Patterns of headings.
const HEADINGS: &[&str] = &[
    "{adj} {ting} i {sted}",
    "Hvad betyder det for {ting}?",
    "{firma} {v} {ting}",
    "Fra {ting} til {ting}",
    "{tal} procent flere {ting}",
];

/// Fills the slots of a pattern and gives it a capital.
fn fill(random: &mut SplitMix64, pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        match slot {
            "firma" => text.push_str(&company(random)),
            "ting" => text.push_str(&thing(random)),
            "person" => text.push_str(&person(random)),
            "adj" => text.push_str(random.pick(ADJECTIVES)),
            "adv" => text.push_str(random.pick(ADVERBS)),
            "v" => text.push_str(random.pick(VERBS)),
            "sted" => text.push_str(random.pick(PLACES)),
            "rolle" => text.push_str(random.pick(ROLES)),
            "måned" => text.push_str(random.pick(MONTHS)),
            "ascii" => text.push_str(&slug(&thing(random))),
            "tal" => text.push_str(&random.between(10, 99).to_string()),
            _ => text.push_str(&random.between(2, 9).to_string()),
        }
        rest = after;
    }
    text.push_str(rest);
    capital(&text)
}

/// Gives a text a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Makes a compound noun in the plural, such as `netværksløsninger`.
pub(crate) fn thing(random: &mut SplitMix64) -> String {
    [random.pick(STEMS), random.pick(NOUNS)].concat()
}

/// Makes a company's name.
pub(crate) fn company(random: &mut SplitMix64) -> String {
    [random.pick(COMPANY_HEADS), random.pick(COMPANY_TAILS)].concat()
}

/// Makes a person's name.
pub(crate) fn person(random: &mut SplitMix64) -> String {
    [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)].join(" ")
}

/// Makes one sentence.
pub(crate) fn sentence(random: &mut SplitMix64) -> String {
    let pattern = random.pick(SENTENCES);
    fill(random, pattern)
}

/// Makes an article's title.
pub(crate) fn title(random: &mut SplitMix64) -> String {
    let pattern = random.pick(TITLES);
    fill(random, pattern)
}

/// Makes a heading inside an article.
pub(crate) fn heading(random: &mut SplitMix64) -> String {
    let pattern = random.pick(HEADINGS);
    fill(random, pattern)
}

/// Names a town or a country.
pub(crate) fn place(random: &mut SplitMix64) -> &'static str {
    random.pick(PLACES)
}

/// Turns a text into ASCII fit for a file name, such as `aeroe-mobil`.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len() + 8);
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'æ' => slug.push_str("ae"),
            'ø' | 'ö' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            'ó' => slug.push('o'),
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.trim_matches('-').to_owned()
}
