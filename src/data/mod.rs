//! Data files: the values in `data/`, for templates.
//!
//! In: the files' names. Out: the value of each, under the name by which templates ask for
//! it; what `laest.json` says is read most; and every problem. May import: rows 0-2, and of
//! `parse` the wall around YAML.
//!
//! All formats give the same [`Datum`]. What a format cannot contain (a key twice, control
//! characters) is refused in all of them, with its place.

mod csv;
mod json;
mod most_read;
mod problems;
mod redirects;
mod toml;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use most_read::Popular;
pub(crate) use problems::MAX_REPORTED;
pub(crate) use redirects::RedirectRow;

pub(crate) use crate::parse::Datum;

use crate::config::Limits;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, LineIndex};
use crate::files::{Files, SourceFile, decode};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::parse::datum::{Bounds, Walk};
use crate::parse::{YamlLimits, cut_data_values, read_yaml_data};
use crate::paths::SourcePath;

/// The file that feeds »Læses lige nu«.
pub(crate) const MOST_READ: &str = "data/laest.json";

#[derive(Debug)]
pub struct DataFile {
    /// The name in templates: `data.NAME`.
    pub name: String,
    /// The file.
    pub source: SourcePath,
    /// The fingerprint of its bytes and format.
    pub fingerprint: Fingerprint,
    /// Its value.
    pub value: Datum,
    /// The entries, if it is [`MOST_READ`].
    pub most_read: Vec<Popular>,
    /// The rows, if it is the file of redirects.
    pub redirects: Vec<RedirectRow>,
    /// Warnings about it; it could be read.
    warnings: Vec<Diagnostic>,
}

/// The data files of a site, by name.
#[derive(Clone, Debug, Default)]
pub struct Data(BTreeMap<String, Arc<DataFile>>);

impl Data {
    /// Reads the files of a walk. One that has the bytes of an earlier reading is not parsed
    /// again.
    pub fn load(
        files: &Files,
        entries: &[SourceFile],
        (limits, redirects): (&Limits, Option<&SourcePath>),
        known: &Self,
    ) -> (Self, Diagnostics) {
        let mut data = Self::default();
        let mut problems = Diagnostics::default();
        let mut names: BTreeMap<&str, &SourcePath> = BTreeMap::new();
        for SourceFile { path, .. } in entries {
            let name = path.stem();
            if let Some(other) = names.insert(name, path) {
                let message = format!("`{other}` and `{path}` are both `data.{name}`");
                let problem = Diagnostic::new(Code::DataName, message).in_file(path);
                problems.push(problem.help("rename one of them"));
                continue;
            }
            if !is_identifier(name) {
                let message = format!("`data.{name}` is not a name that templates can use");
                let help = "use the letters a-z, digits and `_`, and do not begin with a digit";
                problems.push(Diagnostic::new(Code::DataName, message).in_file(path).help(help));
                continue;
            }
            let is_redirects = redirects == Some(path);
            match read(files, path, (limits, is_redirects), known.0.get(name)) {
                Ok(file) => {
                    problems.extend(file.warnings.iter().cloned());
                    data.0.insert(name.to_owned(), file);
                }
                Err(found) => problems.extend(found),
            }
        }
        (data, problems)
    }

    /// The files, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<DataFile>> {
        self.0.values()
    }

    /// The file of redirects.
    pub fn redirects(&self) -> impl Iterator<Item = (&SourcePath, &RedirectRow)> {
        self.iter().flat_map(|file| file.redirects.iter().map(|row| (&file.source, row)))
    }

    /// Whether a file is there.
    pub fn has(&self, source: &SourcePath) -> bool {
        self.iter().any(|file| file.source == *source)
    }

    /// The file that says what is read most.
    pub fn most_read(&self) -> Option<&DataFile> {
        self.iter().find(|file| file.source.as_str() == MOST_READ).map(|file| &**file)
    }
}

/// What Tera takes for a name.
fn is_identifier(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

fn read(
    files: &Files,
    path: &SourcePath,
    (limits, is_redirects): (&Limits, bool),
    known: Option<&Arc<DataFile>>,
) -> Result<Arc<DataFile>, Vec<Diagnostic>> {
    let source = files.read(path, limits.data_bytes as u64).map_err(|problem| vec![problem])?;
    let format = path.extension().unwrap_or_default().to_ascii_lowercase();
    let fingerprint =
        FingerprintBuilder::new("data file").text(&format).fingerprint(source.fingerprint).finish();
    let fingerprint = if is_redirects {
        FingerprintBuilder::new("redirects").fingerprint(fingerprint).finish()
    } else {
        fingerprint
    };
    let known = known.filter(|known| known.fingerprint == fingerprint && known.source == *path);
    if let Some(known) = known {
        return Ok(Arc::clone(known));
    }
    let text = decode(source.bytes, path).map_err(|problem| vec![problem])?;
    let parsed = parse(&format, &text, limits).and_then(|value| {
        let is_most_read = path.as_str() == MOST_READ;
        let most_read = if is_most_read { most_read::read(&text)? } else { Vec::new() };
        let redirects = if is_redirects { redirects::read(&text)? } else { Vec::new() };
        Ok((value, most_read, redirects))
    });
    let in_file = |found: Vec<Diagnostic>| -> Vec<Diagnostic> {
        found.into_iter().map(|problem| problem.in_file(path)).collect()
    };
    let (value, most_read, redirects) = parsed.map_err(in_file)?;
    let cuts = if format == "yaml" { cut_data_values(&text) } else { Vec::new() };
    let warnings = in_file(cuts);
    let (name, source) = (path.stem().to_owned(), path.clone());
    Ok(Arc::new(DataFile { name, source, fingerprint, value, most_read, redirects, warnings }))
}

/// Reads a text of one of the formats.
fn parse(format: &str, text: &str, limits: &Limits) -> Result<Datum, Vec<Diagnostic>> {
    let walk = Walk::new(Bounds {
        subject: "the data file",
        depth: limits.data_depth,
        values: limits.data_nodes,
        code: Code::DataLimit,
        help: Some("raise the limit `data-nodes` under `[limits]`"),
        checks_keys: false,
    });
    match format {
        "json" => json::read(text, &walk).map_err(|problem| vec![problem]),
        "toml" => toml::read(text, &walk),
        "csv" => csv::read(text, &walk),
        _ => {
            let yaml_limits = YamlLimits {
                subject: "the data file",
                bytes: limits.data_bytes,
                depth: limits.data_depth,
                nodes: limits.data_nodes,
                aliases: limits.front_matter_aliases,
                flow_openers: limits.data_nodes,
            };
            // A file with only comments has no value; to the parser, it ends too early.
            let is_blank = |line: &str| line.trim().is_empty() || line.trim().starts_with('#');
            if text.lines().all(is_blank) {
                return Ok(Datum::None);
            }
            if let Some(at) = too_many_open(text, limits.front_matter_openers) {
                let message = "too many unclosed brackets";
                let problem = Diagnostic::new(Code::DataLimit, message);
                let problem = problem.at(LineIndex::new(text).position(at));
                return Err(vec![problem.help("close them, or write the file as JSON")]);
            }
            read_yaml_data(text, &yaml_limits, walk.seed()).map_err(|problem| vec![problem])
        }
    }
}

/// Where more brackets are open than `most`. The parser of YAML looks at all that are open again
/// and again; those within texts count as well.
fn too_many_open(yaml: &str, most: usize) -> Option<usize> {
    let mut open: usize = 0;
    yaml.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > most
    })
}

#[cfg(test)]
mod tests;
