//! What the manuals say of keys.

/// The contents of a manual's section: the rows of its tables.
fn section<'m>(manual: &'m str, heading: &str) -> Option<&'m str> {
    let mut sections =
        manual.split("\n#").map(|section| section.trim_start_matches('#').trim_start());
    sections.find(|section| section.lines().next() == Some(heading))
}

/// The last cell of the row that begins with a key, as a sentence.
pub(crate) fn of_key(manual: &str, heading: &str, key: &str) -> Option<String> {
    let start = format!("| `{key}` |");
    let row = section(manual, heading)?.lines().find(|line| line.starts_with(&start))?;
    Some(sentence(row.trim_end_matches(" |").rsplit("| ").next()?))
}

/// The first paragraph of a section, if it has one before its table.
pub(crate) fn of_section(manual: &str, heading: &str) -> Option<String> {
    let mut paragraphs = section(manual, heading)?.split("\n\n").skip(1);
    let first = paragraphs.next().filter(|text| !text.starts_with(['|', '`']))?;
    Some(sentence(&first.replace('\n', " ")))
}

/// Plain text that begins with a capital and ends with a full stop.
fn sentence(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown.trim();
    while let Some((before, after)) = rest.split_once("](") {
        text.push_str(&before.replacen('[', "", 1));
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let first = text.chars().next().unwrap();
    let text = first.to_uppercase().to_string() + &text[first.len_utf8()..];
    if text.ends_with(['.', '…']) { text } else { text + "." }
}

#[test]
fn cells_become_sentences() {
    assert_eq!(sentence("a list; see [Dates](#dates)"), "A list; see Dates.");
    assert_eq!(sentence("`true`: not"), "`true`: not.");
}
