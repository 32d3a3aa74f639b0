use proptest::prelude::*;

use super::*;
use crate::property_tests::seeded;

const CURLY: Typography = Typography { quotes: Quotes::Curly, no_break: false };
const GUILLEMETS: Typography = Typography { quotes: Quotes::Guillemets, no_break: false };
const SPACES: Typography = Typography { quotes: Quotes::Off, no_break: true };

fn check(typography: Typography, vectors: &[(&str, &str)]) {
    for &(text, expected) in vectors {
        assert_eq!(typography.text(text), expected, "{text}");
    }
}

#[test]
fn quotations_get_the_marks_of_the_site() {
    let text = "\"Vi er klar,\" siger 'AIoT.' chefen";
    let set = |quotes| Typography { quotes, no_break: true }.text(text).into_owned();
    assert_eq!(set(Quotes::Curly), "“Vi er klar,” siger ‘AIoT.’ chefen");
    assert_eq!(set(Quotes::Guillemets), "»Vi er klar,« siger ›AIoT.‹ chefen");
    assert_eq!(set(Quotes::Nines), "”Vi er klar,” siger ’AIoT.’ chefen");
    assert_eq!(set(Quotes::LowHigh), "„Vi er klar,“ siger ‚AIoT.‘ chefen");
    assert_eq!(set(Quotes::Off), text);
}

#[test]
fn apostrophes_are_no_quotations() {
    check(
        GUILLEMETS,
        &[
            ("netIP's kontor og '90'erne", "netIP’s kontor og ’90’erne"),
            ("tv'et, pc'er, USA's og AI'en", "tv’et, pc’er, USA’s og AI’en"),
            ("Lars' bil", "Lars’ bil"),
            ("'Lars' bil' og 'AIoT'", "›Lars’ bil‹ og ›AIoT‹"),
            ("\"Det er Lars'\"", "»Det er Lars’«"),
            ("i '90 og '91", "i ’90 og ’91"),
            ("'5G' er her", "›5G‹ er her"),
        ],
    );
}

#[test]
fn dashes_are_en_dashes() {
    check(
        CURLY,
        &[
            ("AI -- 5G --- og", "AI – 5G – og"),
            ("2019--2020", "2019–2020"),
            ("ja - men", "ja – men"),
            ("ja -\nmen", "ja –\nmen"),
            ("11.990,- kr.", "11.990,- kr."),
            ("smartphone- og tabletmarkedet", "smartphone- og tabletmarkedet"),
            ("brug --strict her", "brug --strict her"),
            ("---- og ----", "---- og ----"),
            ("-- Lars", "– Lars"),
            ("vent...", "vent…"),
            ("vent....", "vent...."),
        ],
    );
}

#[test]
fn measures_get_primes() {
    check(
        CURLY,
        &[
            ("5\" skærm og 6'", "5″ skærm og 6′"),
            ("6,1\" skærm", "6,1″ skærm"),
            ("\"en 6,1\" skærm\" siger", "“en 6,1″ skærm” siger"),
            ("\"iPhone 15\" og \"iPhone 16\"", "“iPhone 15” og “iPhone 16”"),
            ("6'2\" høj", "6′2″ høj"),
            ("... som i 2026\"", "… som i 2026”"),
        ],
    );
}

#[test]
fn marks_close_before_punctuation_and_open_after_it() {
    check(
        CURLY,
        &[
            ("(\"citat\") og \"5G\"-telefon", "(“citat”) og “5G”-telefon"),
            ("\".NET\" og \"(ja)\"", "“.NET” og “(ja)”"),
            ("\"'AIoT' er navnet\"", "“‘AIoT’ er navnet”"),
            ("\"navnet er 'AIoT'\"", "“navnet er ‘AIoT’”"),
            ("\"Jeg er –\" sagde han", "“Jeg er –” sagde han"),
            ("a \" b ' c", "a \" b ' c"),
            ("\"Første afsnit", "“Første afsnit"),
            ("sidste afsnit.\"", "sidste afsnit.”"),
            ("\"\"", "\"\""),
        ],
    );
}

