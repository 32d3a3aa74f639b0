//! What a machine can check of Danish usage.

use crate::literals::without_places;
use crate::{Place, Shown};

/// The customary words of Danish sites that are used here. `{…}` is a placeholder.
pub(crate) const CUSTOMARY: &[&str] = &[
    "Forside",
    "Emner",
    "Side {n}",
    "Nyere",
    "Ældre",
    "Indhold",
    "Spring til indhold",
    "Siden findes ikke (404)",
    "Læs også",
    "Læses lige nu",
    "Seneste nyt",
    "Udgivet",
    "Opdateret",
    "Rettet den",
    "Af {navn}",
    "Foto: {navn}",
    "Kilde: {kilde}",
    "Læsetid",
    "Annonce",
    "Navnenyt",
];

/// The customary words that are not used, each with its reason.
pub(crate) const NOT_NEEDED: &[(&str, &str)] = &[
    ("Arkiv", "years and months are linked from the breadcrumbs of a month and from the editions"),
    ("Forrige", "lists are ordered by age: Nyere, Ældre"),
    ("Næste", "lists are ordered by age: Nyere, Ældre"),
    ("Til toppen", "browsers have a key for it"),
    ("Lyst/mørkt tema", "the theme follows the reader's system"),
    ("Søg", "there is no search"),
    ("Søg i artikler", "there is no search"),
    ("Læs mere", "the headline is the link"),
    ("Mest læste", "the list shows what is read right now: Læses lige nu"),
    ("Relaterede artikler", "the list is called Læs også"),
    ("Del", "browsers have a share function"),
    ("Kopiér link", "browsers can copy links"),
    ("Udskriv", "browsers can print"),
    ("Nyhedsbrev", "there is no newsletter"),
    ("Tilmeld", "there is no newsletter"),
    ("Afmeld", "there is no newsletter"),
];

/// Words that are written with a capital everywhere.
const NAMES: &[&str] = &["Atom", "Atom-feed", "RSS", "RSS-feed", "JSON", "Feed", "OPML"];

/// What is wrong with a text, each in a few words.
pub(crate) fn faults(shown: &Shown) -> Vec<String> {
    let text = shown.text.as_str();
    let bare = without_places(text);
    let mut faults = Vec::new();
    if bare.contains(['"', '“', '”', '„', '\'', '‘']) {
        faults.push("quotation marks are »…« and ›…‹, the apostrophe is ’".into());
    }
    if let Some(at) = text.find('«').filter(|at| !text[..*at].contains('»')) {
        faults.push(format!("« at {at} closes a quotation; it begins with »"));
    }
    if bare.contains('—') || bare.contains(" - ") || bare.contains("--") {
        faults.push("the dash is – with spaces".into());
    }
    if has_tight_dash(text) {
        faults.push("– stands between spaces, or between two numbers".into());
    }
    if bare.contains("...") {
        faults.push("write …".into());
    }
    let clock = |after: &str| after.split(' ').next().is_some_and(|time| time.contains(':'));
    if bare.split("kl. ").skip(1).any(clock) || text.contains("}:{") {
        faults.push("a full stop parts hours from minutes: kl. 14.05".into());
    }
    if let Some(word) = capital_within(text) {
        faults.push(format!("`{word}` within a sentence begins with a small letter"));
    }
    let is_title =
        matches!(shown.place, Place::Heading | Place::Link | Place::Label | Place::Attribute(_));
    if is_title && bare.trim_end().ends_with('.') {
        faults.push("headings, links and labels end without a full stop".into());
    }
    if bare.contains("  ") && !text.contains('{') {
        faults.push("two spaces in a row".into());
    }
    faults
}

fn has_tight_dash(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: Option<usize>| index.and_then(|index| characters.get(index)).copied();
    characters.iter().enumerate().filter(|(_, c)| **c == '–').any(|(index, _)| {
        let before = at(index.checked_sub(1));
        let after = at(Some(index + 1));
        let is_space = |side: Option<char>| side.is_none_or(|c| c == ' ');
        let is_number =
            |side: Option<char>| side.is_some_and(|c| c.is_ascii_digit() || "{}.".contains(c));
        !(is_space(before) && is_space(after) || is_number(before) && is_number(after))
    })
}

/// The first word with a capital that neither begins a sentence nor is a name.
fn capital_within(text: &str) -> Option<&str> {
    let mut begins = true;
    for word in text.split_whitespace() {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '{' && c != '}');
        let is_capital = core.starts_with(char::is_uppercase);
        if is_capital && !begins && !NAMES.contains(&core) {
            return Some(core);
        }
        begins = word.ends_with(['.', ':', '?', '!', '–']) || word == "|" || word == "##";
    }
    None
}

#[test]
fn faults_are_found() {
    let of =
        |place, text: &str| faults(&Shown { file: String::new(), place, text: text.into() }).len();
    for text in
        ["Læs også", "{n} minutter", "Tirsdag kl. 14.05", "16.–22. november", "a – b", "»Ja«"]
    {
        assert_eq!(of(Place::Link, text), 0, "{text}");
    }
    let wrong = [
        "Læs Også",
        "“Ja”",
        "\"Ja\"",
        "«Ja»",
        "a - b",
        "a—b",
        "a–b",
        "Mere ...",
        "kl. 14:05",
        "Læs mere.",
        "Bo's avis",
        "To  ord",
    ];
    for text in wrong {
        assert!(of(Place::Link, text) > 0, "{text}");
    }
    assert_eq!(of(Place::Text, "Siden er flyttet."), 0);
}
