//! Files that are copied as they are.

use super::site::Site;
use crate::diagnostics::Diagnostics;
use crate::paths::SourcePath;

pub(super) fn bytes(site: &Site, source: &SourcePath) -> Result<Vec<u8>, Diagnostics> {
    let limit = site.config.limits.static_bytes as u64;
    Ok(site.files.read(source, limit)?.bytes)
}
