//! The host's own files: `_redirects`, `_headers`, `CNAME` and the like. What is in them, `hosting`
//! decides; here they become outputs, and the site is compared with the host's limits.

use crate::config::HostKind;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::hosting::{files, host_name, most_files};
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
        planner.generated(HostFile { text }, UrlPath::file(name));
    }
    let host = host_name(kind);
    if let Some((beyond, limit)) = planner.rules().beyond() {
        let message = format!(
            "{host} takes no more than {limit}: redirects that became pages instead: {beyond}"
        );
        let problem = Diagnostic::new(Code::RedirectLimit, message);
        planner.report(problem.help("remove former URLs that nobody uses any more"));
    }
    if let Some(problem) = too_many(kind, planner.outputs()) {
        planner.report(problem);
    }
}

/// What is wrong with the number of files, if something is.
fn too_many(kind: HostKind, outputs: usize) -> Option<Diagnostic> {
    let most = most_files(kind).filter(|most| outputs > *most)?;
    let host = host_name(kind);
    let message = format!("the site has {outputs} files, and {host} takes {most}");
    Some(Diagnostic::new(Code::HostLimit, message).help(
        "choose another host, or write `host-limit = \"off\"` under `[check]` if your plan allows \
         more",
    ))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloudflare_takes_twenty_thousand_files() {
        assert_eq!(too_many(HostKind::CloudflarePages, 20_000), None);
        let problem = too_many(HostKind::CloudflarePages, 20_001).unwrap();
        assert_eq!(problem.message, "the site has 20001 files, and Cloudflare Pages takes 20000");
        assert_eq!(too_many(HostKind::Nginx, 1_000_000), None);
    }
}
