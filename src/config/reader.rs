//! The typed reader of `site.toml`: asks for keys, collects what is wrong and goes on.
//!
//! In: the parsed text and the overriding variables. Out: values, and [`Diagnostics`]. A key that
//! nobody asked for is unknown. May import: `diagnostics`, `paths`.

mod complaint;
mod foreign_keys;
mod tables;
mod values;

pub(super) use complaint::{Complaint, check_characters, one_line};

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, LineIndex, Severity, Span, nearest};
use crate::paths::SourcePath;
use complaint::suggestion;

/// The prefix of every overriding variable.
const PREFIX: &str = "DIGEST_";

/// Where a value comes from, and how messages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValueSource {
    /// The key or the variable.
    name: String,
    /// The bytes in the file; `None` for a variable.
    range: Option<Range<usize>>,
}

impl ValueSource {
    /// The source of a key's value, or of a part of it.
    pub(super) fn in_file(key: &str, range: Range<usize>) -> Self {
        Self { name: key.into(), range: Some(range) }
    }
}

/// Reads one file: knows its lines and the variables, and gathers the diagnostics.
pub(super) struct ConfigReader<'d> {
    file: &'d SourcePath,
    lines: LineIndex<'d>,
    variables: &'d [(String, String)],
    /// The names that variables may have, as far as keys have been asked for.
    variable_names: Vec<String>,
    /// The lines, from 1, on which the TOML is damaged.
    damaged_lines: BTreeSet<u32>,
    diagnostics: Diagnostics,
}

impl ConfigReader<'_> {
    /// Reads `text` by `read`, and gives its result with everything that is wrong.
    ///
    /// Where the TOML is damaged, only the first error of a line is reported, and only problems
    /// that cannot be its consequence.
    pub(super) fn run<T>(
        file: &SourcePath,
        text: &str,
        variables: &[(String, String)],
        read: impl FnOnce(&mut Section<'_, '_>) -> T,
    ) -> (T, Diagnostics) {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut reader = ConfigReader {
            file,
            lines: LineIndex::new(text),
            variables,
            variable_names: Vec::new(),
            damaged_lines: BTreeSet::new(),
            diagnostics: Diagnostics::default(),
        };
        for error in &errors {
            reader.syntax_error(error);
        }
        let mut top = Section {
            reader: &mut reader,
            table: Some(table.get_ref()),
            path: String::new(),
            variable_prefix: Some(PREFIX.into()),
            range: None,
            asked: Vec::new(),
            rejected: Vec::new(),
        };
        let value = read(&mut top);
        top.report_unknown_keys();
        reader.report_unknown_variables();
        (value, without_lines_of_secrets(reader.diagnostics))
    }

    fn syntax_error(&mut self, error: &toml::de::Error) {
        let span = error.span().map(|range| self.lines.span(range));
        let line = span.map_or(1, |span| span.start.line);
        if self.damaged_lines.insert(line) {
            let diagnostic = Diagnostic::new(Code::ConfigSyntax, error.message());
            self.diagnostics.push(diagnostic.in_file(self.file).at_maybe(span));
        }
    }

    fn report(&mut self, source: &ValueSource, code: Code, complaint: Complaint) {
        let message = format!("`{}` {}", source.name, complaint.message);
        let code = if complaint.is_secret { Code::ConfigSecret } else { code };
        let mut diagnostic = Diagnostic::new(code, message).help_maybe(complaint.help);
        if let Some(range) = source.range.clone() {
            let span = self.lines.span(range);
            let lines = span.start.line..=span.end.line;
            if self.damaged_lines.range(lines).next().is_some() {
                return;
            }
            diagnostic = diagnostic.in_file(self.file).at(span);
        }
        self.diagnostics.push(diagnostic);
    }

    fn report_unknown_variables(&mut self) {
        let ours = self.variables.iter().filter(|(name, _)| name.starts_with(PREFIX));
        for (name, _) in ours.filter(|(name, _)| !self.variable_names.contains(name)) {
            let near = nearest(name, self.variable_names.iter().map(String::as_str));
            let mut diagnostic = Diagnostic::new(
                Code::ConfigUnknownKey,
                format!("the variable `{name}` does not name a key of `{}`", self.file),
            )
            .help_maybe(near.map(|near| format!("did you mean `{near}`?")));
            diagnostic.severity = Severity::Warning;
            self.diagnostics.push(diagnostic);
        }
    }
}

