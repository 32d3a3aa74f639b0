//! Files that are copied as they are: those below `static`, and images.

use std::collections::BTreeSet;

use crate::assets::StaticFile;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::output::{FileOutput, Planner, changed};
use crate::paths::{OutputPath, SourcePath, UrlPath};
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

#[derive(Debug)]
struct CopiedFile {
    source: SourcePath,
    fingerprint: Fingerprint,
}

pub(crate) fn plan_static(planner: &mut Planner<'_>) {
    for (source, StaticFile { fingerprint, .. }) in &*planner.site.statics {
        let Some(path) = source.below("static") else { continue };
        match OutputPath::new(path) {
            Ok(output) => {
                let url = UrlPath::of_output(&output);
                let file = CopiedFile { source: source.clone(), fingerprint: *fingerprint };
                planner.file(file, output, url, "file");
            }
            Err(error) => {
                let problem = Diagnostic::new(Code::FileName, error.to_string());
                planner.report(problem.in_file(source).help("rename the file"));
            }
        }
    }
}

pub(crate) fn plan_images(planner: &mut Planner<'_>) {
    let mut taken: BTreeSet<&OutputPath> = BTreeSet::new();
    for (source, image) in planner.site.images.iter() {
        let Some(output) = &image.output else { continue };
        // Two sources with the same bytes are one image.
        if taken.insert(output) {
            let file = CopiedFile { source: source.clone(), fingerprint: image.fingerprint };
            planner.file(file, output.clone(), image.url.clone(), "picture");
        }
    }
}

impl FileOutput for CopiedFile {
    fn name(&self) -> &'static str {
        "copied file"
    }

    fn phase(&self) -> Phase {
        Phase::Asset
    }

    fn source(&self) -> Option<&SourcePath> {
        Some(&self.source)
    }

    fn view<'a>(&self, _site: &'a Site, _url: &UrlPath) -> View<'a> {
        View::new().input("file", self.fingerprint)
    }

    /// Reads the file, which must be what it was when the output was planned.
    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        let limits = &site.config.limits;
        let limit = limits.static_bytes.max(limits.image_bytes) as u64;
        let file = site.files.read(&self.source, limit)?;
        if file.fingerprint == self.fingerprint {
            Ok(file.bytes)
        } else {
            Err(changed(&self.source).into())
        }
    }
}