#[test]
fn a_mark_after_a_number_closes_a_quotation_or_is_a_measure() {
    check(
        GUILLEMETS,
        &[
            ("\"den kostede 5\"", "»den kostede 5«"),
            ("\"den kostede 5\" og \"den var 6\"", "»den kostede 5« og »den var 6«"),
            ("\"Den er 6\" lang og 5\" bred\"", "»Den er 6″ lang og 5″ bred«"),
            ("\"En 24\" skærm og Halo 3\"", "»En 24″ skærm og Halo 3«"),
            ("Han købte \"Halo 3\" og en 24\" skærm", "Han købte »Halo 3« og en 24″ skærm"),
            ("(\"version 5\"), \"version 6\"", "(»version 5«), »version 6«"),
            ("en 5\" og en 6\" skærm", "en 5″ og en 6″ skærm"),
        ],
    );
}

#[test]
fn empty_quotations_stay() {
    for text in ["(\"\")", "{\"\": ''}", "alt=\"\"", "strengen \"\", tom", "('')", "\"\" ''"] {
        assert_eq!(GUILLEMETS.text(text), text);
    }
    check(
        GUILLEMETS,
        &[("\"'a'\"", "»›a‹«"), ("{\"a\": \"\"}", "{»a«: \"\"}"), ("5'' og", "5′′ og")],
    );
}

#[test]
fn letters_left_out_on_both_sides_have_apostrophes() {
    check(
        GUILLEMETS,
        &[
            ("rock 'n' roll", "rock ’n’ roll"),
            ("\"Rock 'n' roll\"", "»Rock ’n’ roll«"),
            ("rock'n'roll", "rock’n’roll"),
            ("bogstavet 'n'.", "bogstavet ›n‹."),
        ],
    );
}

#[test]
fn addresses_stay() {
    for text in [
        "https://xn--blbr-roah.dk/a--b",
        "(www.e.example/x...y)",
        "bo--x@e.example",
        "xn--blbr-roah.dk",
        "https://a.dk/redaktør's-brev",
    ] {
        assert_eq!(GUILLEMETS.text(text), text);
    }
    check(
        GUILLEMETS,
        &[
            ("\"https://a.dk/b--c\" -- og...", "»https://a.dk/b--c« – og…"),
            ("www.dr.dk's \"nyt\"", "www.dr.dk’s »nyt«"),
            ("Se https://a.dk/'b og 'c'", "Se https://a.dk/'b og ›c‹"),
        ],
    );
}

#[test]
fn typed_marks_stay() {
    let typed = "»a« ›b‹ “c” ‘d’ ”e” „f“ ’g’ 5″ 6′ – … — «h»";
    for (_, quotes) in Quotes::NAMES {
        let typography = Typography { quotes, no_break: true };
        assert!(matches!(typography.text(typed), Cow::Borrowed(_)));
    }
}

#[test]
fn numbers_keep_their_units() {
    let bound = "kl. 14.05|10 %|50 kr.|50 mia. kr.|nr. 5|s. 12|§ 22|stk. 2|22. november|1. maj|\
                 3. okt.|Kl. 9|10 pct.|9. marts|30. juni|31. december|2. feb.|4. august|5 millioner|\
                 1,5 milliard|2,4 GHz|100 MHz|8 GB|2 TB|500 MB|5.000 mAh|65 W|3 kW|10 km|25 °C|20 euro|\
                 99 dollar|108 megapixel|6,1 tommer|100 Mbit/s|120 m²|8 GB-|Uge 47|uge 1|5 €|10 procent|\
                 50 kroner|7 Kroner";
    for text in bound.split('|') {
        assert_eq!(SPACES.text(text), text.replace(' ', "\u{a0}"));
    }
    let free = "hos. 5|10 krav|22. novellen|122. november|32. maj|a 1|10  kr.|lars. 5|5 miau|\
                11.990,- kr.|1. majoritet|0. maj|5 gange|3 mand|4 w|6 mia og|2 Gbitt|\
                8 m2x|5 mennesker|7 GHzs|uger 5|10 kilometerne|luge 5";
    for text in free.split('|') {
        assert!(matches!(SPACES.text(text), Cow::Borrowed(_)), "{text}");
    }
}

