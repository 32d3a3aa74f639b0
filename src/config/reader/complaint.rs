//! Why a value is not allowed, and the rules for every text.

use std::fmt;

use crate::diagnostics::{control_help, nearest};

/// Why a value is not allowed: what follows its name in the message, such as
/// ``must be a web address``, and how to fix it.
#[derive(Debug)]
pub(in crate::config) struct Complaint {
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// Whether the value is, or has, something that nobody else may see.
    pub(super) is_secret: bool,
}

impl Complaint {
    /// Makes a complaint from what follows the key's name.
    pub(in crate::config) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, is_secret: false }
    }

    /// Makes a complaint about a secret: the line with the value is never shown.
    pub(in crate::config) fn secret(message: impl Into<String>) -> Self {
        Self { is_secret: true, ..Self::new(message) }
    }

    /// Says how to fix it.
    pub(in crate::config) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The message and the help.
    pub(in crate::config) fn into_parts(self) -> (String, Option<String>) {
        (self.message, self.help)
    }

    /// Suggests the nearest of some names, if one is near, else lists them.
    pub(in crate::config) fn suggest(self, written: &str, names: &[&str]) -> Self {
        let help = suggestion(written, names);
        self.help(help)
    }
}

/// Refuses control characters and noncharacters, which XML and HTML cannot contain (XML 1.0 §2.2).
pub(in crate::config) fn check_characters(text: &str) -> Result<(), Complaint> {
    let is_bad =
        |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{fffe}' | '\u{ffff}');
    match text.chars().find(|c| is_bad(*c)) {
        Some(bad) => Err(Complaint::new(format!("cannot contain the character {bad:?}"))
            .help(control_help(text))),
        None => Ok(()),
    }
}

/// Takes a text that is not blank and has one line, without the space around it.
pub(in crate::config) fn one_line(text: &str) -> Result<String, Complaint> {
    match text.trim() {
        "" => Err(Complaint::new("must not be empty")),
        line if line.contains('\n') => Err(Complaint::new("must be one line")),
        line => Ok(line.to_owned()),
    }
}

/// Suggests the nearest of some names, if one is near, else lists them.
pub(super) fn suggestion(written: &str, names: &[&str]) -> String {
    match nearest(written, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of {}", Quoted(names)),
    }
}

/// Names in backticks with commas between them.
struct Quoted<'a>(&'a [&'a str]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, name) in self.0.iter().enumerate() {
            write!(f, "{}`{name}`", if number == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
