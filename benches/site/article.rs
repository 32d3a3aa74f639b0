//! One article: its number in, path and Markdown out. Imports `calendar`, `random` and `words`.

use std::fmt::Write as _;

use super::Site;
use super::calendar::{Day, moment};
use super::random::SplitMix64;
use super::tags;
use super::words;

/// The site's writers.
const AUTHORS: [&str; 3] = ["Mette Østergaard", "Søren Bækgaard", "Åse Lindhøj"];

/// What other articles need to link to one.
struct Head {
    title: String,
    /// The file's name without `.md`, which is the slug too: unique by the article's number.
    name: String,
    day: Day,
    minutes: usize,
}

impl Head {
    /// Makes the head of article `number`, counted from the oldest, 0.
    fn new(site: &Site, number: usize) -> Self {
        let mut random = SplitMix64::new(site.seed, 2 * number as u64);
        let title = words::title(&mut random);
        let name = format!("{}-{number}", words::slug(&title));
        let (day, minutes) = moment(site.articles - 1 - number);
        let minutes = minutes + random.below(45);
        Self { title, name, day, minutes }
    }

    /// Gives the path of its file below `content/artikler/`.
    fn path(&self) -> String {
        format!("{}/{:02}/{}.md", self.day.year, self.day.month, self.name)
    }
}

/// Writes article `number`, counted from the oldest, 0: its path from the site's directory, and its
/// text of some 5,000 bytes.
pub(crate) fn write(site: &Site, number: usize) -> (String, String) {
    let head = Head::new(site, number);
    let mut random = SplitMix64::new(site.seed, 2 * number as u64 + 1);
    let mut text = String::with_capacity(8_192);
    front_matter(&mut text, &mut random, &head);
    body(&mut text, &mut random, site, number);
    (format!("content/artikler/{}", head.path()), text)
}

/// Writes the YAML between its `---` lines.
fn front_matter(text: &mut String, random: &mut SplitMix64, head: &Head) {
    let Day { year, month, date } = head.day;
    let (hour, minute) = (head.minutes / 60, head.minutes % 60);
    let lead = sentences(random, 2).replace(['"', '*', '`'], "");
    text.push_str("---\n");
    line(text, format_args!("title: \"{}\"", head.title));
    line(text, format_args!("date: {year}-{month:02}-{date:02} {hour:02}:{minute:02}"));
    line(text, format_args!("description: \"{lead}\""));
    line(text, format_args!("tags: [{}]", tags::choose(random).join(", ")));
    let author = random.below(AUTHORS.len());
    if random.chance(20) {
        let other = AUTHORS[(author + 1) % AUTHORS.len()];
        line(text, format_args!("authors: [{}, {other}]", AUTHORS[author]));
    } else {
        line(text, format_args!("authors: [{}]", AUTHORS[author]));
    }
    if random.chance(40) {
        let name = words::company(random);
        let url = address(random);
        line(text, format_args!("sources:\n  - name: {name}\n    url: {url}"));
    }
    text.push_str("---\n");
}

/// Writes 6 to 12 paragraphs, a heading before every third, and the blocks between them.
fn body(text: &mut String, random: &mut SplitMix64, site: &Site, number: usize) {
    let paragraphs = random.between(6, 12);
    for paragraph in 0..paragraphs {
        if paragraph % 3 == 2 {
            let marks = if random.chance(25) { "###" } else { "##" };
            line(text, format_args!("\n{marks} {}", words::heading(random)));
        }
        let count = random.between(2, 5);
        line(text, format_args!("\n{}{}", sentences(random, count), link(random, site, number)));
        match random.below(10) {
            0 => quote(text, random),
            1 => list(text, random, "-"),
            2 => list(text, random, "1."),
            3 if paragraph > 0 => table(text, random),
            _ => {}
        }
    }
}

/// Writes a quotation with its speaker.
fn quote(text: &mut String, random: &mut SplitMix64) {
    let said = sentences(random, 2);
    let (person, company) = (words::person(random), words::company(random));
    line(text, format_args!("\n> {said}\n>\n> – {person}, {company}"));
}

/// Writes a list of three to six entries.
fn list(text: &mut String, random: &mut SplitMix64, mark: &str) {
    text.push('\n');
    for _ in 0..random.between(3, 6) {
        let (thing, sentence) = (words::thing(random), words::sentence(random));
        line(text, format_args!("{mark} **{}**: {sentence}", words::capital(&thing)));
    }
}

/// Writes a table of three columns and three to six rows.
fn table(text: &mut String, random: &mut SplitMix64) {
    text.push_str("\n| Sted | Vare | Ændring |\n| --- | --- | ---: |\n");
    for _ in 0..random.between(3, 6) {
        let (place, thing) = (words::place(random), words::thing(random));
        line(text, format_args!("| {place} | {thing} | {} % |", random.between(1, 99)));
    }
}

/// Makes a sentence with a link to elsewhere or to an older article, or none.
fn link(random: &mut SplitMix64, site: &Site, number: usize) -> String {
    match random.below(4) {
        0 => {
            let company = words::company(random);
            format!(" Læs mere hos [{company}]({}).", address(random))
        }
        1 if number > 0 => {
            // Most links look back some weeks; far older articles are rarely mentioned.
            let back = random.between(1, 400.min(number));
            let other = Head::new(site, number - back);
            let target = if random.chance(50) {
                format!("@{}", other.name)
            } else {
                format!("../../{}", other.path())
            };
            format!(" Vi skrev tidligere: [{}]({target}).", other.title)
        }
        _ => String::new(),
    }
}

/// Makes an external address that leads nowhere.
fn address(random: &mut SplitMix64) -> String {
    let (host, page) = (words::slug(&words::company(random)), words::slug(&words::thing(random)));
    format!("https://www.{host}.example/nyheder/{page}")
}

/// Joins some sentences into running text.
fn sentences(random: &mut SplitMix64, count: usize) -> String {
    let sentences: Vec<String> = (0..count).map(|_| words::sentence(random)).collect();
    sentences.join(" ")
}

/// Adds one line to a text.
fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}
