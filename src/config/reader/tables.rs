//! Reading of tables whose names are free, of mixed lists, and of keys that a table must not have.
//!
//! In: a key of a [`Section`]. Out: what each table stands for, or a reported problem.

use toml::de::DeTable;

use super::{Complaint, Section, ValueSource, part_of_variable, type_name};
use crate::diagnostics::Code;

impl<'d> Section<'_, 'd> {
    /// Reads the tables in a table whose keys are free, sorted by their names. What stands there instead
    /// of a table is shown, unless its name is that of a secret.
    pub(in crate::config) fn named_sections<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&str, &ValueSource, &mut Section<'_, 'd>) -> T,
        is_secret: impl Fn(&str) -> bool,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for (name, value) in self.free(key).into_iter().flatten() {
            let (name, source) =
                (name.get_ref(), ValueSource::in_file(name.get_ref(), name.span()));
            let Some(table) = value.get_ref().as_table() else {
                let message = format!("must be a table, not {}", type_name(value.get_ref()));
                let complaint = if is_secret(name) {
                    Complaint::secret("is a secret, which has no place in this file")
                        .help("remove it, and set it in the environment")
                } else {
                    Complaint::new(message)
                        .help(format!("write it into a table with a name, such as `[{key}.live]`"))
                };
                self.report(&source, Code::ConfigType, complaint);
                continue;
            };
            let prefix = self.variable_prefix.as_ref().map(|prefix| {
                format!("{prefix}{}_{}_", part_of_variable(key), part_of_variable(name))
            });
            let mut section = Section {
                table: Some(table),
                path: format!("{}.{name}", self.path_of(key)),
                variable_prefix: prefix,
                range: Some(value.span()),
                asked: Vec::new(),
                rejected: Vec::new(),
                reader: self.reader,
            };
            values.push(read(name, &source, &mut section));
            section.report_unknown_keys();
        }
        values
    }

    /// Reads a list in which texts and tables may be mixed.
    pub(in crate::config) fn texts_and_sections<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, Complaint>,
        mut read: impl FnMut(&mut Section<'_, 'd>) -> Option<T>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for item in self.list(key, "a list of text values and tables") {
            let Some(table) = item.get_ref().as_table() else {
                values.extend(self.item(key, item, &parse).map(|(value, _)| value));
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
            values.extend(read(&mut section));
            section.report_unknown_keys();
        }
        values
    }

    /// Reports keys of the file that the table must not have: `reason` gives for such a key the code
    /// and what follows its name in the message.
    pub(in crate::config) fn reject_keys(
        &mut self,
        reason: impl Fn(&str) -> Option<(Code, Complaint)>,
    ) {
        for key in self.table.into_iter().flat_map(DeTable::keys) {
            let Some((code, complaint)) = reason(key.get_ref()) else { continue };
            self.rejected.push(key.get_ref());
            self.report(&ValueSource::in_file(key.get_ref(), key.span()), code, complaint);
        }
    }
}
