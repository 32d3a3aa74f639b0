//! What a kind of output says about itself.

use std::fmt::Debug;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::{Body, Meta};
use crate::paths::{SourcePath, UrlPath};
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

/// A page that is rendered through a template.
pub(crate) trait PageOutput: Debug + Send + Sync {
    /// The kind's name, as `explain` shows it. Part of the page's key.
    fn name(&self) -> &'static str;

    fn phase(&self) -> Phase;

    /// The template's name.
    fn template<'a>(&self, site: &'a Site) -> &'a str;

    /// Exactly what the template is given.
    fn view<'a>(&'a self, site: &'a Site, at: PageAddress<'a>) -> View<'a>;

    /// The content file whose text the page shows, if there is one.
    fn content<'a>(&self, _site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        None
    }
}

/// Where an output is, and what it shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageAddress<'a> {
    pub(crate) url: &'a UrlPath,
    /// The file whose text it shows, if there is one.
    pub(crate) source: Option<&'a SourcePath>,
}

impl PageAddress<'_> {
    /// How messages name it: its URL, and its content file if it has one.
    pub(crate) fn label(&self) -> String {
        match self.source {
            Some(source) => format!("{} ({source})", self.url),
            None => self.url.to_string(),
        }
    }
}

/// A file that is written or copied without a template.
pub(crate) trait FileOutput: Debug + Send + Sync {
    /// The kind's name, as `explain` shows it. Part of the file's key.
    fn name(&self) -> &'static str;

    /// What pages load is put in place before them, what names them after.
    fn phase(&self) -> Phase {
        Phase::Feed
    }

    /// Everything that [`Self::bytes`] reads: parts without values.
    fn view<'a>(&self, site: &'a Site, url: &UrlPath) -> View<'a>;

    fn bytes(&self, site: &Site, url: &UrlPath) -> Result<Vec<u8>, Diagnostics>;

    /// The file that it is copied from, if it is.
    fn source(&self) -> Option<&SourcePath> {
        None
    }
}

/// Reports that a file has changed since the site was planned.
pub(crate) fn changed(source: &SourcePath) -> Diagnostic {
    Diagnostic::new(Code::FileChanged, "the file changed while the site was being built")
        .in_file(source)
        .help("build again")
}
