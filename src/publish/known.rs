//! Reading what is known of a target: its manifest and journal, and what this machine sent.

use super::error::PublishError;
use super::journal::Journal;
use super::manifest::PublishedManifest;
use super::plan::Known;
use super::state::LocalState;
use super::target::{Record, Revision, Target, TargetError, TargetErrorKind};

/// The revisions of the records that were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Revisions {
    pub(super) manifest: Option<Revision>,
    pub(super) journal: Option<Revision>,
}

/// Reads the records of a target.
pub(super) fn read_known(
    target: &dyn Target,
    state: &LocalState,
) -> Result<(Known, Revisions), PublishError> {
    let manifest = target.read(Record::Manifest)?;
    let journal = target.read(Record::Journal)?;
    let revision = |stored: &Option<super::target::Stored>| {
        stored.as_ref().map(|stored| stored.revision.clone())
    };
    let revisions = Revisions { manifest: revision(&manifest), journal: revision(&journal) };
    let manifest = manifest
        .map(|stored| PublishedManifest::parse(&stored.bytes))
        .transpose()
        .map_err(|error| damaged(target, Record::Manifest, &error.to_string()))?;
    let journal = journal
        .map(|stored| {
            Journal::parse(&stored.bytes)
                .ok_or_else(|| damaged(target, Record::Journal, "it is not a list of paths"))
        })
        .transpose()?;
    Ok((Known { manifest, journal, sent: state.sent() }, revisions))
}

fn damaged(target: &dyn Target, record: Record, why: &str) -> TargetError {
    let (name, location) = (record.file_name(), target.location());
    let message = format!("the record `{name}` at {location} is damaged: {why}");
    TargetError::new(TargetErrorKind::Refused, message)
        .help("make it anew from what is there with `digest publish --audit`")
}
