//! The web addresses of front matter: those that begin with the site's own must lead somewhere.

use super::resolve::{Destination, Mode, configured};
use crate::diagnostics::{Code, Diagnostic};
use crate::model::ContentFile;
use crate::site::{self, Site};

/// The problems of the URLs in a file's front matter.
pub(super) fn check(site: &Site, file: &dyn ContentFile, mode: Mode<'_>) -> Vec<Diagnostic> {
    let own =
        file.addresses().into_iter().filter(|(_, url)| !site::is_elsewhere(&site.config, url));
    let problems = own.filter_map(|(key, url)| {
        let problem = match configured(site, url, mode) {
            Ok(Destination::Hidden { title, why }) => {
                let message = format!("»{title}« {why}, but `{url}` leads there");
                Diagnostic::new(Code::HiddenTarget, message)
                    .help("publish it first, or remove the entry")
            }
            Ok(_) => return None,
            Err(bad) => Diagnostic::new(bad.code, bad.message).help_maybe(bad.help),
        };
        Some(problem.in_file(&file.meta().source).at_key(key))
    });
    problems.collect()
}
