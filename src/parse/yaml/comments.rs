//! Values that YAML takes a part from. In YAML, ` #` begins a comment, also within a value that has
//! no quotes: of `title: Hvem er #1?` the title is `Hvem er`. And `&` gives a value a name: of
//! `title: &co` nothing is left.
//!
//! In: a text that was read without errors, so that little has to be distinguished. Out: the places
//! at which text was most likely lost. May import: `diagnostics`.

use std::collections::HashSet;
use std::ops::Range;

use super::fault::Fault;
use super::syntax::quoted;
use crate::diagnostics::{Code, LineIndex};

/// Keys whose values are prose, so that what follows ` #` is most likely a part of it.
const PROSE: &[&str] = &[
    "title",
    "name",
    "description",
    "alt",
    "caption",
    "credit",
    "text",
    "address",
    "category",
    "city",
    "company",
    "education",
    "organizer",
    "person",
    "position",
    "previous",
    "price",
    "role",
    "sponsored",
];

/// Keys whose values cannot contain ` #`, so that what follows it is a comment.
const NEVER: &[&str] = &[
    "aliases", "date", "draft", "email", "end", "expires", "featured", "feeds", "id", "language",
    "noindex", "online", "paywall", "slug", "src", "start", "started", "template", "updated",
    "url",
];

/// Whose values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Owner {
    FrontMatter,
    /// A data file, in which most values are not prose, whatever their keys are called.
    Data,
}

/// Warns of values that a comment cuts off or leaves empty, and of those with a name that nothing
/// refers to. Of a value that is neither prose nor
/// never cut, only `#x` is taken for text, as comments begin with a space.
pub(super) fn cut_values(yaml: &str, owner: Owner) -> Vec<Fault> {
    if !yaml.contains(" #") && !yaml.contains("\t#") && !yaml.contains('&') {
        return Vec::new();
    }
    let mut scanner = Scanner::default();
    let mut start = 0;
    for line in yaml.split_inclusive(['\n', '\r']) {
        scanner.line(start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
    }
    scanner.cuts.extend(scanner.empty.take().map(|empty| empty.cut));
    let is_lost = |cut: &Cut<'_>| {
        let is_like_a_comment = cut.comment[1..].starts_with([' ', '\t', '#']);
        match cut.key {
            _ if cut.comment.len() == 1 || NEVER.contains(&cut.key) => false,
            _ if owner == Owner::Data && is_single_value(cut.value) => false,
            key if PROSE.contains(&key) && !cut.value.is_empty() => true,
            _ => !is_like_a_comment,
        }
    };
    let index = LineIndex::new(yaml);
    let fault = |cut: Cut<'_>| Fault { position: Some(index.position(cut.at)), ..cut.fault() };
    let mut faults: Vec<_> = scanner.cuts.into_iter().filter(is_lost).map(fault).collect();
    let name_end = |name: &str| name.find(ends_name).unwrap_or(name.len());
    let mut known: HashSet<&str> =
        yaml.split('*').skip(1).map(|name| &name[..name_end(name)]).collect();
    for Anchor { key, value, at } in scanner.anchors {
        let name = &value[..=name_end(&value[1..])];
        // A name alone may belong to the map on the next lines.
        let is_of_map = owner == Owner::Data && name == value;
        if !is_of_map && known.insert(&name[1..]) {
            let owner = if key.is_empty() { "the value".into() } else { format!("`{key}`") };
            let message = format!("{owner} begins with `{name}`, which names it in YAML");
            let help = match quoted(value) {
                Some(whole) => format!("put quotes around the whole value: `{whole}`"),
                None => "put quotes around the whole value".to_owned(),
            };
            let fault = Fault::new(Code::CutValue, message).help(help);
            faults.push(Fault { position: Some(index.position(at)), ..fault });
        }
    }
    faults
}

/// Whether a character ends the name of a value.
fn ends_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}')
}

