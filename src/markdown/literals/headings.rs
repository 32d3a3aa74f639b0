//! Headings without a space after the hashes: `##Overskrift`.

use super::stretch::{Literal, Stretch, shown};

/// Whether a text has hashes that something other than a space follows.
pub(super) fn is_possible(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), "##").any(|at| {
        let title = text[at..].trim_start_matches('#');
        title.starts_with(|c: char| !c.is_whitespace())
    })
}

pub(super) fn check(stretches: &[Stretch<'_>], problems: &mut Vec<Literal>) {
    for stretch in stretches {
        for (at, line) in stretch.lines() {
            let title = line.trim_start_matches('#');
            let hashes = line.len() - title.len();
            // One hash begins a tag of social media.
            if (2..=6).contains(&hashes) && title.starts_with(|c: char| !c.is_whitespace()) {
                let marks = &line[..hashes];
                problems.push(Literal::markup(
                    stretch.range(at..at + hashes),
                    format!("this is not a heading: there is no space after `{marks}`"),
                    format!("write `{marks} {}`", shown(title)),
                ));
            }
        }
    }
}
