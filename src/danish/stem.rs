//! Stems: what the forms of a Danish word have in common.
//!
//! The stems are Snowball's. What its algorithm cannot know, a change of vowel or two words that
//! it takes for one, is in a list here.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

/// Words whose forms the algorithm does not bring together, or brings together with others: the
/// stem, and the forms that have it.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    // Art is not artificial.
    ("kunstig", &["kunstig", "kunstigt", "kunstige"]),
    (
        "intelligen",
        &[
            "intelligens",
            "intelligensen",
            "intelligensens",
            "intelligent",
            "intelligente",
            "intelligenser",
            "intelligenserne",
        ],
    ),
    ("år", &["år", "års", "året", "årets", "årene", "årenes"]),
    // These change their vowel.
    ("bog", &["bøger", "bøgerne", "bøgernes", "bøgers"]),
    ("mand", &["mænd", "mændene", "mændenes", "mænds"]),
    ("hånd", &["hænder", "hænderne", "hændernes", "hænders"]),
    ("barn", &["børn", "børnene", "børnenes", "børns"]),
    ("nat", &["nætter", "nætterne", "nætternes"]),
    ("stor", &["stort", "større", "størst", "største"]),
    ("ung", &["yngre", "yngst", "yngste"]),
    ("lang", &["længere", "længst", "længste"]),
    // What is done is named for the doing.
    (
        "invest",
        &[
            "investering",
            "investeringen",
            "investeringens",
            "investeringer",
            "investeringerne",
            "investeringernes",
            "investeringers",
        ],
    ),
    ("udvikl", &["udvikling", "udviklingen", "udviklingens", "udviklinger", "udviklingerne"]),
];

/// Words that say nothing about a text's topic: the list of Snowball.
pub(crate) const STOP_WORDS: [&str; 94] = [
    "og", "i", "jeg", "det", "at", "en", "den", "til", "er", "som", "på", "de", "med", "han", "af",
    "for", "ikke", "der", "var", "mig", "sig", "men", "et", "har", "om", "vi", "min", "havde",
    "ham", "hun", "nu", "over", "da", "fra", "du", "ud", "sin", "dem", "os", "op", "man", "hans",
    "hvor", "eller", "hvad", "skal", "selv", "her", "alle", "vil", "blev", "kunne", "ind", "når",
    "være", "dog", "noget", "ville", "jo", "deres", "efter", "ned", "skulle", "denne", "end",
    "dette", "mit", "også", "under", "have", "dig", "anden", "hende", "mine", "alt", "meget",
    "sit", "sine", "vor", "mod", "disse", "hvis", "din", "nogle", "hos", "blive", "mange", "ad",
    "bliver", "hendes", "været", "thi", "jer", "sådan",
];

/// Gives the stem of a word in small letters: `producenterne` is `producent`.
///
/// The stem is no word; it only is the same for the forms of one. Input in capitals stays as it
/// is, and so does what is no Danish.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    for (stem, forms) in EXCEPTIONS {
        if forms.contains(&word) {
            return Cow::Borrowed(stem);
        }
    }
    Stemmer::new(Algorithm::Danish).stem(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_word_have_one_stem() {
        let vectors: [(&str, &[&str]); 17] = [
            ("smartphon", &["smartphone", "smartphones", "smartphonen", "smartphonene"]),
            ("producent", &["producent", "producenten", "producenterne"]),
            ("løsning", &["løsning", "løsninger", "løsningerne"]),
            ("selskab", &["selskab", "selskabet", "selskaber"]),
            ("sikker", &["sikkerhed", "sikkerheden"]),
            ("kunst", &["kunst", "kunsten"]),
            ("kunstig", &["kunstig", "kunstigt", "kunstige"]),
            ("intelligen", &["intelligens", "intelligensen", "intelligent", "intelligente"]),
            ("år", &["år", "året", "årene", "årets"]),
            ("bog", &["bog", "bogen", "bøger", "bøgerne"]),
            ("mand", &["mand", "manden", "mænd", "mændene"]),
            ("barn", &["barn", "barnet", "børn", "børnene"]),
            ("hånd", &["hånd", "hånden", "hænder"]),
            ("stor", &["stor", "stort", "store", "større", "største"]),
            ("invest", &["investere", "investerer", "investering", "investeringer"]),
            ("udvikl", &["udvikle", "udvikler", "udvikling", "udviklingen"]),
            ("LÆSER", &["LÆSER"]),
        ];
        for (expected, words) in vectors {
            for word in words {
                assert_eq!(stem(word), expected, "{word}");
            }
        }
    }

    #[test]
    fn different_words_keep_apart() {
        for (one, other) in [("kunst", "kunstig"), ("bøg", "bøger"), ("it", "itu"), ("ai", "aids")]
        {
            assert_ne!(stem(one), stem(other), "{one}, {other}");
        }
    }

    #[test]
    fn exceptions_are_needed_and_hold_together() {
        let snowball = Stemmer::new(Algorithm::Danish);
        for (stem, forms) in EXCEPTIONS {
            assert!(forms.iter().any(|form| snowball.stem(form) != *stem), "{stem}");
        }
        let mut all: Vec<_> = EXCEPTIONS.iter().flat_map(|(_, forms)| *forms).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn stop_words_are_danish() {
        assert!(STOP_WORDS.contains(&"og") && STOP_WORDS.contains(&"sådan"));
        // English lists hold it; in Danish it is what the site is about.
        assert!(!STOP_WORDS.contains(&"it"));
    }
}
