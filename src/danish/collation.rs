//! The order of names, and the groups of an index from A to Å.

use std::cmp::Ordering;
use std::fmt;

use icu_collator::options::{AlternateHandling, CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale::locale;

/// The Danish alphabet.
const LETTERS: [&str; 29] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "X", "Y", "Z", "Æ", "Ø", "Å",
];

/// Compares names as Danes order them: a–z, æ, ø, å, and aa as å.
///
/// Build it once; it is shared between threads.
#[derive(Debug)]
pub(crate) struct Collator {
    order: CollatorBorrowed<'static>,
    letters: CollatorBorrowed<'static>,
}

impl Default for Collator {
    fn default() -> Self {
        Self::new()
    }
}

impl Collator {
    /// The order of dictionaries: `5G` after `108 megapixels`, and `e-mail` before `ea`.
    pub(crate) fn new() -> Self {
        Self::build(preferences(), CollatorOptions::default())
    }

    /// The order for lists of tags: numbers by their value, so `5G` before `108 megapixels`, and
    /// hyphens and spaces looked past, so `e-mail` beside `email`.
    pub(crate) fn for_tags() -> Self {
        let mut preferences = preferences();
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let mut options = CollatorOptions::default();
        options.alternate_handling = Some(AlternateHandling::Shifted);
        // The level on which what was looked past decides at last.
        options.strength = Some(Strength::Quaternary);
        Self::build(preferences, options)
    }

    fn build(preferences: CollatorPreferences, options: CollatorOptions) -> Self {
        let mut letters = CollatorOptions::default();
        letters.strength = Some(Strength::Primary);
        // No input decides whether this succeeds: the data is part of the program.
        let collator = |preferences, options| {
            CollatorBorrowed::try_new(preferences, options)
                .expect("the order of Danish names is compiled in")
        };
        Self {
            order: collator(preferences, options),
            letters: collator(self::preferences(), letters),
        }
    }

    /// Compares two names. Names that differ only in how their characters are composed are
    /// equal; a caller that needs a total order must decide those by something else.
    pub(crate) fn compare(&self, one: &str, other: &str) -> Ordering {
        self.order.compare(one, other)
    }

    /// Finds the group of an index to which a name belongs, by its first letter or digit.
    ///
    /// For a name with a sort key of its own, hand over that.
    pub(crate) fn index_group(&self, name: &str) -> IndexGroup {
        let Some(start) = name.find(char::is_alphanumeric) else {
            return IndexGroup::Other;
        };
        let name = &name[start..];
        if name.starts_with(char::is_numeric) {
            return IndexGroup::Digits;
        }
        let reaches = |letter: &str| self.letters.compare(letter, name) != Ordering::Greater;
        // The click letters are the first that are ordered after å.
        if reaches("ǀ") {
            return IndexGroup::Other;
        }
        match LETTERS.partition_point(|letter| reaches(letter)).checked_sub(1) {
            Some(at) => IndexGroup::Letter(Letter(at)),
            None => IndexGroup::Other,
        }
    }
}

/// A group of an index, in the order of the index; displays as its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum IndexGroup {
    /// `0-9`: names that start with a digit.
    Digits,
    /// `A` to `Å`.
    Letter(Letter),
    /// `Øvrige`: names in other scripts, or without letters.
    Other,
}

/// A letter of the Danish alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Letter(usize);

impl fmt::Display for IndexGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Digits => "0-9",
            Self::Letter(Letter(at)) => LETTERS[*at],
            Self::Other => "Øvrige",
        })
    }
}

fn preferences() -> CollatorPreferences {
    locale!("da").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "108 megapixels · 5G · Abe · abe · AI · Apple · apple · Ðx · Dz · e-mail · \
        ea · éa · email · Kaz · Kås · Kaas · lad · laes · læs · Mueller · Müller · Mäkelä · Møller · \
        Möller · resume · résumé · Þór · V · Vx · W · Wx · y · ü · zebra · Zoo · Zy · Zü · æ · ä · \
        Ærø · ø · ö · ő · Øl · Å · AA · Aa · aa · AA-batteri · åben · aabenraa · Århus · Aarhus";

    #[test]
    fn names_stand_in_danish_order() {
        let collator = Collator::new();
        let expected: Vec<_> = ORDER.split(" · ").collect();
        let mut compared = expected.clone();
        compared.sort_unstable();
        compared.sort_by(|a, b| collator.compare(a, b));
        assert_eq!(compared, expected);
    }

    #[test]
    fn single_comparisons_hold() {
        let collator = Collator::new();
        let less = [("Abe", "abe"), ("Kås", "Kaas"), ("åb", "aab"), ("Ærø", "Aase")];
        for (one, other) in less {
            assert_eq!(collator.compare(one, other), Ordering::Less, "{one} {other}");
        }
        assert_eq!(collator.compare("A\u{30a}", "Å"), Ordering::Equal);
    }

    #[test]
    fn the_order_of_bytes_is_not_danish() {
        let collator = Collator::new();
        let mut names = ["Aase", "Abe", "Zoo", "aa", "abe", "Åse", "Ærø", "Øl"];
        names.sort_by(|a, b| collator.compare(a, b));
        assert_eq!(names, ["Abe", "abe", "Zoo", "Ærø", "Øl", "aa", "Åse", "Aase"]);
    }

    #[test]
    fn tags_are_ordered_by_value_and_past_hyphens() {
        let collator = Collator::for_tags();
        let mut tags = ["email", "108 megapixels", "e-mail", "éa", "5G", "ea"];
        tags.sort_by(|a, b| collator.compare(a, b));
        assert_eq!(tags, ["5G", "108 megapixels", "ea", "éa", "e-mail", "email"]);
    }

    #[test]
    fn names_stand_under_their_letter() {
        let collator = Collator::new();
        let vectors = [
            ("5G", "0-9"),
            ("108 megapixels", "0-9"),
            ("AI", "A"),
            ("abe", "A"),
            ("éa", "E"),
            (".NET", "N"),
            ("Ðx", "D"),
            ("Þór", "T"),
            ("Łódź", "L"),
            ("W", "W"),
            ("ü", "Y"),
            ("zebra", "Z"),
            ("Ärø", "Æ"),
            ("Öresund", "Ø"),
            ("Ålborg", "Å"),
            ("Aalborg", "Å"),
            ("A\u{30a}lborg", "Å"),
            ("aa", "Å"),
            ("Яндекс", "Øvrige"),
            ("日本", "Øvrige"),
            ("!!!", "Øvrige"),
            ("", "Øvrige"),
        ];
        for (name, group) in vectors {
            assert_eq!(collator.index_group(name).to_string(), group, "{name}");
        }
        assert!(collator.index_group("5G") < collator.index_group("abe"));
        assert!(collator.index_group("Øl") < collator.index_group("Ål"));
        assert!(collator.index_group("Ål") < collator.index_group("!!!"));
    }

    #[test]
    fn a_collator_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Collator>();
    }
}
