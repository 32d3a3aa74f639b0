//! Files that are copied as they are.

use super::site::Site;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::paths::SourcePath;

/// Reads the file, which must be what it was when the output was planned.
pub(super) fn bytes(
    site: &Site,
    source: &SourcePath,
    fingerprint: Fingerprint,
) -> Result<Vec<u8>, Diagnostics> {
    let limits = &site.config.limits;
    let limit = limits.static_bytes.max(limits.image_bytes) as u64;
    let file = site.files.read(source, limit)?;
    if file.fingerprint == fingerprint { Ok(file.bytes) } else { Err(changed(source).into()) }
}

/// Says that a file was changed since the site was planned.
pub(super) fn changed(source: &SourcePath) -> Diagnostic {
    Diagnostic::new(Code::FileChanged, "the file was changed while the site was being built")
        .in_file(source)
        .help("build again")
}