/// A name before a value.
struct Anchor<'a> {
    key: &'a str,
    /// The name and what is left of the value, to the end of the line or entry.
    value: &'a str,
    /// The byte of the `&`.
    at: usize,
}

/// A comment behind a value without quotes.
struct Cut<'a> {
    key: &'a str,
    /// What is left of the value.
    value: &'a str,
    /// From the `#` to the end of the line.
    comment: &'a str,
    /// The byte of the `#`.
    at: usize,
}

impl<'a> Cut<'a> {
    /// The comment of a line that follows its value.
    fn new(key: &'a str, line: &'a str, value: Range<usize>, start: usize) -> Self {
        let comment = line[value.end..].trim_end();
        Self { key, comment, at: start + value.end, value: line[value].trim() }
    }

    fn fault(&self) -> Fault {
        let Self { key, value, comment, .. } = self;
        let message = match (*key, *value) {
            ("", _) => "the value ends at ` #`, which begins a comment".to_owned(),
            (key, "") => format!("`{key}` is empty, because `#` begins a comment"),
            (key, _) => format!("`{key}` ends at ` #`, which begins a comment"),
        };
        let help = match quoted(&format!("{value} {comment}")) {
            Some(whole) => format!("put quotes around the whole value: `{whole}`"),
            None => "put quotes around the whole value".to_owned(),
        };
        let help = format!("{help}; a comment belongs on a line of its own");
        Fault::new(Code::CutValue, message).help(help)
    }
}

/// What was read before the present line.
#[derive(Default)]
struct Scanner<'a> {
    cuts: Vec<Cut<'a>>,
    anchors: Vec<Anchor<'a>>,
    /// The key of the value that is being read, in block style.
    key: &'a str,
    /// The quotation mark that is open.
    quote: Option<u8>,
    /// The column of what a block scalar belongs to: deeper lines are its text.
    block: Option<usize>,
    /// The keys of the open brackets' owners, each with that of the entry that is being read.
    flow: Vec<(&'a str, &'a str)>,
    /// A comment in the place of a value, which may follow on the next lines.
    empty: Option<Empty<'a>>,
}

struct Empty<'a> {
    cut: Cut<'a>,
    /// The column of its entry: deeper lines are the value.
    owner: usize,
    /// Whether it is that of a key, so that a list need not be deeper.
    is_of_key: bool,
}

