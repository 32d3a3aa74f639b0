//! Which data files a template may use: `data.NAME` and `data["NAME"]` name one; `data` followed
//! by anything else may reach every one.

use std::collections::BTreeSet;

use super::string_literal::parse_rest;

/// The names of data files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DataNames {
    names: BTreeSet<String>,
    is_all: bool,
}

impl DataNames {
    /// Whether a name is among them.
    pub(super) fn has(&self, name: &str) -> bool {
        self.is_all || self.names.contains(name)
    }

    /// Those of both.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.names.extend(other.names.iter().cloned());
        Self { is_all: self.is_all || other.is_all, ..self }
    }

    /// Takes what follows the name `data`.
    pub(super) fn note(&mut self, rest: &str) {
        match named(rest) {
            Some(name) => drop(self.names.insert(name)),
            None => self.is_all = true,
        }
    }
}

/// The name that follows `data`, in each of the forms that Tera has for a field.
fn named(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('?').unwrap_or(rest);
    if let Some(field) = rest.strip_prefix('.') {
        let field = field.trim_start();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let name = &field[..field.find(|c| !is_part(c)).unwrap_or(field.len())];
        return (!name.is_empty()).then(|| name.to_owned());
    }
    let index = rest.strip_prefix('[')?.trim_start();
    let quote = index.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let (name, length) = parse_rest(&index[1..], quote)?;
    // There is more than a string: `data["a" ~ b]`.
    index[length + 2..].trim_start().starts_with(']').then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_names_one_file_and_all_else_every_one() {
        for rest in [
            ".kurser }}",
            "?.kurser}}",
            " . kurser.x",
            "[\"kurser\"]",
            "[ 'kurser' ]",
            "?[`kurser`]",
        ] {
            let mut names = DataNames::default();
            names.note(rest);
            assert!(names.has("kurser") && !names.has("andet"), "{rest}");
        }
        for rest in [" }}", "[name]", "[\"a\" ~ b]", " | length", "...", ".", "[0]", "['kurser"] {
            let mut names = DataNames::default();
            names.note(rest);
            assert!(names.has("kurser") && names.has("andet"), "{rest}");
        }
        assert!(!DataNames::default().has("kurser"));
    }

    #[test]
    fn names_of_two_templates_add_up() {
        let (mut one, mut other) = (DataNames::default(), DataNames::default());
        one.note(".a");
        other.note(".b");
        let both = one.and(&other);
        assert!(both.has("a") && both.has("b") && !both.has("c"));
    }
}
