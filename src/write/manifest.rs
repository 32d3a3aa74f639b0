//! The manifest: the files of the output directory that are ours.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::names::check_name;
use super::phase::Phase;
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;

/// The first words of the file: the format and its version.
const FORMAT: &str = "digest-manifest 2";
/// The version before, which did not have the phases.
const FORMAT_1: &str = "digest-manifest 1";

/// One file of the built site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Its path.
    pub path: OutputPath,
    /// The digest of its bytes.
    pub fingerprint: Fingerprint,
    /// Its size in bytes.
    pub size: u64,
    /// When it was put in place.
    pub phase: Phase,
}

/// All files of a built site, sorted by path. The text form depends on nothing else.
#[derive(Clone, Debug, Default)]
pub struct OutputManifest {
    entries: Vec<ManifestEntry>,
    places: OnceLock<HashMap<OutputPath, usize>>,
}

impl PartialEq for OutputManifest {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Eq for OutputManifest {}

/// The error of reading a manifest that is damaged or of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a manifest of this version of digest")]
pub struct NotAManifest;

impl OutputManifest {
    /// Makes a manifest; of two entries with one path the first stays.
    pub fn new(mut entries: Vec<ManifestEntry>) -> Self {
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|later, earlier| later.path == earlier.path);
        Self { entries, places: OnceLock::new() }
    }

    /// Reads the text form and checks it against its checksum.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAManifest> {
        let text = std::str::from_utf8(bytes).map_err(|_| NotAManifest)?;
        let (head, lines) = text.split_once('\n').ok_or(NotAManifest)?;
        let (format, checksum) = match head.rsplit_once(' ') {
            Some((format, checksum)) => (format, Some(checksum)),
            None => (head, None),
        };
        let has_phases = format == FORMAT;
        if !has_phases && format != FORMAT_1 {
            return Err(NotAManifest);
        }
        if checksum != Some(&Fingerprint::of(lines.as_bytes()).to_string()) {
            return Err(NotAManifest);
        }
        let lines: Vec<&str> = lines.lines().collect();
        let entries = lines.par_iter().with_min_len(256).map(|line| parse_line(line, has_phases));
        let entries = entries.collect::<Option<_>>().ok_or(NotAManifest)?;
        Ok(Self::new(entries))
    }

    /// The text form: a line of format, version and checksum, then a line per file with
    /// fingerprint, size, phase and path.
    pub fn to_text(&self) -> String {
        let mut lines = String::with_capacity(self.entries.len() * 96);
        for ManifestEntry { path, fingerprint, size, phase } in &self.entries {
            let _ = writeln!(lines, "{fingerprint} {size} {} {path}", letter(*phase));
        }
        let checksum = Fingerprint::of(lines.as_bytes());
        format!("{FORMAT} {checksum}\n{lines}")
    }

    /// The entries, sorted by path.
    pub fn entries(&self) -> &[ManifestEntry] {
        &self.entries
    }

    pub fn get(&self, path: &str) -> Option<&ManifestEntry> {
        let place = |(place, entry): (usize, &ManifestEntry)| (entry.path.clone(), place);
        let places =
            self.places.get_or_init(|| self.entries.iter().enumerate().map(place).collect());
        Some(&self.entries[*places.get(path)?])
    }

    /// Whether a file is below a directory.
    pub(super) fn has_directory(&self, directory: &str) -> bool {
        let above = format!("{directory}/");
        let place = self.entries.partition_point(|entry| entry.path.as_str() < above.as_str());
        self.entries.get(place).is_some_and(|entry| entry.path.as_str().starts_with(&above))
    }

    /// Whether it has all paths of another one.
    pub(super) fn covers(&self, other: &Self) -> bool {
        // Both are sorted, so what comes before a path need not be looked at again.
        let mut entries = self.entries.iter();
        other.entries.iter().all(|old| entries.any(|entry| entry.path == old.path))
    }

    /// This manifest with the entries that only `older` has: what both builds together own.
    #[must_use]
    pub(super) fn joined_with(&self, older: &Self) -> Self {
        Self::new(self.entries.iter().chain(&older.entries).cloned().collect())
    }
}

