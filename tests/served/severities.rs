//! Severities that a site sets, and its known problems, while it is served.

use crate::program::{Served, await_true};
use crate::site::{ARTICLE, PAGE, Site, news};

const OTHER: &str = "content/artikler/andet.md";
const BASELINE: &str = "kendte.txt";
const KNOWN: &str = "1 content/artikler/nyt.md missing-target the file `a.md` does not exist\n";
/// What the overlay has instead of its class for errors.
const ONLY_WARNINGS: &str = "<dialog class=\"warning\"";

/// A site with these settings of `[check]`.
fn site(check: &str) -> Site {
    let site = Site::new();
    set(&site, check);
    site
}

/// Replaces the settings of `[check]`.
fn set(site: &Site, check: &str) {
    let config = site.read("site.toml");
    let others = config.split("[check]").next().unwrap();
    site.write("site.toml", format!("{others}[check]\n{check}"));
}

/// Waits until the overlay no longer shows a text.
fn await_without(served: &Served, text: &str) {
    await_true(|| !served.problems().contains(text), || served.problems());
}

#[test]
fn a_lowered_problem_stops_no_update_and_opens_no_overlay() {
    let site = site("unknown-tag = \"warning\"\nmissing-target = \"warning\"\n");
    let served = Served::watching(&site);
    site.write(ARTICLE, news("Ny. [a](a.md)").replace("[AI]", "[Ukendt]"));
    served.await_text(PAGE, "Ny.");
    served.await_problem("warning[unknown-tag]");
    served.await_problem("warning[missing-target]");
    served.await_words("warning[missing-target]");
    assert!(served.problems().contains(ONLY_WARNINGS), "{}", served.problems());
    assert!(!served.said().contains("error["), "{}", served.said());
    served.check_like_build(&site);
}

#[test]
fn a_problem_that_is_off_is_not_shown() {
    let off =
        "unknown-tag = \"off\"\n[[check.paths]]\nmatch = \"andet.md\"\nmissing-target = \"off\"\n";
    let site = site(off);
    let served = Served::watching(&site);
    site.edit(OTHER, "[AI]", "[Ukendt]");
    site.edit(OTHER, "Andet.", "Mere. [a](a.md)");
    served.await_text("/2026/11/andet/", "Mere.");
    // The same in another file is found by the same check of all links.
    site.write(ARTICLE, news("[b](b.md)"));
    served.await_problem("error[missing-target]");
    served.await_words("error[missing-target]");
    for text in [served.problems(), served.said()] {
        assert!(!text.contains("unknown-tag") && !text.contains("a.md`"), "{text}");
    }
    site.write(ARTICLE, news("Teksten."));
    served.await_no_problem();
    served.check_like_build(&site);
}

#[test]
fn a_change_of_severity_takes_effect_when_it_is_saved() {
    let site = site("unknown-tag = \"warning\"\n");
    site.edit(ARTICLE, "[AI]", "[Ukendt]");
    let served = Served::watching(&site);
    served.await_problem("warning[unknown-tag]");
    let before = served.text(PAGE);
    assert!(before.contains("Teksten."), "{before}");
    set(&site, "unknown-tag = \"error\"\n");
    served.await_problem("error[unknown-tag]");
    // Now it stops updates.
    site.edit(ARTICLE, "Teksten.", "Ny.");
    site.edit(OTHER, "[AI]", "[Andet]");
    served.await_problem("andet.md:");
    assert!(served.text(PAGE).contains("Teksten."));
    set(&site, "[[check.paths]]\nmatch = \"*.md\"\nunknown-tag = \"off\"\n");
    served.await_text(PAGE, "Ny.");
    served.await_no_problem();
    served.check_like_build(&site);
}

#[test]
fn a_known_problem_is_silent_and_a_new_one_is_shown() {
    let site = site(&format!("baseline = \"{BASELINE}\"\n"));
    site.write(BASELINE, KNOWN);
    site.write(ARTICLE, news("Teksten. [a](a.md)"));
    let served = Served::watching(&site);
    site.write(ARTICLE, news("Ny. [a](a.md) [b](b.md)"));
    served.await_problem("the file `b.md` does not exist");
    served.await_words("the file `b.md` does not exist");
    for text in [served.problems(), served.said()] {
        assert!(!text.contains("`a.md`"), "{text}");
    }
    // One more of the known kind is not known.
    site.write(ARTICLE, news("Ny. [a](a.md)\n\n[a](a.md)"));
    await_without(&served, "`b.md`");
    served.await_problem("nyt.md:9:5");
    assert_eq!(served.problems().matches("`a.md` does not").count(), 1, "{}", served.problems());
    site.write(ARTICLE, news("Ny. [a](a.md)"));
    served.await_no_problem();
    served.check_like_build(&site);
}

#[test]
fn a_change_of_the_baseline_takes_effect_at_the_next_save() {
    let name = format!("fejl/{BASELINE}");
    let site = site(&format!("baseline = \"{name}\"\n"));
    site.write(&name, KNOWN);
    site.write(ARTICLE, news("[a](a.md) [b](b.md)"));
    let served = Served::watching(&site);
    served.await_problem("the file `b.md` does not exist");
    assert!(!served.problems().contains("`a.md`"), "{}", served.problems());
    let save = |text: &str| site.edit(OTHER, "Andet.", &format!("Andet. {text}"));
    site.write(&name, format!("{KNOWN}{}", KNOWN.replace("a.md`", "b.md`")));
    save("Et.");
    served.await_no_problem();
    site.write(&name, "");
    save("To.");
    served.await_problem("`a.md` does not exist");
    served.await_problem("`b.md` does not exist");
    site.remove(&name);
    save("Tre.");
    served.await_problem("error[bad-baseline]");
    site.write(&name, format!("{KNOWN}{}", KNOWN.replace("a.md`", "b.md`")));
    save("Fire.");
    served.await_no_problem();
    served.await_text("/2026/11/andet/", "Fire.");
    served.check_like_build(&site);
}
