//! Writing records although an answer may get lost.
//!
//! A conditional write is repeated when no answer came. If the first one had arrived all the same, the
//! second one fails, since it finds what the first one wrote. So a conflict with one's own bytes is
//! none.

use super::target::{Record, Revision, Target, TargetError, TargetErrorKind};

/// Writes a record as [`Target::write`] does.
pub(super) fn write(
    target: &dyn Target,
    record: Record,
    bytes: &[u8],
    expected: Option<&Revision>,
) -> Result<Revision, TargetError> {
    unless_written(target, record, bytes, target.write(record, bytes, expected))
}

/// Shows the release, or writes the manifest, as [`Target::finish`] does.
pub(super) fn finish(
    target: &dyn Target,
    manifest: &[u8],
    expected: Option<&Revision>,
) -> Result<Revision, TargetError> {
    unless_written(target, Record::Manifest, manifest, target.finish(manifest, expected))
}

fn unless_written(
    target: &dyn Target,
    record: Record,
    bytes: &[u8],
    result: Result<Revision, TargetError>,
) -> Result<Revision, TargetError> {
    match result {
        // What a target releases is not shown yet if it has only written its manifest.
        Err(error) if error.kind == TargetErrorKind::Conflict && !target.is_atomic() => {
            let there = target.read(record)?.filter(|stored| stored.bytes == bytes);
            there.map(|stored| stored.revision).ok_or(error)
        }
        result => result,
    }
}