impl<'a> Scanner<'a> {
    fn line(&mut self, start: usize, line: &'a str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(owner) = self.block {
            if line.trim().is_empty() || indent > owner {
                return;
            }
            self.block = None;
        }
        if self.quote.is_some() || !self.flow.is_empty() {
            return self.inner(start, line, 0);
        }
        let content = line[indent..].trim_end();
        // Behind the mark that begins or ends a document.
        let is_mark = indent == 0 && (line.starts_with("---") || line.starts_with("..."));
        if content.is_empty()
            || content.starts_with('#')
            || is_mark && content[3..].trim_start().starts_with('#')
        {
            return;
        }
        if let Some(Empty { cut, owner, is_of_key }) = self.empty.take() {
            let is_list = is_of_key && indent == owner && content.starts_with("- ");
            if indent <= owner && !is_list {
                self.cuts.push(cut);
            }
        }
        let (mut at, mut owner) = (indent, indent);
        while line[at..].starts_with("- ") {
            owner = at;
            at += 1 + spaces(&line[at + 1..]);
        }
        let colon = key_end(&line[at..]);
        if let Some(colon) = colon {
            owner = at;
            self.key = line[at..at + colon].trim().trim_matches(['"', '\'']);
            at += colon + 1;
        }
        at += spaces(&line[at..]);
        // An anchor or a tag precedes its value.
        while line[at..].starts_with(['&', '!']) {
            if line[at..].starts_with('&') {
                let value = line[at..].trim_end();
                self.anchors.push(Anchor { key: self.key, value, at: start + at });
            }
            at += line[at..].find(' ').unwrap_or(line.len() - at);
            at += spaces(&line[at..]);
        }
        match line.as_bytes().get(at) {
            None => {}
            Some(b'|' | b'>') => self.block = Some(owner),
            Some(b'"' | b'\'' | b'[' | b'{') => self.inner(start, line, at),
            Some(_) => {
                let Some(hash) = (at..line.len()).find(|hash| begins_comment(line, *hash)) else {
                    return;
                };
                let cut = Cut::new(self.key, line, at..hash, start);
                if hash == at {
                    self.empty = Some(Empty { cut, owner, is_of_key: colon.is_some() });
                } else {
                    self.cuts.push(cut);
                }
            }
        }
    }

    /// Reads a line from within quotation marks or brackets.
    fn inner(&mut self, start: usize, line: &'a str, from: usize) {
        let bytes = line.as_bytes();
        let mut at = from;
        // Where the present value without quotes begins; none behind quotes and brackets.
        let mut plain = Some(from).filter(|_| self.quote.is_none());
        // Where the present entry begins, whose key may have quotes.
        let mut entry = from;
        let mut is_blank = true;
        while let Some(&byte) = bytes.get(at) {
            if let Some(quote) = self.quote {
                let is_escape = match quote {
                    b'"' => byte == b'\\',
                    _ => byte == quote && bytes.get(at + 1) == Some(&quote),
                };
                if byte == quote && !is_escape {
                    self.quote = None;
                }
                at += if is_escape { 2 } else { 1 };
                continue;
            }
            let is_end = matches!(bytes.get(at + 1), None | Some(b' ' | b'\t'));
            match byte {
                b'#' if begins_comment(line, at) => {
                    if let Some(from) = plain.filter(|_| !is_blank) {
                        self.cuts.push(Cut::new(self.flow_key(), line, from..at, start));
                    }
                    return;
                }
                b'"' | b'\'' if is_blank => (self.quote, plain) = (Some(byte), None),
                b'[' | b'{' => {
                    let key = self.flow_key();
                    self.flow.push((key, key));
                    (plain, is_blank, entry) = (Some(at + 1), true, at + 1);
                }
                b']' | b'}' => {
                    self.flow.pop();
                    plain = None;
                }
                b',' => {
                    if let Some((owner, key)) = self.flow.last_mut() {
                        *key = owner;
                    }
                    (plain, is_blank, entry) = (Some(at + 1), true, at + 1);
                }
                // Behind a key in quotes no space is needed, as in JSON.
                b':' if is_end || plain.is_none() => {
                    if let Some((_, key)) = self.flow.last_mut() {
                        *key = line[entry..at].trim().trim_matches(['"', '\'']);
                    }
                    (plain, is_blank) = (Some(at + 1), true);
                }
                b' ' | b'\t' => {}
                b'&' if is_blank && plain.is_some() => {
                    let value = line[at..].split([',', ']', '}']).next().unwrap_or_default();
                    let (key, value) = (self.flow_key(), value.trim_end());
                    self.anchors.push(Anchor { key, value, at: start + at });
                    is_blank = false;
                }
                _ => is_blank = false,
            }
            at += 1;
        }
    }

    fn flow_key(&self) -> &'a str {
        self.flow.last().map_or(self.key, |(_, key)| key)
    }
}

/// Whether a value is complete by itself, so that what follows it is a comment: a number, an
/// answer, a date, an address or a reference to an anchor.
fn is_single_value(value: &str) -> bool {
    const ANSWERS: [&str; 4] = ["true", "false", "null", "~"];
    let is_number = || value.parse::<f64>().is_ok();
    let is_date = || {
        let is_part = |c: char| c.is_ascii_digit() || "-:.+ TZ".contains(c);
        value.len() >= 10
            && value.starts_with(|c: char| c.is_ascii_digit())
            && value.chars().all(is_part)
    };
    let is_word = !value.contains([' ', '\t']);
    ANSWERS.iter().any(|answer| value.eq_ignore_ascii_case(answer))
        || is_word && (value.starts_with('*') || value.contains("://"))
        || is_number()
        || is_date()
}

