//! A small reader of iCalendar (RFC 5545), stricter than calendars are.

/// A line of content: its name with its parameters, and its value.
pub(crate) type Property = (String, String);

/// Reads a calendar. Fails if a line is longer than 75 octets, ends otherwise than by CR LF, holds
/// another control character, or is no property (3.1).
pub(crate) fn properties(calendar: &str) -> Vec<Property> {
    let lines: Vec<&str> = calendar.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    for line in &lines {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        match line.strip_prefix(' ') {
            Some(more) => whole.last_mut().unwrap().push_str(more),
            None => whole.push(line.into()),
        }
    }
    let property = |line: String| {
        let (name, value) = line.split_once(':').unwrap();
        let is_of_name = |c: char| c.is_ascii_uppercase() || "-;=".contains(c);
        assert!(!name.is_empty() && name.chars().all(is_of_name), "{line:?}");
        (name.to_owned(), value.to_owned())
    };
    whole.into_iter().map(property).collect()
}

/// A value of the type TEXT as it is meant (3.3.11). Fails if it contains more than one.
pub(crate) fn text(value: &str) -> String {
    let (mut text, mut rest) = (String::new(), value.chars());
    while let Some(character) = rest.next() {
        match character {
            '\\' => text.push(match rest.next().unwrap() {
                'n' | 'N' => '\n',
                escaped @ ('\\' | ';' | ',') => escaped,
                other => panic!("\\{other} in {value}"),
            }),
            ';' | ',' => panic!("{character} ends a text in {value}"),
            character => text.push(character),
        }
    }
    text
}
