//! What is run at the far end: variables and texts of this publish, then `remote.sh`.
//!
//! In: an operation with its values. Out: the text of a shell script. Every value is quoted, and every
//! text ends at a line that it does not contain.

use std::fmt::Write as _;

use crate::fingerprint::Fingerprint;

/// The operations.
const REMOTE: &str = include_str!("remote.sh");

/// A script for the far end.
pub(super) struct Script(String);

impl Script {
    /// A script that carries out an operation of `remote.sh`.
    pub(super) fn new(operation: &str) -> Self {
        Self(String::new()).value("operation", operation)
    }

    /// Sets a variable.
    pub(super) fn value(mut self, name: &str, value: &str) -> Self {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{name}={}", quoted(value));
        self
    }

    /// Defines a function that prints a text, and a line break.
    pub(super) fn text(mut self, name: &str, text: &str) -> Self {
        let end = format!("end-{}", Fingerprint::of(text.as_bytes()));
        let _ = writeln!(self.0, "{name}() {{\ncat <<'{end}'\n{text}\n{end}\n}}");
        self
    }

    /// Defines a function that prints lines.
    pub(super) fn lines(mut self, name: &str, lines: impl IntoIterator<Item = String>) -> Self {
        let lines: Vec<_> = lines.into_iter().collect();
        if lines.is_empty() {
            let _ = writeln!(self.0, "{name}() {{ :\n}}");
            return self;
        }
        self.text(name, &lines.join("\n"))
    }

    /// The whole text; the shell runs nothing before it has read the last line.
    pub(super) fn finish(self) -> String {
        self.0 + REMOTE + "main\n"
    }
}

/// A word of the shell that stands for just this text.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::program::Program;

    #[test]
    fn values_and_texts_arrive_as_they_are() {
        let hostile = "a'b \"$(exit 1)\" `id` \\ $HOME *;&|\n end æøå";
        let mut script = Script::new("main").value("one", hostile).text("two", hostile);
        script = script.lines("none", []);
        let text = script.0 + "printf '%s' \"$one\"; two; none";
        let limit = std::time::Duration::from_secs(20);
        let output = Program::new("sh").args(["-s"]).stdin(text).run(limit).unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{hostile}{hostile}\n"));
    }
}
