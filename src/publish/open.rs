//! From the settings of a target to the target.
//!
//! In: a [`PublishConfig`]. Out: a [`Target`] of its kind. May import: all targets.

use std::path::Path;

use jiff::Timestamp;

use super::directory::DirectoryTarget;
use super::git::GitTarget;
use super::program::Interruption;
use super::rsync::RsyncTarget;
#[cfg(feature = "network")]
use super::store::StoreTarget;
use super::target::{Target, TargetError};
use crate::config::publish::{PublishConfig, PublishKind};

/// What a target may have to know of the command that uses it.
#[derive(Clone, Debug)]
pub(crate) struct TargetContext<'a> {
    /// The site's directory, to which relative paths belong.
    pub(crate) site_root: &'a Path,
    /// The directory that the site is built in.
    pub(crate) output: &'a Path,
    /// The host of the site's base URL, for whoever has no other name.
    pub(crate) host: &'a str,
    /// Names releases, and dates commits.
    pub(crate) now: Timestamp,
    pub(crate) interruption: Interruption,
}

/// Opens a target. Nothing is asked of it yet.
pub(crate) fn open_target(
    config: &PublishConfig,
    context: &TargetContext<'_>,
) -> Result<Box<dyn Target>, TargetError> {
    let TargetContext { site_root, output, host, now, interruption } = context;
    match &config.kind {
        PublishKind::Directory(directory) => {
            Ok(Box::new(DirectoryTarget::new(site_root, output, directory, *now)?))
        }
        PublishKind::Rsync(rsync) => Ok(Box::new(RsyncTarget::new(rsync, *now, interruption)?)),
        PublishKind::Git(git) => {
            let (name, interruption) = (&config.name, interruption.clone());
            Ok(Box::new(GitTarget::new(git, site_root, name, host, *now, interruption)))
        }
        #[cfg(feature = "network")]
        PublishKind::S3(s3) => Ok(Box::new(StoreTarget::s3(s3)?)),
        #[cfg(feature = "network")]
        PublishKind::Gcs(gcs) => Ok(Box::new(StoreTarget::gcs(gcs)?)),
        #[cfg(feature = "network")]
        PublishKind::Azure(azure) => Ok(Box::new(StoreTarget::azure(azure)?)),
        #[cfg(not(feature = "network"))]
        PublishKind::S3(_) | PublishKind::Gcs(_) | PublishKind::Azure(_) => {
            let message = format!(
                "`[publish.{}]` needs the network, which this build of digest leaves out",
                config.name
            );
            Err(TargetError::new(super::target::TargetErrorKind::Unsupported, message).help(
                "build it with the feature `network`: `cargo install --path . --features network`",
            ))
        }
    }
}