/// The letters of phases.
const LETTERS: [(&str, Phase); 4] =
    [("a", Phase::Asset), ("p", Phase::Page), ("l", Phase::List), ("f", Phase::Feed)];

fn letter(phase: Phase) -> &'static str {
    let found = LETTERS.iter().find(|(_, known)| *known == phase);
    found.map_or("p", |(letter, _)| letter)
}

fn parse_line(line: &str, has_phase: bool) -> Option<ManifestEntry> {
    let (fingerprint, rest) = line.split_once(' ')?;
    let (size, mut path) = rest.split_once(' ')?;
    let mut phase = Phase::Page;
    if has_phase {
        let (letter, rest) = path.split_once(' ')?;
        phase = LETTERS.iter().find(|(known, _)| *known == letter)?.1;
        path = rest;
    }
    check_name(path).ok()?;
    Some(ManifestEntry {
        path: OutputPath::new(path).ok()?,
        fingerprint: fingerprint.parse().ok()?,
        size: size.parse().ok()?,
        phase,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, bytes: &[u8]) -> ManifestEntry {
        ManifestEntry {
            path: OutputPath::new(path).unwrap(),
            fingerprint: Fingerprint::of(bytes),
            size: bytes.len() as u64,
            phase: Phase::List,
        }
    }

    #[test]
    fn text_form_is_sorted_and_reads_back() {
        let manifest = OutputManifest::new(vec![entry("b/å x.html", b"12"), entry("a", b"")]);
        let text = manifest.to_text();
        assert!(text.ends_with(" 2 l b/å x.html\n"));
        assert_eq!(OutputManifest::parse(text.as_bytes()).as_ref(), Ok(&manifest));
        assert_eq!(manifest.get("a"), Some(&entry("a", b"")));
        assert_eq!(manifest.get("c"), None);
    }

    #[test]
    fn phases_are_kept_and_a_manifest_without_them_is_read() {
        let phases = LETTERS.map(|(letter, phase)| ManifestEntry { phase, ..entry(letter, b"") });
        let manifest = OutputManifest::new(phases.to_vec());
        assert_eq!(OutputManifest::parse(manifest.to_text().as_bytes()), Ok(manifest));

        let lines = format!("{} 1 a b.html\n", Fingerprint::of(b"1"));
        let text = format!("{FORMAT_1} {}\n{lines}", Fingerprint::of(lines.as_bytes()));
        let page = ManifestEntry { phase: Phase::Page, ..entry("a b.html", b"1") };
        assert_eq!(OutputManifest::parse(text.as_bytes()).unwrap().entries(), [page]);
    }

    #[test]
    fn damage_is_noticed_wherever_it_is() {
        let text = OutputManifest::new(vec![entry("a", b"1"), entry("b", b"2")]).to_text();
        for at in 0..text.len() {
            assert_eq!(
                OutputManifest::parse(&text.as_bytes()[..at]),
                Err(NotAManifest),
                "cut at {at}"
            );
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 4;
            assert_eq!(OutputManifest::parse(&bytes), Err(NotAManifest), "flipped at {at}");
        }
    }

    #[test]
    fn a_joint_manifest_has_the_newer_entries_first() {
        let old = OutputManifest::new(vec![entry("a", b"old"), entry("b", b"old")]);
        let new = OutputManifest::new(vec![entry("b", b"new"), entry("c", b"new")]);
        let joint = new.joined_with(&old);
        assert_eq!(joint.entries(), [entry("a", b"old"), entry("b", b"new"), entry("c", b"new")]);
        assert!(joint.covers(&old) && joint.covers(&new));
        assert!(!new.covers(&old) && !old.covers(&joint));
    }
}
