//! The journal: what remains to be done once a commit is decided.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::names::{MANIFEST, split};
use crate::fingerprint::Fingerprint;
use crate::paths::{OutputPath, percent};

/// The first line of the file: the format and its version.
const FORMAT: &str = "digest-journal 1";

/// One step of a commit. Doing a step that is already done changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Removes a file of the output.
    Remove(OutputPath),
    /// Removes a directory of the output if it is empty.
    RemoveDirectory(OutputPath),
    /// Moves a staged file to its place in the output, making the directories above it.
    Place {
        /// Its path in the stage.
        from: OutputPath,
        to: OutputPath,
        /// The digest of its bytes.
        fingerprint: Fingerprint,
    },
}

/// Where the staged files lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StagePlace {
    /// In the site's own directory.
    Site,
    /// In the output directory, because files cannot be renamed there from the site's.
    Output,
}

/// A decided commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    /// The output directory: relative to the site's directory if it is within it, so that a site
    /// can be moved, else absolute.
    pub(super) output: PathBuf,
    /// Where the staged files lie.
    pub(super) stage: StagePlace,
    /// The digest of the manifest before the commit, if there was one.
    pub(super) base: Option<Fingerprint>,
    /// The steps, in order.
    pub(super) steps: Vec<Step>,
}

impl Journal {
    /// The text form: a line of format and version, a checksum of the rest, then a line each.
    pub(super) fn to_text(&self) -> String {
        let mut lines = String::new();
        let stage = match self.stage {
            StagePlace::Site => "site",
            StagePlace::Output => "output",
        };
        let base = self.base.map_or_else(|| "-".to_string(), |base| base.to_string());
        let _ = writeln!(lines, "output {}", escape(&self.output));
        let _ = writeln!(lines, "stage {stage}\nbase {base}");
        for step in &self.steps {
            let _ = match step {
                Step::Remove(path) => writeln!(lines, "remove {path}"),
                Step::RemoveDirectory(path) => writeln!(lines, "folder {path}"),
                Step::Place { from, to, fingerprint } if from == to => {
                    writeln!(lines, "place {fingerprint} {to}")
                }
                // No path contains a tab: it is a control character.
                Step::Place { from, to, fingerprint } => {
                    writeln!(lines, "place {fingerprint} {from}\t{to}")
                }
            };
        }
        format!("{FORMAT}\n{}\n{lines}", Fingerprint::of(lines.as_bytes()))
    }

    /// Reads the text form. The error says what is wrong with it, as a predicate.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "is damaged".to_string();
        let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
        let (format, rest) = text.split_once('\n').ok_or_else(damaged)?;
        if format != FORMAT {
            let newer = format.starts_with("digest-journal ");
            return Err(if newer {
                "was written by another version of digest".into()
            } else {
                damaged()
            });
        }
        let (checksum, lines) = rest.split_once('\n').ok_or_else(damaged)?;
        if checksum != Fingerprint::of(lines.as_bytes()).to_string() {
            return Err(damaged());
        }
        Self::parse_lines(lines).ok_or_else(damaged)
    }

    fn parse_lines(lines: &str) -> Option<Self> {
        let mut lines = lines.lines();
        let output = unescape(lines.next()?.strip_prefix("output ")?)?;
        let stage = match lines.next()?.strip_prefix("stage ")? {
            "site" => StagePlace::Site,
            "output" => StagePlace::Output,
            _ => return None,
        };
        let base = match lines.next()?.strip_prefix("base ")? {
            "-" => None,
            base => Some(base.parse().ok()?),
        };
        let steps = lines.map(parse_step).collect::<Option<_>>()?;
        Some(Self { output, stage, base, steps })
    }

    /// The digests that the manifest may have while the commit is carried out.
    pub(super) fn manifests(&self) -> Vec<Fingerprint> {
        let placed = self.steps.iter().filter_map(|step| match step {
            Step::Place { to, fingerprint, .. } if to.as_str() == MANIFEST => Some(*fingerprint),
            _ => None,
        });
        placed.chain(self.base).collect()
    }

    /// The directories of the output whose entries the steps change, each once.
    pub(super) fn directories(&self) -> Vec<&str> {
        let mut directories: Vec<_> =
            self.steps.iter().map(|step| split(step.path().as_str()).0).collect();
        directories.sort_unstable();
        directories.dedup();
        directories
    }
}

impl Step {
    /// The path in the output that the step changes.
    pub(super) fn path(&self) -> &OutputPath {
        match self {
            Self::Remove(path) | Self::RemoveDirectory(path) | Self::Place { to: path, .. } => path,
        }
    }
}

fn parse_step(line: &str) -> Option<Step> {
    let path = |text| OutputPath::new(text).ok();
    let (verb, rest) = line.split_once(' ')?;
    Some(match verb {
        "remove" => Step::Remove(path(rest)?),
        "folder" => Step::RemoveDirectory(path(rest)?),
        "place" => {
            let (fingerprint, rest) = rest.split_once(' ')?;
            let (from, to) = rest.split_once('\t').unwrap_or((rest, rest));
            Step::Place { from: path(from)?, to: path(to)?, fingerprint: fingerprint.parse().ok()? }
        }
        _ => return None,
    })
}

/// Writes any path in one line of printable ASCII.
fn escape(path: &Path) -> String {
    percent::encode_line(path.as_os_str().as_bytes())
}

fn unescape(text: &str) -> Option<PathBuf> {
    Some(PathBuf::from(OsStr::from_bytes(&percent::decode(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let path = |text| OutputPath::new(text).unwrap();
        let fingerprint = Fingerprint::of(b"x");
        Journal {
            output: PathBuf::from(OsStr::from_bytes(b"/srv/\xffx y%/\n")),
            stage: StagePlace::Output,
            base: Some(fingerprint),
            steps: vec![
                Step::Place { from: path("joint"), to: path(MANIFEST), fingerprint },
                Step::Remove(path("a b")),
                Step::RemoveDirectory(path("å")),
                Step::Place { from: path("c d/e"), to: path("c d/e"), fingerprint },
            ],
        }
    }

    #[test]
    fn text_form_reads_back() {
        let journal = journal();
        assert_eq!(Journal::parse(journal.to_text().as_bytes()), Ok(journal));
    }

    #[test]
    fn damage_is_noticed_wherever_it_is() {
        let text = journal().to_text();
        for at in 0..text.len() {
            assert!(Journal::parse(&text.as_bytes()[..at]).is_err(), "cut at {at}");
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 4;
            assert!(Journal::parse(&bytes).is_err(), "flipped at {at}");
        }
    }

    #[test]
    fn a_newer_version_is_distinguished_from_damage() {
        let text = journal().to_text().replacen(FORMAT, "digest-journal 2", 1);
        let reason = Journal::parse(text.as_bytes()).unwrap_err();
        assert_eq!(reason, "was written by another version of digest");
    }
}
