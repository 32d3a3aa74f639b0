//! The theme's style sheet.

use std::collections::BTreeMap;

use crate::builtin;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::files::{Entry, Files};
use crate::fingerprint::Fingerprint;
use crate::paths::{OutputPath, UrlPath};

/// The theme's style sheet, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleSheet {
    /// `aktiver/tema.HASH.css`.
    pub output: OutputPath,
    /// Its URL.
    pub url: UrlPath,
    /// The text.
    pub text: String,
    /// The fingerprint of the text.
    pub fingerprint: Fingerprint,
}

/// Joins the theme's style sheets in the order of their names. A file of the site replaces the
/// built-in one of its name; `own` are the site's files below `folder`.
pub fn style_sheet(
    files: &Files,
    folder: &str,
    own: &[Entry],
    limit: u64,
) -> Result<StyleSheet, Diagnostics> {
    let builtin =
        builtin::THEME.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut sheets: BTreeMap<String, String> = builtin.collect();
    let mut problems = Diagnostics::default();
    for Entry { path, .. } in own {
        let name = path.below(folder).unwrap_or_default().to_owned();
        if path.extension() != Some("css") {
            let message = "the theme's folder holds style sheets only";
            let problem = Diagnostic::new(Code::StrayFile, message).in_file(path);
            problems
                .push(problem.help("move it up to `static/`, from where it is copied as it is"));
            continue;
        }
        match files.read_text(path, limit) {
            Ok(text) => drop(sheets.insert(name, text)),
            Err(problem) => problems.push(problem),
        }
    }
    let text: String = sheets.into_values().collect();
    let fingerprint = Fingerprint::of(text.as_bytes());
    let output = OutputPath::new(&format!("aktiver/tema.{}.css", fingerprint.short(16)))
        .map_err(|error| Diagnostic::new(Code::BadUrl, error.to_string()))?;
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(StyleSheet { url: UrlPath::of_output(&output), output, text, fingerprint })
}
