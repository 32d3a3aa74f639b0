//! Reading of single values: texts, numbers, booleans, choices.
//!
//! In: a key of a [`Section`]. Out: its value, or a reported problem.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use super::{Complaint, Given, Section, ValueSource, check_characters};
use crate::danish::nfc;

impl<'d> Section<'_, 'd> {
    /// Reads a text.
    pub(in crate::config) fn text(&mut self, key: &'static str) -> Option<String> {
        self.parsed(key, |text| Ok(text.to_owned()))
    }

    /// Reads a text and what it stands for.
    pub(in crate::config) fn parsed<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Option<T> {
        self.placed(key, parse).map(|(value, _)| value)
    }

    /// Reads a text and what it stands for, and returns its position.
    pub(in crate::config) fn placed<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Option<(T, ValueSource)> {
        let (given, source) = self.scalar(key)?;
        let text = self.checked_text(given, &source)?;
        self.accept(parse(&text), &source).map(|value| (value, source))
    }

    /// Reads the file's own text, even if a variable overrides it, and returns its position.
    pub(in crate::config) fn placed_in_file<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Option<(T, ValueSource)> {
        let (given, source) = self.in_file(key)?;
        let text = self.checked_text(Given::Toml(given), &source)?;
        self.accept(parse(&text), &source).map(|value| (value, source))
    }

    /// Reads an amount: a whole number, or a text such as `"16 MiB"`.
    pub(in crate::config) fn amount<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Option<T> {
        let (given, source) = self.scalar(key)?;
        let result = match given {
            Given::Toml(DeValue::Integer(number)) => {
                let value = usize::from_str_radix(number.as_str(), number.radix());
                parse(&value.map_or_else(|_| number.to_string(), |value| value.to_string()))
            }
            Given::Toml(DeValue::String(_)) | Given::Variable(_) => {
                parse(&self.checked_text(given, &source)?)
            }
            Given::Toml(value) => return self.wrong_type("a whole number", value, &source, None),
        };
        self.accept(result, &source)
    }

    /// Reads a whole number.
    pub(in crate::config) fn integer(
        &mut self,
        key: &'static str,
        range: &RangeInclusive<usize>,
        default: usize,
    ) -> usize {
        let Some((given, source)) = self.scalar(key) else { return default };
        let number = match given {
            Given::Toml(DeValue::Integer(number)) => {
                usize::from_str_radix(number.as_str(), number.radix()).ok()
            }
            Given::Toml(value) => {
                return self.wrong_type("a whole number", value, &source, default);
            }
            Given::Variable(text) => text.parse().ok(),
        };
        let (least, most) = (range.start(), range.end());
        let result = number.filter(|number| range.contains(number)).ok_or_else(|| {
            Complaint::new(format!("must be a whole number from {least} to {most}"))
        });
        self.accept(result, &source).unwrap_or(default)
    }

    /// Reads `true` or `false`.
    pub(in crate::config) fn boolean(&mut self, key: &'static str, default: bool) -> bool {
        let Some((given, source)) = self.scalar(key) else { return default };
        let result = match given {
            Given::Toml(DeValue::Boolean(value)) => return *value,
            Given::Toml(value) => return self.wrong_type("true or false", value, &source, default),
            Given::Variable(text) => {
                text.parse().map_err(|_| Complaint::new("must be `true` or `false`"))
            }
        };
        self.accept(result, &source).unwrap_or(default)
    }

    /// Reads a date, with quotation marks around it or without, and returns its position.
    pub(in crate::config) fn date(&mut self, key: &'static str) -> Option<(String, ValueSource)> {
        let (given, source) = self.scalar(key)?;
        let text = match given {
            Given::Toml(DeValue::Datetime(date)) => date.to_string(),
            Given::Toml(DeValue::String(_)) | Given::Variable(_) => {
                self.checked_text(given, &source)?.into_owned()
            }
            Given::Toml(value) => return self.wrong_type("a date", value, &source, None),
        };
        Some((text, source))
    }

    /// Reads one of some names and gives what it stands for.
    pub(in crate::config) fn one_of<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        default: T,
    ) -> T {
        let choose = |text: &str| {
            let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            chosen.ok_or_else(|| {
                let names = &names;
                Complaint::new(format!("cannot be `{text}`")).suggest(text, names)
            })
        };
        self.parsed(key, choose).unwrap_or(default)
    }

    /// Reads a list of text values: what each stands for, and its position.
    pub(in crate::config) fn texts<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, Complaint>,
    ) -> Vec<(T, ValueSource)> {
        let items = self.list(key, "a list of text values");
        items.iter().filter_map(|item| self.item(key, item, &parse)).collect()
    }

    /// Reads a text of a list.
    pub(super) fn item<T>(
        &mut self,
        key: &'static str,
        item: &'d Spanned<DeValue<'d>>,
        parse: impl Fn(&str) -> Result<T, Complaint>,
    ) -> Option<(T, ValueSource)> {
        let source = ValueSource::in_file(key, item.span());
        let text = self.checked_text(Given::Toml(item.get_ref()), &source)?;
        self.accept(parse(&text), &source).map(|value| (value, source))
    }

    /// Takes a text, in NFC, if nothing in it is forbidden.
    fn checked_text(&mut self, given: Given<'d>, source: &ValueSource) -> Option<Cow<'d, str>> {
        let text = match given {
            Given::Variable(text) => text,
            Given::Toml(DeValue::String(text)) => text.as_ref(),
            Given::Toml(value) => return self.wrong_type("text", value, source, None),
        };
        let result = check_characters(text).map(|()| nfc(text));
        self.accept(result, source)
    }
}
