//! The theme's style sheet and script.

use std::collections::BTreeMap;

use crate::builtin;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::files::{Files, SourceFile};
use crate::fingerprint::Fingerprint;
use crate::paths::{OutputPath, SourcePath, UrlPath};

/// What all pages share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// `aktiver/tema.HASH.css`.
    pub style_sheet: ThemeFile,
    /// `aktiver/tema.HASH.js`.
    pub script: ThemeFile,
    /// The style sheets of the site itself, which are parts of the one above.
    pub own_style_sheets: Vec<(SourcePath, String)>,
}

/// One file of the theme, ready to be written; its name is made of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFile {
    /// Its path.
    pub output: OutputPath,
    pub url: UrlPath,
    pub text: String,
    /// The fingerprint of the text.
    pub fingerprint: Fingerprint,
}

/// Joins the theme's style sheets, and its scripts, in the order of their names. A file of the site
/// replaces the built-in one of its name; `own` are the site's files below `directory`.
pub(crate) fn theme(
    files: &Files,
    directory: &str,
    own: &[SourceFile],
    limit: u64,
) -> Result<Theme, Diagnostics> {
    let builtin =
        builtin::THEME.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut texts: BTreeMap<String, String> = builtin.collect();
    let (mut own_style_sheets, mut problems) = (Vec::new(), Diagnostics::default());
    for SourceFile { path, .. } in own {
        let name = path.below(directory).unwrap_or_default().to_owned();
        if !matches!(path.extension(), Some("css" | "js")) {
            let message = "the theme's directory is for style sheets and scripts only";
            let problem = Diagnostic::new(Code::StrayFile, message).in_file(path);
            problems
                .push(problem.help("move it up to `static/`, whose files are copied unchanged"));
            continue;
        }
        match files.read_text(path, limit) {
            Ok(text) => {
                if path.extension() == Some("css") {
                    own_style_sheets.push((path.clone(), text.clone()));
                }
                texts.insert(name, text);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (style_sheet, script) = (joined(&texts, "css")?, joined(&texts, "js")?);
    Ok(Theme { style_sheet, script, own_style_sheets })
}

fn joined(texts: &BTreeMap<String, String>, extension: &str) -> Result<ThemeFile, Diagnostic> {
    let is_one = |name: &str| name.rsplit_once('.').is_some_and(|(_, end)| end == extension);
    let mut text = String::new();
    for (_, one) in texts.iter().filter(|(name, _)| is_one(name)) {
        text.push_str(one);
        if !one.ends_with('\n') {
            text.push('\n');
        }
        // A script need not end its last statement; the next would go on with it.
        if extension == "js" {
            text.push_str(";\n");
        }
    }
    let fingerprint = Fingerprint::of(text.as_bytes());
    let output = OutputPath::new(&format!("aktiver/tema.{}.{extension}", fingerprint.short(16)))
        .map_err(|error| Diagnostic::new(Code::BadUrl, error.to_string()))?;
    Ok(ThemeFile { url: UrlPath::of_output(&output), output, text, fingerprint })
}
