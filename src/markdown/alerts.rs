//! Alerts: quotes that begin with a marker such as `[!NOTE]`, as on GitHub, with a title or without.
//!
//! The parser knows a marker that is alone on its line, after one space; the others are found here.
//! May import: nothing of `markdown`.

/// The kinds of alerts: the name in the marker, the class, and the title unless the author gives
/// one.
pub(super) const KINDS: [Alert; 5] = [
    Alert { name: "NOTE", class: "note", title: "Bemærk" },
    Alert { name: "TIP", class: "tip", title: "Tip" },
    Alert { name: "IMPORTANT", class: "important", title: "Vigtigt" },
    Alert { name: "WARNING", class: "warning", title: "Advarsel" },
    Alert { name: "CAUTION", class: "caution", title: "Pas på" },
];

/// A kind of alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alert {
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    pub(super) title: &'static str,
}

impl Alert {
    /// The alert of this name, in either case of letters.
    pub(super) fn named(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
    }
}

/// The marker at the beginning of a quote, of which `quote` is the source: the name in it, with
/// its position.
pub(super) fn marker(quote: &str) -> Option<(&str, usize)> {
    let after = quote.strip_prefix('>')?;
    let text = after.trim_start_matches([' ', '\t']);
    // More is a block of code.
    if after.len() - text.len() > 4 {
        return None;
    }
    let inner = text.strip_prefix("[!")?;
    let name = &inner[..inner.find(|c: char| !is_name(c))?];
    let rest = inner[name.len()..].strip_prefix(']')?;
    let is_marker =
        !name.is_empty() && (rest.is_empty() || rest.starts_with([' ', '\t', '\n', '+', '-']));
    is_marker.then_some((name, quote.len() - text.len()))
}

/// The length of a marker at the beginning of a text, with the mark of a quote that can be folded
/// elsewhere, and the spaces after it.
pub(super) fn marker_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("[!")?.trim_start_matches(is_name).strip_prefix(']')?;
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    Some(text.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// The alert that an author may have meant: its name in Danish, or in other programs.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    const OTHER: [(&str, &str); 15] = [
        ("bemærk", "NOTE"),
        ("bemærkning", "NOTE"),
        ("note", "NOTE"),
        ("info", "NOTE"),
        ("information", "NOTE"),
        ("hint", "TIP"),
        ("vigtigt", "IMPORTANT"),
        ("vigtig", "IMPORTANT"),
        ("attention", "WARNING"),
        ("advarsel", "WARNING"),
        ("danger", "CAUTION"),
        ("fare", "CAUTION"),
        ("error", "CAUTION"),
        ("forsigtig", "CAUTION"),
        ("obs", "NOTE"),
    ];
    let name = name.to_lowercase();
    OTHER.iter().find(|(other, _)| *other == name).map(|(_, known)| *known)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_begins_a_quote() {
        for (quote, expected) in [
            ("> [!NOTE]\n> a", Some(("NOTE", 2))),
            (">[!note] Pas på", Some(("note", 1))),
            (">\t[!TIP]+ a", Some(("TIP", 2))),
            (">    [!ADVARSEL]", Some(("ADVARSEL", 5))),
            (">     [!NOTE]", None),
            ("> [!NOTE](a.md)", None),
            ("> [!NOTE]: a", None),
            ("> [!NOTE][a]", None),
            ("> [!]", None),
            ("> [!INCLUDE[a](b.md)]", None),
            ("> a [!NOTE]", None),
        ] {
            assert_eq!(marker(quote), expected, "{quote}");
        }
    }

    #[test]
    fn a_title_follows_the_marker() {
        for (text, expected) in [("[!NOTE] a", "a"), ("[!TIP]-  a", "a"), ("[!TIP]", "")] {
            assert_eq!(&text[marker_length(text).unwrap()..], expected);
        }
        assert_eq!(marker_length("[a]"), None);
    }
}
