//! TOML 1.0. Dates and times become texts.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, LineIndex};
use crate::parse::datum::{Datum, Walk, check_text};

pub(super) fn read(text: &str, walk: &Walk) -> Result<Datum, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let index = LineIndex::new(text);
    let mut damaged: Vec<u32> = Vec::new();
    let mut problems = Vec::new();
    for error in &errors {
        let span = error.span().map(|range| index.span(range));
        let line = span.map_or(1, |span| span.start.line);
        // What follows on the same line is mostly the first error's consequence.
        if !damaged.contains(&line) {
            damaged.push(line);
            problems.push(Diagnostic::new(Code::DataSyntax, error.message()).at_maybe(span));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let reader = TomlReader { walk };
    reader.table(table.get_ref(), 1).map_err(|problem| {
        let (problem, range) = *problem;
        vec![problem.at(index.span(range))]
    })
}

/// A problem and the bytes that it is about.
type Placed = Box<(Diagnostic, Range<usize>)>;

struct TomlReader<'a> {
    walk: &'a Walk,
}

impl TomlReader<'_> {
    fn table(&self, table: &DeTable<'_>, depth: usize) -> Result<Datum, Placed> {
        let member = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            at(check_text(name), key.span())?;
            Ok((name.as_ref().to_owned(), self.value(value, depth)?))
        };
        Ok(Datum::Map(table.iter().map(member).collect::<Result<_, Placed>>()?))
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Datum, Placed> {
        let span = || value.span();
        at(self.walk.count(), span())?;
        Ok(match value.get_ref() {
            DeValue::Table(table) => {
                at(self.walk.check_depth(depth + 1), span())?;
                self.table(table, depth + 1)?
            }
            DeValue::Array(items) => {
                at(self.walk.check_depth(depth + 1), span())?;
                let items = items.iter().map(|item| self.value(item, depth + 1));
                Datum::List(items.collect::<Result<_, _>>()?)
            }
            DeValue::Boolean(value) => Datum::Boolean(*value),
            DeValue::Datetime(date) => Datum::Text(date.to_string()),
            DeValue::String(text) => {
                at(check_text(text), span())?;
                Datum::Text(text.as_ref().to_owned())
            }
            DeValue::Integer(number) => {
                let number = i64::from_str_radix(number.as_str(), number.radix());
                Datum::Integer(at(
                    number.map_err(|_| no_number("the number is too large")),
                    span(),
                )?)
            }
            DeValue::Float(number) => {
                let number = number.as_str().parse();
                Datum::Float(at(number.map_err(|_| no_number("not a number")), span())?)
            }
        })
    }
}

fn at<T>(result: Result<T, Diagnostic>, range: Range<usize>) -> Result<T, Placed> {
    result.map_err(|problem| Box::new((problem, range)))
}

fn no_number(message: &str) -> Diagnostic {
    Diagnostic::new(Code::DataSyntax, message)
}
