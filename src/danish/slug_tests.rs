use proptest::prelude::*;

use super::*;
use crate::property_tests::seeded;

#[test]
fn titles_become_slugs_by_the_danish_rule() {
    let vectors = [
        (
            "Kinesisk smartphone-kæmpe sætter fuld fokus på AI: Klar til at investere 50 milliarder \
             kroner",
            "kinesisk-smartphone-kaempe-saetter-fuld-fokus-paa-ai-klar-til-at-investere-50-\
             milliarder-kroner",
        ),
        ("Ærø får 5G på Østerbro", "aeroe-faar-5g-paa-oesterbro"),
        ("A\u{30a}rhus & Ålborg", "aarhus-og-aalborg"),
        ("TV'et og 90’erne", "tvet-og-90erne"),
        ("Müller, Köln og Malmö", "mueller-koeln-og-malmoe"),
        ("»Vi er nødt til« – siger topchefen", "vi-er-noedt-til-siger-topchefen"),
        ("Łódź", "lodz"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("Århus", "aarhus"),
        ("Aarhus", "aarhus"),
        ("10 % af dem", "10-procent-af-dem"),
        ("Disney+", "disney-plus"),
        ("+45 er Danmark", "45-er-danmark"),
        ("# 1", "1"),
        ("C#-udvikler", "c-sharp-udvikler"),
        ("side#afsnit", "side-afsnit"),
        ("Straße", "strasse"),
        ("CO₂", "co2"),
    ];
    for (text, expected) in vectors {
        assert_eq!(slug(text), expected, "{text}");
    }
}

#[test]
fn the_wrong_results_of_bare_libraries_stay_away() {
    assert_eq!(slug("Læs også – »citat«"), "laes-ogsaa-citat");
    assert_eq!(slug("netIP's kontor"), "netips-kontor");
    assert_eq!(slug("C#, C++ og .NET"), "c-sharp-c-plus-plus-og-net");
    assert_eq!(slug("fest 🎉 nu"), "fest-nu");
}

#[test]
fn what_is_not_seen_leaves_no_trace() {
    assert_eq!(slug("it\u{ad}sikker\u{200b}hed\u{feff}"), "itsikkerhed");
    assert_eq!(slug("x\u{302}y"), "xy");
    assert_eq!(heading_id("sikker\u{ad}hed", Anchors::Unicode), "sikkerhed");
}

#[test]
fn a_text_without_letters_has_no_slug() {
    for text in ["", "!!!", "🎉", "---", "»«"] {
        assert_eq!(slug(text), "", "{text}");
    }
}

#[test]
fn tags_of_odd_names_stay_apart() {
    let names = ["C++", "C#", "C", ".NET", "F*", "日本", "Ålborg", "Alborg"];
    let mut slugs: Vec<_> = names.into_iter().map(slug).collect();
    assert!(slugs.iter().all(|slug| !slug.is_empty()));
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), names.len());
}

#[test]
fn a_long_slug_is_cut_at_a_hyphen_and_ends_in_a_fingerprint() {
    let text = "sikkerhed ".repeat(40);
    let cut = slug(&text);
    assert!(cut.len() <= MAX_SLUG);
    let (kept, digits) = cut.rsplit_once('-').unwrap();
    assert!(kept.ends_with("-sikkerhed"), "{kept}");
    assert_eq!(digits.len(), 8);
    assert_ne!(slug(&format!("{text} a")), slug(&format!("{text} b")));
    assert_eq!(slug(&"å".repeat(128)).len(), MAX_SLUG);
    assert_eq!(slug(&"a".repeat(180)).len(), 180);
    assert_eq!(heading_id(&"å".repeat(128), Anchors::Unicode).len(), MAX_SLUG - 1);
}

#[test]
fn heading_ids_keep_letters_if_asked_to() {
    assert_eq!(heading_id("Løsning på §22", Anchors::Ascii), "loesning-paa-22");
    assert_eq!(heading_id("Løsning på §22", Anchors::Unicode), "løsning-på-22");
    assert_eq!(heading_id("AI & 5G: Å_b", Anchors::Unicode), "ai--5g-å_b");
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn a_slug_is_clean_short_and_its_own_slug(text in "\\PC{0,300}") {
        let once = slug(&text);
        prop_assert!(once.len() <= MAX_SLUG);
        prop_assert!(once.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')));
        prop_assert!(!once.starts_with('-') && !once.ends_with('-') && !once.contains("--"));
        prop_assert_eq!(slug(&once), once);
    }

    #[test]
    fn heading_ids_are_short_and_without_space(text in any::<String>()) {
        let id = heading_id(&text, Anchors::Unicode);
        prop_assert!(id.len() <= MAX_SLUG && !id.contains(char::is_whitespace));
    }
}
