//! Events, people news and editions that come, change and go, around the times that the clock shows.

use crate::choices::{Choice, choice};

pub(crate) fn files() -> Vec<Choice> {
    [events(), people(), editions()].into_iter().flatten().collect()
}

fn events() -> Vec<Choice> {
    vec![
        choice(
            "content/events/dag.md",
            &[
                Some(
                    "---\ntitle: Dagen\nstart: 2026-11-22 12:30\nend: 2026-11-22 13:30\n\
                     place: {name: Huset, city: Aarhus C}\nprice: Gratis\n---\nSe [om](/om/).\n",
                ),
                Some(
                    "---\ntitle: Dagen\nstart: 2026-11-23\nonline: true\nurl: \"https://a.dk/\"\n\
                     image: {src: ../artikler/faelles.png, alt: Huset}\n---\n",
                ),
                Some("---\ntitle: \"En; lang, dag\"\nstart: 2026-11-22\nend: 2026-11-24\n---\n"),
                Some("---\ntitle: Dagen\nstart: 2026-11-22\nslug: ny-dag\ndraft: true\n---\n"),
                Some(
                    "---\ntitle: Dagen\nstart: 2026-11-22\n\
                     withdrawn: {date: 2026-11-22, text: Aflyst}\n---\nX\n",
                ),
                None,
            ],
        ),
        choice(
            "content/events/messe.md",
            &[
                None,
                Some(
                    "---\ntitle: Messen\nstart: 2026-11-10\nexpires: 2026-11-25\n\
                     aliases: [/messe/]\ntemplate: side.html\n---\n",
                ),
                Some("---\ntitle: Messen\nstart: 2026-12-01\nnoindex: true\nid: messe\n---\n"),
            ],
        ),
    ]
}

fn people() -> Vec<Choice> {
    vec![choice(
        "content/navnenyt/mette.md",
        &[
            Some(
                "---\ntitle: Mette bliver chef\ndate: 2026-11-22 12:30\nexpires: 2026-11-24\n\
                 person: Mette\nposition: chef\ncompany: Firmaet\n---\nHun [skrev](@mette-holm).\n",
            ),
            Some(
                "---\ntitle: Mette bliver chef\ndate: 2026-11-20\nexpires: 2027-11-20\n\
                 image: {src: /logo.png, alt: Mette}\nsources: [{name: Avisen}]\n---\n",
            ),
            Some("---\ntitle: Mette\ndate: 2026-11-20\n---\n"),
            None,
        ],
    )]
}

fn editions() -> Vec<Choice> {
    vec![
        choice(
            "content/udgaver/2026-uge-47.md",
            &[
                None,
                Some("---\ntitle: Ugen\ndescription: Kort\n---\nSe [om](/om/) og [her](#x){#x}.\n"),
                Some("---\ntitle: Ugen\npicks: [a1, a2, ../artikler/a3.md]\n---\n"),
                Some("---\ntitle: Ugen\ndate: 2026-11-22 12:30\npicks: [a4]\n---\nIntro.\n"),
                Some("---\ntitle: Ugen\nwithdrawn: {date: 2026-11-22, text: Fejl}\n---\nX\n"),
                Some(
                    "---\ntitle: Ugen\ntemplate: side.html\nid: uge\naliases: [/ugen/]\n---\n\
                     ```{citat}\n:speaker: NN\nNyt.\n```\n",
                ),
                Some("---\ntitle: Ugen\nnoindex: true\n---\n![Logo](/logo.png)\n"),
            ],
        ),
        choice(
            "content/udgaver/2026-uge-1.md",
            &[
                None,
                Some("---\ntitle: Årets første\n---\n"),
                Some("---\ntitle: X\ndraft: true\n---\n"),
            ],
        ),
        choice("content/udgaver/2025-uge-50.md", &[None, None, Some("---\ntitle: Tom\n---\n")]),
    ]
}
