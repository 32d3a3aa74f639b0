//! The host's own files: `_redirects`, `_headers`, `CNAME` and the like. What is in them, `hosting`
//! decides; here they become outputs, and the site is compared with the host's limits.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::hosting::{file_too_large, files, host_name, lost_with, too_many_files};
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;

#[derive(Debug)]
struct HostFile {
    text: String,
}

/// Comes last, when all redirects are known.
pub(crate) fn plan(planner: &mut Planner<'_>) {
    let config = &planner.site.config;
    let kind = config.hosting.kind;
    for (name, text) in files(kind, planner.rules(), config.base_url.host()) {
        let url = UrlPath::file(name);
        if let Some(problem) = replaced(planner, name, &url, &text) {
            planner.report(problem);
        }
        planner.generated(HostFile { text }, url);
    }
    if let Some((beyond, limit)) = planner.rules().beyond() {
        let host = host_name(kind);
        let message = format!(
            "{host} takes no more than {limit}: redirects that became pages instead: {beyond}"
        );
        let problem = Diagnostic::new(Code::RedirectLimit, message);
        planner.report(problem.help("remove former URLs that nobody uses any more"));
    }
    let too_many = too_many_files(kind, planner.outputs(), || planner.directories());
    for problem in too_many.into_iter().chain(too_large(planner.site)) {
        planner.report(problem);
    }
}

/// What is wrong with a file below `static` that is published instead of one of the host's own: it
/// is not the same.
fn replaced(planner: &Planner<'_>, name: &str, url: &UrlPath, text: &str) -> Option<Diagnostic> {
    let lost = lost_with(name)?;
    let source = planner.claimant(&url.output().ok()?)?.source.as_ref()?;
    let file = planner.site.statics.get(source)?;
    let is_named = source.below("static") == Some(name);
    if is_named && file.fingerprint == Fingerprint::of(text.as_bytes()) {
        return None;
    }
    let host = host_name(planner.site.config.hosting.kind);
    let message = format!(
        "this file is published instead of the generated `{name}`, whose {lost} {host} does not get"
    );
    let help = format!(
        "delete this file, or, if it has all that you need, write `{} = \"off\"` under `[check]`",
        Code::ReplacedHostFile
    );
    Some(Diagnostic::new(Code::ReplacedHostFile, message).in_file(source).help(help))
}

/// Copied files with more bytes than the host takes. `check` measures the others.
fn too_large(site: &Site) -> Vec<Diagnostic> {
    let kind = site.config.hosting.kind;
    let statics = site.statics.iter().map(|(source, file)| (source, file.size));
    let images = site.images.iter().filter(|(_, image)| image.output.is_some());
    let images = images.map(|(source, image)| (source, image.size));
    let all = statics.chain(images);
    all.filter_map(|(source, size)| Some(file_too_large(kind, size)?.in_file(source))).collect()
}

impl FileOutput for HostFile {
    fn name(&self) -> &'static str {
        "file for the host"
    }

    fn view<'a>(&self, _site: &'a Site, _url: &UrlPath) -> View<'a> {
        View::new().input("host", Fingerprint::of(self.text.as_bytes()))
    }

    fn bytes(&self, _site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(self.text.clone().into_bytes())
    }
}
