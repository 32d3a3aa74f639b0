//! Plurals and lists.

use super::number::integer;

/// Chooses the form for a count: the first for 1, the second for all else, 0 too.
pub(crate) fn plural<'a>(count: i64, one: &'a str, other: &'a str) -> &'a str {
    if count == 1 { one } else { other }
}

/// Writes a count with its noun: `1 artikel`, `4 artikler`, `1.200 artikler`.
pub(crate) fn count(count: i64, one: &str, other: &str) -> String {
    format!("{} {}", integer(count), plural(count, one, other))
}

/// What joins the last two items of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conjunction {
    /// `og`
    And,
    /// `eller`
    Or,
}

/// Writes a list: `AI, 5G og smartphones`. There is no comma before the last.
pub(crate) fn list<S: AsRef<str>>(items: &[S], conjunction: Conjunction) -> String {
    let word = match conjunction {
        Conjunction::And => " og ",
        Conjunction::Or => " eller ",
    };
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push_str(if at + 1 == items.len() { word } else { ", " });
        }
        text.push_str(item.as_ref());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let vectors =
            [(0, "0 minutter"), (1, "1 minut"), (2, "2 minutter"), (1000, "1.000 minutter")];
        for (n, expected) in vectors {
            assert_eq!(count(n, "minut", "minutter"), expected);
        }
        assert_eq!(count(1, "artikel", "artikler"), "1 artikel");
        assert_eq!(count(4, "artikel", "artikler"), "4 artikler");
        assert_eq!(plural(0, "resultat", "resultater"), "resultater");
    }

    #[test]
    fn lists_have_no_comma_before_the_last() {
        let items = ["AI", "5G", "smartphones"];
        assert_eq!(list(&items, Conjunction::And), "AI, 5G og smartphones");
        assert_eq!(list(&items, Conjunction::Or), "AI, 5G eller smartphones");
        assert_eq!(list(&items[..2], Conjunction::And), "AI og 5G");
        assert_eq!(list(&items[..1], Conjunction::And), "AI");
        assert_eq!(list::<&str>(&[], Conjunction::And), "");
    }
}