fn joined(runs: &[Run<'_>]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Text(text) => text.as_ref(),
            Run::Opaque => "`x\"y`",
        })
        .collect()
}

fn set(typography: Typography, pieces: &[&'static str]) -> String {
    let mut runs: Vec<_> = pieces
        .iter()
        .map(|&piece| if piece == "`" { Run::Opaque } else { Run::Text(piece.into()) })
        .collect();
    typography.apply(&mut runs);
    joined(&runs)
}

#[test]
fn quotations_span_emphasis_and_code() {
    assert_eq!(set(CURLY, &["\"Vi ", "er", " klar\""]), "“Vi er klar”");
    assert_eq!(set(CURLY, &["\"", "", "Vi", "\"", " siger"]), "“Vi” siger");
    assert_eq!(set(CURLY, &["brug \"", "`", "\" her"]), "brug “`x\"y`” her");
    assert_eq!(set(CURLY, &["`", "'s"]), "`x\"y`’s");
    assert_eq!(set(CURLY, &["ja ", "- ", "men"]), "ja – men");
    assert_eq!(set(CURLY, &["-", "--"]), "---");
    assert_eq!(set(SPACES, &["50", " kr."]), "50\u{a0}kr.");
    assert_eq!(set(SPACES, &["kl. ", "14"]), "kl.\u{a0}14");
}

#[test]
fn names_read_back() {
    for (name, quotes) in Quotes::NAMES {
        assert_eq!(name.parse(), Ok(quotes));
    }
    assert!("french".parse::<Quotes>().unwrap_err().to_string().contains("low-high, off"));
}

#[test]
fn a_hundred_thousand_marks_take_no_time() {
    for unit in ["\"", "'", "'\"", "\"a", " -", "1\" "] {
        let text = unit.repeat(100_000);
        assert!(CURLY.text(&text).len() >= text.len());
    }
    let mut runs = vec![Run::Text(Cow::Borrowed("")); 100_000];
    runs.push(Run::Text(Cow::Borrowed("\"a\"")));
    CURLY.apply(&mut runs);
    assert_eq!(joined(&runs), "“a”");
}

fn typographies() -> impl Strategy<Value = Typography> {
    (0..Quotes::NAMES.len(), any::<bool>())
        .prop_map(|(kind, no_break)| Typography { quotes: Quotes::NAMES[kind].1, no_break })
}

/// Texts of the characters that matter.
const TRICKY: &str = "([a-z0-9 .,'\"()»«“”–/%sx-]|kl\\. |kr\\.| mia\\. |22\\. maj|\n|Å){0,40}";

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn setting_twice_is_setting_once(typography in typographies(), text in TRICKY) {
        let once = typography.text(&text).into_owned();
        prop_assert_eq!(typography.text(&once), once.as_str());
    }

    #[test]
    fn text_without_requests_stays(text in "[^\"'.-]{0,60}", kind in 0..5_usize) {
        let typography = Typography { quotes: Quotes::NAMES[kind].1, no_break: false };
        prop_assert!(matches!(typography.text(&text), Cow::Borrowed(_)));
    }

    #[test]
    fn only_ascii_marks_and_spaces_change(typography in typographies(), text in TRICKY) {
        let kept = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '(' | ',' | '\n')).collect()
        };
        let set = typography.text(&text);
        prop_assert_eq!(kept(&set), kept(&text));
        for typed in ['»', '«', '“', '”'] {
            let count = |text: &str| text.chars().filter(|&c| c == typed).count();
            prop_assert!(count(&set) >= count(&text));
        }
    }

    #[test]
    fn cutting_a_text_into_runs_changes_no_quotation(text in "[a-z '\"(),]{0,30}", cut in 0..30_usize) {
        let cut = cut.min(text.len());
        let mut runs = [
            Run::Text(Cow::Borrowed(&text[..cut])),
            Run::Text(Cow::Borrowed(&text[cut..])),
        ];
        CURLY.apply(&mut runs);
        prop_assert_eq!(joined(&runs), CURLY.text(&text));
    }
}
