//! Articles that can be edited at random.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::random::Random;

/// The keys that take one of few values; the first value of each is that of a new article.
const KEYS: &[(&str, &[&str])] = &[
    ("description", &["", "Manchet", "En \"anden\" manchet"]),
    ("tags", &["[AI]", "", "[AI, 5G]", "[ai, Ny]", "[Mobil, Ny]", "[Århus]", "[5G]"]),
    ("authors", &["[Mette Holm]", "", "[Bo Aa, Mette Holm]", "[Eva]", "[mette holm, Eva]"]),
    ("featured", &["", "true"]),
    ("noindex", &["", "true"]),
    ("sponsored", &["", "", "A & B"]),
    ("feeds", &["", "", "false"]),
    ("draft", &["", "", "", "true"]),
    ("expires", &["", "", "2026-11-20", "2026-11-24"]),
    ("updated", &["", "2026-11-21 10:00", "2026-11-21T10:00+05:00"]),
    (
        "corrections",
        &[
            "",
            "[{date: 2026-11-22, text: \"Rettet **her**\"}]",
            "[{date: 2026-11-22, text: \"Se [feedet](/emner/ai/atom.xml)\"}]",
        ],
    ),
    ("withdrawn", &["", "", "", "{date: 2026-11-22, text: Holdt ikke}"]),
    ("template", &["", "", "side.html"]),
    ("story", &["", "sagen"]),
    ("sources", &["", "[{name: Avisen, url: \"https://a.dk/\", paywall: true, language: en}]"]),
    ("extra", &["", "{farve: blå}", "{farve: rød, tal: [1, 2.5, -0.1, x]}"]),
    ("aliases", &["", "[/gammel/N/]", "[/nyheder/N.html, /gammel/N/]"]),
    ("id", &["", "", "id-N"]),
    ("slug", &["", "", "ny-N"]),
];

/// The dates that articles have, around the times that the clock shows.
const DATES: &[&str] = &[
    "2026-11-22 09:00",
    "2026-11-22 12:30",
    "2026-11-23 00:30",
    "2026-11-23",
    "2026-11-30 23:30",
    "2026-10-31 23:30",
    "2026-10-25 02:30",
    "2026-01-01 00:10",
    "2025-12-31T23:50+01:00",
    "2025-12-31",
    "2025-12-31",
    "2025-06-01",
    "2025-03-30 01:59",
    "2026-11-21",
    "2026-11-20",
    "2026-11-19",
];

/// An article.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub(crate) number: usize,
    pub(crate) title: String,
    date: &'static str,
    /// Which value each of `KEYS` has.
    keys: Vec<usize>,
    image: Option<String>,
    read_also: Vec<String>,
    pub(crate) body: Vec<String>,
    /// The images beside it, each with the number of what it shows.
    pub(crate) images: BTreeMap<String, usize>,
    /// Its directory, if it has one of its own.
    pub(crate) is_bundle: bool,
    /// The directory above it.
    pub(crate) directory: &'static str,
    /// The name of its file or directory.
    pub(crate) name: String,
}

impl Article {
    pub(crate) fn new(number: usize, random: &mut Random) -> Self {
        let is_bundle = random.chance(40);
        let mut article = Self {
            number,
            title: format!("Artikel {number}"),
            date: *random.pick(DATES),
            keys: vec![0; KEYS.len()],
            image: None,
            read_also: Vec::new(),
            body: vec![format!("Nyt om nr. {number}.")],
            images: BTreeMap::new(),
            is_bundle,
            directory: *random.pick(&["content/artikler", "content/artikler/2026"]),
            name: format!("a{number}"),
        };
        if is_bundle {
            article.images.insert("a.png".into(), random.below(4));
        }
        article
    }

    /// The path of its file.
    pub(crate) fn path(&self) -> String {
        let inner = if self.is_bundle { "/index" } else { "" };
        format!("{}/{}{inner}.md", self.directory, self.name)
    }

    /// The slug.
    pub(crate) fn slug(&self) -> String {
        let own = KEYS.iter().position(|(key, _)| *key == "slug").unwrap();
        match KEYS[own].1[self.keys[own]] {
            "" => self.name.clone(),
            slug => slug.replace('N', &self.number.to_string()),
        }
    }

    /// Takes out whatever names another article.
    pub(crate) fn forget(&mut self, slug: &str) {
        self.read_also.retain(|other| other != slug);
        self.body.retain(|text| !text.contains(slug));
    }