/// How many bytes of space a text begins with.
fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Where the key of a line ends, if it begins with one: at its colon.
fn key_end(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let from = match bytes.first()? {
        b'[' | b'{' | b'#' | b'|' | b'>' => return None,
        quote @ (b'"' | b'\'') => bytes[1..].iter().position(|byte| byte == quote)? + 2,
        _ => 0,
    };
    let is_end = |at: &usize| matches!(bytes.get(at + 1), None | Some(b' ' | b'\t'));
    if from > 0 {
        let space = bytes[from..].iter().position(|byte| *byte != b' ')?;
        return Some(from + space).filter(|at| bytes[*at] == b':' && is_end(at));
    }
    let comment = (0..bytes.len()).find(|at| begins_comment(line, *at)).unwrap_or(bytes.len());
    (0..comment).filter(|at| bytes[*at] == b':').find(is_end)
}

fn begins_comment(line: &str, at: usize) -> bool {
    let bytes = line.as_bytes();
    bytes[at] == b'#' && (at == 0 || matches!(bytes[at - 1], b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines and columns at which values are cut.
    fn places_of(owner: Owner, yaml: &str) -> Vec<(u32, u32)> {
        let faults = cut_values(yaml, owner).into_iter();
        faults.filter_map(|fault| fault.position).map(|at| (at.line, at.column)).collect()
    }

    fn places(yaml: &str) -> Vec<(u32, u32)> {
        places_of(Owner::FrontMatter, yaml)
    }

    #[test]
    fn names_that_nothing_refers_to_are_text() {
        for (yaml, expected) in [
            ("title: &co", vec![(1, 8)]),
            ("title: &co om 5G", vec![(1, 8)]),
            ("tags: [AI, &co]\nx: {a: &b, c: d}", vec![(1, 12), (2, 8)]),
            ("- &a\n- - &b c", vec![(1, 3), (2, 5)]),
            ("a: &x b\nc: *x", vec![]),
            ("a: [&x b, *x]", vec![]),
            ("a: R&D\nb: \"&c\"\nc: '&d'\nd: |\n  &e\ne: [\"&f\", g&h]", vec![]),
            ("# &a\nb: c # &d", vec![]),
        ] {
            assert_eq!(places(yaml), expected, "{yaml}");
        }
        assert_eq!(places_of(Owner::Data, "a: &x\n  b: c\nd: &y e"), [(3, 4)]);
    }

    #[test]
    fn values_of_data_files_are_cut() {
        let places = |yaml| places_of(Owner::Data, yaml);
        assert_eq!(places("- navn: Nr. #1\n  title: Læs om C # og F#\n"), [(1, 13), (2, 19)]);
        assert_eq!(places("hold:\n  a:\n    - Sag #12\n    - - B #2\n"), [(3, 11), (4, 11)]);
        assert_eq!(places("farve: #ff0000\nfarver:\n- #0f0\nnæste: 1\n"), [(1, 8), (3, 3)]);
        assert_eq!(places("--- # hold\n\"navn\" : Nr. #1\n... #slut\n"), [(2, 14)]);
        assert_eq!(places("{\"navn\":\"#1 #2\", \"by\": Nr.\n #1\n}"), []);
        assert_eq!(places("[{\"a\":\"x #1\",\n \"by\": Nr. #1\n}]\nx: y"), [(2, 12)]);
    }

    #[test]
    fn comments_of_data_files_are_comments() {
        for yaml in [
            "- price: 5999 # kroner\n- position: 3 #tredje\n- text: true # ja",
            "antal: -1.5 #stk\ndag: 2026-11-22 14:05 #søndag\nher: https://x.dk/ #forsiden",
            "a: &a {navn: x} #den\nb: *a #samme\nc: ~ #intet\nd: null #intet",
            "navn: \"Nr. #1\" #x\nby: 'Nr. #1' # y\n\"k # 1\": Nr. 1 # z",
            "tekst: |\n  Nr. #1\n\n   # 2\nmere: >-\n  C #1\n- x",
            "- |\n  Nr. #1\n- - >\n    Nr. #1\n- {a: \"b #c\", 'd': 'e #f'} #g",
            "hold: #alle\n  a: #den\n  - Nr. 1\n# b: Nr. #2\nc: C#\nd: a#1\ne: x # y",
            "--- #hold\na: 1\n... #slut",
        ] {
            assert_eq!(places_of(Owner::Data, yaml), [], "{yaml}");
        }
    }

    #[test]
    fn prose_is_cut_by_any_comment() {
        assert_eq!(places("title: Apple er #1 i Ærø\nslug: x # kort"), [(1, 17)]);
        assert_eq!(places("description: Læs om C # og F#"), [(1, 23)]);
        assert_eq!(places("description: A\n  b #c\ndraft: true # ja"), [(2, 5)]);
        assert_eq!(places("image:\n  src: a.png # her\n  alt: Nr. #1\n"), [(3, 12)]);
        assert_eq!(places("sources:\n- name: A #1\n  url: https://x.dk #2\n"), [(2, 11)]);
        assert_eq!(places("image: {src: a.png,\n  alt: Nr. #1\n  }"), [(2, 12)]);
        assert_eq!(places("title: &t Nr. #1\nextra: *t"), [(1, 15)]);
        assert_eq!(places("title: Nr.\t#1\r\ndescription: Nr. #2"), [(1, 12), (2, 18)]);
    }

    #[test]
    fn other_values_are_cut_by_what_does_not_look_like_a_comment() {
        assert_eq!(places("tags: [AI,\n  C #1,\n  5G] # alle\n"), [(2, 5)]);
        assert_eq!(places("tags:\n- AI # hovedemnet\n- C #1\n"), [(3, 5)]);
        assert_eq!(places("extra:\n  motto: Altid #1\n  bredde: 3 # spalter\n"), [(2, 16)]);
        assert_eq!(places("description: #MeToo fylder\ntitle: # skriv her\n"), [(1, 14)]);
        assert_eq!(places("tags:\n- #1\n- # intet\n"), [(2, 3)]);
    }

    #[test]
    fn comments_are_comments() {
        for yaml in [
            "# title: a #1\n  # b #2\ntitle: A",
            "title: \"Nr. #1\" # x",
            "title: 'Nr. #1 og ''2'' #3' #4",
            "title: \"a \\\" #1\n  b #2\" #3",
            "title: |\n  Nr. #1\n\n  Nr. #2\ndraft: true #1",
            "description: > # x\n  Nr. #1",
            "sources:\n- name: |\n    Nr. #1\n  date: 2026-11-22 #1",
            "date: 2026-11-22 # i dag\nfeatured: true #1",
            "tags: [AI, \"C #1\", '#2'] #alle",
            "tags: #alle\n# og flere\n\n- AI",
            "image: #den\n  src: a.png",
            "sources: [{name: \"A #1\", url: u} #1\n]",
            "title: C#\ndescription: a#1",
            "url: https://x.dk/#a",
            "title: A #",
        ] {
            assert_eq!(places(yaml), [], "{yaml}");
        }
    }

    #[test]
    fn the_help_is_the_value_in_quotes() {
        let help = |yaml| {
            cut_values(yaml, Owner::FrontMatter)
                .pop()
                .and_then(|fault| fault.help)
                .unwrap_or_default()
        };
        let own_line = "; a comment belongs on a line of its own";
        let of = |value| format!("put quotes around the whole value: `{value}`{own_line}");
        assert_eq!(help("title: Apple er #1"), of("\"Apple er #1\""));
        assert_eq!(help("title: Den 'ene' \"#\" #1"), of("'Den ''ene'' \"#\" #1'"));
    }
}
