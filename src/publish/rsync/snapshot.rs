//! What the far end has: its releases and its records, as `remote.sh` prints them.

use std::collections::BTreeMap;

use crate::write::ReleaseId;

/// The state of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot {
    /// The release that readers see.
    pub(super) live: Option<ReleaseId>,
    /// All releases, the oldest first.
    pub(super) ids: Vec<ReleaseId>,
    /// The records by their file names.
    records: BTreeMap<String, Vec<u8>>,
}

impl Snapshot {
    /// Reads what was printed; `None` if something is missing.
    pub(super) fn parse(mut bytes: &[u8]) -> Option<Self> {
        let mut snapshot = Self::default();
        let mut sizes = Vec::new();
        loop {
            let end = bytes.iter().position(|byte| *byte == b'\n')?;
            let line = std::str::from_utf8(&bytes[..end]).ok()?;
            bytes = &bytes[end + 1..];
            match line.split_once(' ') {
                Some(("live", "")) => {}
                Some(("live", id)) => snapshot.live = Some(ReleaseId::parse(id)?),
                Some(("id", id)) => snapshot.ids.push(ReleaseId::parse(id)?),
                Some(("record", record)) => {
                    let (name, size) = record.rsplit_once(' ')?;
                    sizes.push((name.to_owned(), size.parse::<usize>().ok()?));
                }
                None if line == "contents" => break,
                _ => return None,
            }
        }
        for (name, size) in sizes {
            let (contents, rest) = bytes.split_at_checked(size)?;
            snapshot.records.insert(name, contents.to_vec());
            bytes = rest;
        }
        snapshot.ids.sort();
        bytes.is_empty().then_some(snapshot)
    }

    /// A record and its revision.
    pub(super) fn record(&self, name: &str) -> Option<(&[u8], String)> {
        let all = self.records.get(name)?;
        let end = all.iter().position(|byte| *byte == b'\n').unwrap_or(all.len());
        let revision = String::from_utf8_lossy(&all[..end]).into_owned();
        let bytes = all.get(end + 1..).unwrap_or_default();
        Some((bytes.strip_suffix(b"\n").unwrap_or(bytes), revision))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_whole_or_none() {
        let text = "live 20261127T134501Z-001\nid 20261127T134501Z-001\nid 20261127T134501Z-000\n\
                    record lock 10\nrecord x 4\ncontents\nabc\n{\"a\"}\nr\n\n\n";
        let snapshot = Snapshot::parse(text.as_bytes()).unwrap();
        assert_eq!(snapshot.live, snapshot.ids.last().cloned());
        assert_eq!(snapshot.record("lock"), Some((&b"{\"a\"}"[..], "abc".into())));
        assert_eq!(snapshot.record("x"), Some((&b"\n"[..], "r".into())));
        assert_eq!(snapshot.record("y"), None);
        for length in 0..text.len() {
            assert_eq!(Snapshot::parse(&text.as_bytes()[..length]), None, "{length}");
        }
        assert!(Snapshot::parse(format!("{text}x").as_bytes()).is_none());
        assert!(Snapshot::parse(b"live \ncontents\n").unwrap().live.is_none());
    }
}
