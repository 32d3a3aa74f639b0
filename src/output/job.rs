//! Jobs: one file that is to be made, and the making of it.

use std::sync::Arc;

use super::kind::{FileOutput, PageAddress, PageOutput};
use crate::compress::{Encoding, compressed};
use crate::diagnostics::Diagnostics;
use crate::model::{Body, Meta};
use crate::paths::{OutputPath, SourcePath, UrlPath};
use crate::site::Site;
use crate::template::Closure;
use crate::view::View;
use crate::write::Phase;

/// One output file.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its path in the output directory.
    pub output: OutputPath,
    /// Its URL, from the site's root.
    pub url: UrlPath,
    pub(crate) kind: JobKind,
    /// Its compressed siblings, each of which is an output if that is clearly smaller.
    pub(crate) siblings: Arc<[Sibling]>,
}

/// A compressed form of an output, beside it.
#[derive(Clone, Debug)]
pub(crate) struct Sibling {
    pub(crate) encoding: Encoding,
    pub(crate) output: OutputPath,
}

/// How a file is made.
#[derive(Clone, Debug)]
pub(crate) enum JobKind {
    Page(Arc<dyn PageOutput>),
    File(Arc<dyn FileOutput>),
}

impl Job {
    /// When it is published: nothing may link to what does not exist yet.
    pub(crate) fn phase(&self) -> Phase {
        match &self.kind {
            JobKind::Page(page) => page.phase(),
            JobKind::File(file) => file.phase(),
        }
    }

    /// The kind's name, as `explain` shows it.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            JobKind::Page(page) => page.name(),
            JobKind::File(file) => file.name(),
        }
    }

    pub(crate) fn address<'a>(&'a self, site: &'a Site) -> PageAddress<'a> {
        PageAddress { url: &self.url, source: self.source(site) }
    }

    /// The one file that the output is made of, apart from all that it shows of others.
    pub(crate) fn source<'a>(&'a self, site: &'a Site) -> Option<&'a SourcePath> {
        match &self.kind {
            JobKind::Page(_) => self.content(site).map(|(meta, _)| &meta.source),
            JobKind::File(file) => file.source(),
        }
    }

    /// Whether it is a copy of a file.
    pub(crate) fn is_copied(&self) -> bool {
        matches!(&self.kind, JobKind::File(file) if file.source().is_some())
    }

    /// Whether it is the page of a draft.
    pub(crate) fn is_draft(&self, site: &Site) -> bool {
        self.content(site).is_some_and(|(meta, _)| meta.draft)
    }

    /// The template that renders it; none for what is written or copied without one.
    pub(crate) fn template<'a>(&self, site: &'a Site) -> Option<&'a str> {
        match &self.kind {
            JobKind::Page(page) => Some(page.template(site)),
            JobKind::File(_) => None,
        }
    }

    /// The components that the output's own text calls.
    pub(crate) fn components<'a>(&self, site: &'a Site) -> impl Iterator<Item = &'a str> {
        let body = self.content(site).map(|(_, body)| body);
        let calls = body.into_iter().flat_map(|body| &body.components);
        calls.map(|call| call.name.as_str())
    }

    /// The templates that the output is made of, but for those of components in a body, which
    /// belong to the body. None for what is written or copied without a template.
    pub(crate) fn closure(&self, site: &Site) -> Option<Arc<Closure>> {
        self.template(site).map(|template| site.engine.closures().of(template, []))
    }

    /// What the job's template is given, or everything that is read to write or copy the file.
    pub fn view<'a>(&'a self, site: &'a Site) -> View<'a> {
        match &self.kind {
            JobKind::Page(page) => page.view(site, self.address(site)),
            JobKind::File(file) => file.view(site, &self.url),
        }
    }

    /// Makes the output's bytes from its view.
    pub(crate) fn render(&self, site: &Site, view: &View<'_>) -> Result<Vec<u8>, Diagnostics> {
        match &self.kind {
            JobKind::Page(page) => {
                let label = self.address(site).label();
                site.engine.render(page.template(site), view, &label)
            }
            JobKind::File(file) => file.bytes(site, &self.url),
        }
    }

    /// Makes those of the siblings' bytes that are wanted and worth it, from the output's.
    pub fn compressed(
        &self,
        bytes: &[u8],
        wants: impl Fn(&OutputPath) -> bool,
    ) -> impl Iterator<Item = (&OutputPath, Vec<u8>)> {
        let wanted = self.siblings.iter().filter(move |sibling| wants(&sibling.output));
        wanted.filter_map(|Sibling { encoding, output }| {
            Some((output, compressed(*encoding, bytes)?))
        })
    }

    /// Makes the output's bytes.
    pub fn bytes(&self, site: &Site) -> Result<Vec<u8>, Diagnostics> {
        self.render(site, &self.view(site))
    }

    fn content<'a>(&self, site: &'a Site) -> Option<(&'a Meta, &'a Body)> {
        match &self.kind {
            JobKind::Page(page) => page.content(site),
            JobKind::File(_) => None,
        }
    }
}
