//! From the settings of a target to the target.
//!
//! In: a [`PublishConfig`]. Out: a [`Target`] of its kind. May import: all targets.

use std::path::Path;

use jiff::Timestamp;

use super::directory::DirectoryTarget;
use super::program::Interruption;
#[cfg(feature = "network")]
use super::store::StoreTarget;
use super::target::{Target, TargetError, TargetErrorKind};
use crate::config::publish::{PublishConfig, PublishKind};

/// What a target may have to know of the command that uses it.
#[derive(Clone, Debug)]
pub(crate) struct TargetContext<'a> {
    /// The site's directory, to which relative paths belong.
    pub(crate) site_root: &'a Path,
    /// The directory that the site is built in.
    pub(crate) output: &'a Path,
    /// Names releases, and dates commits.
    pub(crate) now: Timestamp,
    pub(crate) interruption: Interruption,
}

/// Opens a target. Nothing is asked of it yet.
pub(crate) fn open_target(
    config: &PublishConfig,
    context: &TargetContext<'_>,
) -> Result<Box<dyn Target>, TargetError> {
    let TargetContext { site_root, output, now, .. } = context;
    match &config.kind {
        PublishKind::Directory(directory) => {
            Ok(Box::new(DirectoryTarget::new(site_root, output, directory, *now)?))
        }
        #[cfg(feature = "network")]
        PublishKind::S3(s3) => Ok(Box::new(StoreTarget::s3(s3)?)),
        #[cfg(feature = "network")]
        PublishKind::Gcs(gcs) => Ok(Box::new(StoreTarget::gcs(gcs)?)),
        #[cfg(feature = "network")]
        PublishKind::Azure(azure) => Ok(Box::new(StoreTarget::azure(azure)?)),
        _ => {
            let message =
                format!("`[publish.{}]`: targets of this kind are not there yet", config.name);
            Err(TargetError::new(TargetErrorKind::Unsupported, message))
        }
    }
}