    /// Changes one thing, and says what. `others` are the slugs that links may name.
    pub(crate) fn edit(&mut self, random: &mut Random, others: &[String]) -> String {
        match random.below(10) {
            0 => {
                self.title = random.pick(&["Nyt", "\"Stort\" nyt", "Zebra"]).to_string()
                    + &format!(" {}", self.number);
                "title".into()
            }
            1 => {
                self.date = *random.pick(DATES);
                format!("date {}", self.date)
            }
            2 | 3 => {
                let key = random.below(KEYS.len());
                self.keys[key] = random.below(KEYS[key].1.len());
                format!("{}: {}", KEYS[key].0, KEYS[key].1[self.keys[key]])
            }
            4 => {
                self.read_also.clear();
                for _ in 0..random.below(3) {
                    self.read_also.push(random.pick(others).clone());
                }
                format!("read_also {:?}", self.read_also)
            }
            5 => {
                self.image = match random.below(4) {
                    0 if self.is_bundle => Some("a.png".into()),
                    1 if !self.is_bundle => Some("/logo.png".into()),
                    2 => Some("/logo.png".into()),
                    _ => None,
                };
                format!("image {:?}", self.image)
            }
            6 if self.is_bundle => {
                self.images.insert("a.png".into(), random.below(4));
                "image".into()
            }
            7 if self.body.len() > 1 => {
                let at = random.below(self.body.len());
                format!("without {}", self.body.remove(at))
            }
            8 => {
                let at = random.below(self.body.len() + 1);
                if at < self.body.len() {
                    self.body[at] = self.paragraph(random, others);
                    return format!("instead {}", self.body[at]);
                }
                "nothing".into()
            }
            _ => {
                let text = self.paragraph(random, others);
                self.body.push(text.clone());
                format!("more {text}")
            }
        }
    }

    fn paragraph(&self, random: &mut Random, others: &[String]) -> String {
        let other = random.pick(others);
        let number = random.below(3);
        match random.below(22) {
            0 => format!("Se [den](@{other})."),
            1 => format!("Se [afsnittet](@{other}#afsnit)."),
            2 => format!("## Afsnit\n\nTal {number}."),
            3 => "Se [siden](/om/), [emnet](/emner/ai/) og [året](/2025/12/).".into(),
            4 => "Læs [vilkår](/LICENSE) og [filen](/a.txt).".into(),
            5 => format!("```{{laes-ogsaa}}\n- {other}\n```"),
            6 => format!("```{{tip-boks}}\n:title: Tip {number}\nSe [den](@{other}).\n```"),
            7 => "```{citat}\n:speaker: Lei Jun\nVi går efter \"sejr\".\n```".into(),
            8 if self.is_bundle => "![Et billede](a.png \"Titel\")".into(),
            9 if self.is_bundle => "```{billede}\n:src: a.png\n:alt: Et billede\n```".into(),
            10 if self.is_bundle => "<img src=\"a.png\" alt=\"Et billede\"> [stort](a.png)".into(),
            11 => "![Logo](/logo.png)".into(),
            12 => "<img src=\"/logo.png\" alt=\"Logo\"> <a href=\"/a.txt\">a</a>".into(),
            13 => "```{faktaboks}\n:title: Tal\n- 5 mio. kr.\n```".into(),
            14 => "```{tidslinje}\n- **1. maj** Start\n```".into(),
            15 => "```{video}\n:url: /film.mp4\n:title: Film\n```".into(),
            16 => "Det tog ti år.[^1]\n\n[^1]: Ifølge *selskabet*.".into(),
            17 => format!("Se [Mette](@mette-holm) og [siden](../../sider/om.md) nr. {number}."),
            18 => format!("Han sagde: \"Det er {number} 'ting'\" -- og gik."),
            19 => format!("```{{fremhaevet}}\n:src: /logo.png\n:alt: Logo {number}\n```"),
            20 => format!("<b id=\"eget-{number}\">x</b> [top](#eget-{number})"),
            _ => format!("Tekst nr. {number} om [en anden](https://x.example/{number})."),
        }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!("---\ntitle: '{}'\ndate: {}\n", self.title, self.date);
        for ((key, values), chosen) in KEYS.iter().zip(&self.keys) {
            let value = values[*chosen].replace('N', &self.number.to_string());
            // Names of tags contain the letter as well.
            let value = if *key == "tags" { values[*chosen].to_owned() } else { value };
            if !value.is_empty() {
                writeln!(text, "{key}: {value}").unwrap();
            }
        }
        if let Some(image) = &self.image {
            writeln!(text, "image: {{src: {image}, alt: Billede, credit: NN}}").unwrap();
        }
        if !self.read_also.is_empty() {
            writeln!(text, "read_also: [{}]", self.read_also.join(", ")).unwrap();
        }
        text + "---\n" + &self.body.join("\n\n") + "\n"
    }
}
