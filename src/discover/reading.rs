//! A content file that was read, with what parsing it gave.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sorted::FileState;
use crate::diagnostics::{Code, Diagnostic};
use crate::fingerprint::Fingerprint;
use crate::model::Kind;
use crate::parse::Parsed;
use crate::paths::SourcePath;

/// A content file that was read, parsed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// The file.
    pub path: SourcePath,
    /// What it is.
    pub kind: Kind,
    /// The fingerprint of its bytes; none if it could not be read.
    pub fingerprint: Option<Fingerprint>,
    /// The model, and what is wrong with this file alone.
    pub parsed: Parsed,
    /// Whether parsing took too long. Only this run relies on it: the next one may be faster.
    #[serde(skip)]
    pub timed_out: bool,
}

impl Reading {
    /// A file that could not be read or parsed.
    pub(super) fn failed(
        path: &SourcePath,
        kind: Kind,
        fingerprint: Option<Fingerprint>,
        problem: Diagnostic,
    ) -> Self {
        let parsed = Parsed { content: None, problems: vec![problem] };
        Self { path: path.clone(), kind, fingerprint, parsed, timed_out: false }
    }

    /// A file that took longer than `seconds` to parse.
    pub(super) fn timed_out(
        path: &SourcePath,
        kind: Kind,
        fingerprint: Fingerprint,
        seconds: usize,
    ) -> Self {
        let message = format!("parsing this file took longer than {seconds} s");
        let help = "split the text, or raise `render-seconds` under `[limits]` in site.toml";
        let problem = Diagnostic::new(Code::MarkdownLimit, message).in_file(path).help(help);
        let failed = Self::failed(path, kind, Some(fingerprint), problem);
        Self { timed_out: true, ..failed }
    }

    pub(super) fn has_text(&self) -> bool {
        self.parsed.body().is_none_or(|body| body.text.is_some())
    }
}

impl FileState for Arc<Reading> {
    fn path(&self) -> &SourcePath {
        &self.path
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(self, other)
    }
}