/// A value as it was given.
#[derive(Clone, Copy)]
enum Given<'d> {
    Toml(&'d DeValue<'d>),
    Variable(&'d str),
}

/// A table of the file. Keys are asked for by name; those left over at the end are unknown.
pub(super) struct Section<'r, 'd> {
    reader: &'r mut ConfigReader<'d>,
    /// `None` if the file does not have the table.
    table: Option<&'d DeTable<'d>>,
    /// The keys that lead to it, such as `menu.items`; empty at the top.
    path: String,
    /// The prefix of its variables; `None` in a list.
    variable_prefix: Option<String>,
    /// The bytes of the table's head; `None` at the top.
    range: Option<Range<usize>>,
    asked: Vec<&'static str>,
    /// Keys that nobody may ask for, and that have been reported.
    rejected: Vec<&'d str>,
}

impl<'d> Section<'_, 'd> {
    /// Whether the file or a variable gives a key.
    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.scalar(key).is_some()
    }

    /// The position of the table's header; `None` at the top.
    pub(super) fn head(&self) -> Option<Span> {
        self.range.clone().map(|range| self.reader.lines.span(range))
    }

    /// Whether the TOML is damaged, so that keys may be missing that the author wrote.
    pub(super) fn is_damaged(&self) -> bool {
        !self.reader.damaged_lines.is_empty()
    }

    /// Reports a key that neither the file nor a variable gives.
    pub(super) fn require(&mut self, key: &'static str) {
        if self.has(key) || !self.reader.damaged_lines.is_empty() {
            return;
        }
        let message = format!("the key `{key}` is missing{}", self.whereabouts());
        let span = self.head();
        let diagnostic = Diagnostic::new(Code::ConfigValue, message).in_file(self.reader.file);
        self.reader.diagnostics.push(diagnostic.at_maybe(span));
    }

    /// Reads a table; one that is not in the file is read as if it were empty.
    pub(super) fn section<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'_, 'd>) -> T,
    ) -> T {
        let found = self.in_file(key);
        let table = found.as_ref().and_then(|(value, _)| value.as_table());
        if let (Some((value, source)), None) = (&found, table) {
            self.wrong_type("a table", value, source, ());
        }
        let prefix = self.variable_prefix.as_ref();
        let mut section = Section {
            table,
            path: self.path_of(key),
            variable_prefix: prefix.map(|prefix| prefix.clone() + &part_of_variable(key) + "_"),
            range: found.and_then(|(_, source)| source.range),
            asked: Vec::new(),
            rejected: Vec::new(),
            reader: self.reader,
        };
        let value = read(&mut section);
        section.report_unknown_keys();
        value
    }

    /// Reads a list of tables.
    pub(super) fn sections<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Section<'_, 'd>) -> T,
    ) -> Vec<T> {
        let items = self.list(key, "a list of tables");
        let mut values = Vec::new();
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                let source = ValueSource::in_file(key, item.span());
                self.wrong_type("a list of tables", item.get_ref(), &source, ());
                continue;
            };
            let mut section = Section {
                table: Some(table),
                path: self.path_of(key),
                variable_prefix: None,
                range: Some(item.span()),
                asked: Vec::new(),
                rejected: Vec::new(),
                reader: self.reader,
            };
            values.push(read(&mut section));
            section.report_unknown_keys();
        }
        values
    }

    /// Gives a table whose keys are free.
    pub(super) fn free(&mut self, key: &'static str) -> Option<&'d DeTable<'d>> {
        let (value, source) = self.in_file(key)?;
        match value.as_table() {
            Some(table) => Some(table),
            None => self.wrong_type("a table", value, &source, None),
        }
    }

    /// Reports a problem of a value that was read before.
    pub(super) fn report(&mut self, source: &ValueSource, code: Code, complaint: Complaint) {
        self.reader.report(source, code, complaint);
    }

    /// The line of a value, from 1; `None` for a variable.
    pub(super) fn line(&self, source: &ValueSource) -> Option<u32> {
        Some(self.reader.lines.position(source.range.as_ref()?.start).line)
    }

    /// The position of a value; `None` for a variable.
    pub(super) fn span(&self, source: &ValueSource) -> Option<Span> {
        Some(self.reader.lines.span(source.range.clone()?))
    }

    /// The part of a message that names the table; empty at the top.
    fn whereabouts(&self) -> String {
        if self.path.is_empty() { String::new() } else { format!(" in `{}`", self.path) }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn list(&mut self, key: &'static str, expected: &str) -> &'d [Spanned<DeValue<'d>>] {
        let Some((value, source)) = self.in_file(key) else { return &[] };
        match value.as_array() {
            Some(items) => items,
            None => self.wrong_type(expected, value, &source, &[]),
        }
    }

    fn in_file(&mut self, key: &'static str) -> Option<(&'d DeValue<'d>, ValueSource)> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let value = self.table?.get(key)?;
        Some((value.get_ref(), ValueSource::in_file(key, value.span())))
    }

    fn variable(&mut self, key: &str) -> Option<(&'d str, ValueSource)> {
        let name = self.variable_prefix.clone()? + &part_of_variable(key);
        let variables = self.reader.variables;
        let given = variables.iter().find(|(given, _)| *given == name);
        if !self.reader.variable_names.contains(&name) {
            self.reader.variable_names.push(name.clone());
        }
        given.map(|(_, value)| (value.as_str(), ValueSource { name, range: None }))
    }

    fn scalar(&mut self, key: &'static str) -> Option<(Given<'d>, ValueSource)> {
        let in_file = self.in_file(key).map(|(value, source)| (Given::Toml(value), source));
        let variable = self.variable(key).map(|(text, source)| (Given::Variable(text), source));
        variable.or(in_file)
    }

    fn accept<T>(&mut self, result: Result<T, Complaint>, source: &ValueSource) -> Option<T> {
        result.map_err(|complaint| self.report(source, Code::ConfigValue, complaint)).ok()
    }

    fn wrong_type<T>(
        &mut self,
        expected: &str,
        value: &DeValue<'_>,
        source: &ValueSource,
        default: T,
    ) -> T {
        let found = type_name(value);
        let complaint = Complaint::new(format!("must be {expected}, not {found}"));
        self.report(source, Code::ConfigType, complaint);
        default
    }

    fn report_unknown_keys(self) {
        let keys = self.table.into_iter().flat_map(DeTable::keys);
        let is_unknown = |key: &str| !self.asked.contains(&key) && !self.rejected.contains(&key);
        for key in keys.filter(|key| is_unknown(key.get_ref())) {
            if !self.reader.damaged_lines.is_empty() {
                return;
            }
            let foreign = foreign_keys::help(key.get_ref());
            let message = format!("unknown key `{}`{}", key.get_ref(), self.whereabouts());
            let diagnostic = Diagnostic::new(Code::ConfigUnknownKey, message)
                .in_file(self.reader.file)
                .at(self.reader.lines.span(key.span()))
                .help(match foreign.filter(|_| self.path.is_empty()) {
                    Some(help) => help.to_owned(),
                    None => suggestion(key.get_ref(), &self.asked),
                });
            self.reader.diagnostics.push(diagnostic);
        }
    }
}

/// Leaves out what else is wrong with a line that has a secret, because messages show their lines.
fn without_lines_of_secrets(diagnostics: Diagnostics) -> Diagnostics {
    let is_secret = |diagnostic: &Diagnostic| diagnostic.code == Code::ConfigSecret;
    let spans =
        diagnostics.iter().filter(|diagnostic| is_secret(diagnostic)).filter_map(|d| d.span);
    let lines: BTreeSet<u32> = spans.flat_map(|span| span.start.line..=span.end.line).collect();
    if lines.is_empty() {
        return diagnostics;
    }
    let is_apart = |diagnostic: &Diagnostic| {
        diagnostic
            .span
            .is_none_or(|span| lines.range(span.start.line..=span.end.line).next().is_none())
    };
    diagnostics.into_iter().filter(|d| is_secret(d) || is_apart(d)).collect()
}

fn part_of_variable(key: &str) -> String {
    key.to_ascii_uppercase().replace('-', "_")
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests;
