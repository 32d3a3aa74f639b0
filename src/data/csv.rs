//! CSV (RFC 4180): the first row names the columns, each further row becomes a map of texts.
//!
//! Columns are separated by commas, semicolons (as spreadsheets with Danish settings write them) or
//! tabs, whichever is first in the first row outside quotation marks.

use std::collections::HashSet;
use std::ops::Range;

use csv::StringRecord;

use super::problems::MAX_REPORTED;
use crate::diagnostics::{Code, Diagnostic, LineIndex};
use crate::parse::datum::{Datum, Walk, twice};

/// The separators of columns.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

pub(super) fn read(text: &str, walk: &Walk) -> Result<Datum, Vec<Diagnostic>> {
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(separator);
    let mut reader = reader.from_reader(text.as_bytes());
    let index = LineIndex::new(text);
    let mut problems = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(Diagnostic::new(Code::DataSyntax, error.to_string()));
                break;
            }
        };
        let start = record.position().map_or(0, csv::Position::byte);
        let start = row_start(text, usize::try_from(start).unwrap_or_default());
        let fields = FieldRanges::of(text, start, separator);
        let place = |column: usize| {
            let field = fields.ranges.get(column).cloned();
            index.span(field.unwrap_or(start..start + 1))
        };
        if let Some(open) = fields.open {
            let message = "the quotation mark is not closed";
            let problem = Diagnostic::new(Code::DataSyntax, message).at(index.position(open));
            problems.push(
                problem.help(
                    "end the field with `\"`, and write `\"\"` for a quotation mark inside it",
                ),
            );
            break;
        }
        if names.is_empty() {
            let found = bad_names(&record).map(|(column, problem)| problem.at(place(column)));
            problems.extend(found.take(MAX_REPORTED));
            names.extend(record.iter().map(|name| name.trim().to_owned()));
            continue;
        }
        if record.len() != names.len() {
            let (found, wanted) = (record.len(), names.len());
            let message =
                format!("number of fields in this row: {found}; in the first row: {wanted}");
            let problem = Diagnostic::new(Code::DataSyntax, message).at(place(0));
            problems
                .push(problem.help("put quotation marks around a field that contains a separator"));
            if problems.len() >= MAX_REPORTED {
                break;
            }
            continue;
        }
        let counted = (0..=names.len()).try_for_each(|_| walk.count());
        if let Err(problem) = counted {
            problems.push(problem.at(place(0)));
            break;
        }
        let values = record.iter().map(|field| Datum::Text(field.to_owned()));
        rows.push(Datum::Map(names.iter().cloned().zip(values).collect()));
    }
    if problems.is_empty() { Ok(Datum::List(rows)) } else { Err(problems) }
}

/// A field of a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Its position, in bytes of the file's text.
    pub(super) range: Range<usize>,
}

/// The fields of all rows of a text that [`read`] can read, the names of columns first.
pub(super) fn cells(text: &str) -> impl Iterator<Item = Vec<Cell>> {
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(separator);
    let records = reader.from_reader(text.as_bytes()).into_records().map_while(Result::ok);
    records.map(move |record| {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = row_start(text, usize::try_from(start).unwrap_or_default());
        let ranges = FieldRanges::of(text, start, separator).ranges;
        let cell = |(text, range): (&str, Range<usize>)| Cell { text: text.into(), range };
        record.iter().zip(ranges).map(cell).collect()
    })
}

/// What is wrong with the names of columns, each with the column's number.
fn bad_names(names: &StringRecord) -> impl Iterator<Item = (usize, Diagnostic)> {
    let mut seen = HashSet::new();
    names.iter().map(str::trim).enumerate().filter_map(move |(column, name)| {
        if name.is_empty() {
            let message = format!("column {} has no name", column + 1);
            let problem = Diagnostic::new(Code::DataSyntax, message);
            return Some((column, problem.help("the first row names the columns")));
        }
        (!seen.insert(name)).then(|| (column, twice(name)))
    })
}

/// The separator: the first of them in the first row outside quotation marks.
fn separator(text: &str) -> u8 {
    let mut is_quoted = false;
    for byte in text.bytes().skip_while(|byte| matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            byte if !is_quoted && SEPARATORS.contains(&byte) => return byte,
            _ => {}
        }
    }
    SEPARATORS[0]
}

/// The parser passes over empty lines before a row.
fn row_start(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    start + rest.len() - rest.trim_start_matches(['\n', '\r']).len()
}

/// Where the fields of one row stand, which the parser does not report.
struct FieldRanges {
    ranges: Vec<Range<usize>>,
    /// The quotation mark that the file never closes.
    open: Option<usize>,
}

impl FieldRanges {
    fn of(text: &str, start: usize, separator: u8) -> Self {
        let bytes = text.as_bytes();
        let mut fields = Self { ranges: Vec::new(), open: None };
        let (mut at, mut begin) = (start, start);
        loop {
            // Only a mark at a field's beginning quotes it.
            if at == begin && bytes.get(at) == Some(&b'"') {
                match end_of_quoted(bytes, at) {
                    Some(end) => at = end,
                    None => fields.open = Some(at),
                }
                if fields.open.is_some() {
                    return fields;
                }
                continue;
            }
            match bytes.get(at) {
                Some(byte) if *byte == separator => {
                    fields.ranges.push(begin..at);
                    begin = at + 1;
                }
                None | Some(b'\n' | b'\r') => {
                    fields.ranges.push(begin..at);
                    return fields;
                }
                Some(_) => {}
            }
            at += 1;
        }
    }
}

/// Where the text after a quoted field begins; a doubled mark stands for one.
fn end_of_quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at + 1),
            _ => at += 1,
        }
    }
}
