//! The images that content names: where they are found, and what templates get of them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::static_names::decomposed;
use super::{Address, Site};
use crate::assets::ImageFile;
use crate::config::SiteConfig;
use crate::danish::nfc;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, KeySegment, MAX_SUGGESTIONS, nearest};
use crate::discover::{Tree, is_image};
use crate::files::SourceFile;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::index::{ContentEntry, SiteIndex};
use crate::model::{Body, ImageRef, Link, LinkOrigin};
use crate::paths::{BadWebAddress, FULL_URL, SourcePath, decoded, external_address, without_dots};
use crate::template::Engine;
use crate::view::{Record, Value};

/// How many content files one task goes through.
const CHUNK: usize = 256;

/// The source of an image that a content file names: below `static` for `/x`, else relative to
/// the content file. `None` if the path leads out of the site's directory.
fn source(from: &SourcePath, src: &str) -> Option<SourcePath> {
    let path = without_suffix(src);
    if path.starts_with('/') {
        return SourcePath::new(&format!("static/{}", decoded(&without_dots(path))));
    }
    from.resolve(&decoded(path))
}

/// An address without its query and fragment.
fn without_suffix(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Whether a link is looked for among the images: raw HTML shows it as one, or it leads to one
/// beside the content file, for a larger view.
pub(crate) fn is_image_link(link: &Link) -> bool {
    let is_beside = !link.target.starts_with(['/', '#', '@']);
    link.origin == LinkOrigin::RawImage || is_beside && is_image(without_suffix(&link.target))
}

/// The images that shown pages use, sorted, and the problem of each that they name but that
/// `tree` does not have.
pub(crate) fn used(
    tree: &Tree,
    index: &SiteIndex,
    engine: Option<&Engine>,
    config: &SiteConfig,
) -> (Vec<SourceFile>, Diagnostics) {
    let images = tree.images.iter();
    let available: BTreeMap<String, &SourceFile> =
        images.map(|entry| (nfc(entry.path.as_str()).into_owned(), entry)).collect();
    let reported = tree.problems.iter().filter(|problem| problem.code == Code::BadImage);
    let unsupported: BTreeSet<&SourcePath> =
        reported.filter_map(|problem| problem.file.as_ref()).collect();
    let decomposed = decomposed(tree.static_files.iter(), |entry| &entry.path);
    let gather = |contents: &[ContentEntry<'_>]| {
        let mut gather = Gather {
            config,
            engine,
            is_shown: true,
            available: &available,
            copied: &tree.static_files,
            decomposed: &decomposed,
            unsupported: &unsupported,
            used: BTreeMap::new(),
            problems: Diagnostics::default(),
        };
        for content in contents {
            gather.is_shown = content.state.has_page();
            gather.front_matter(&content.meta.source, content.file.image());
            gather.body(&content.meta.source, content.body);
        }
        (gather.used, gather.problems)
    };
    let contents = index.contents().filter(|content| content.state.is_checked());
    let contents: Vec<ContentEntry<'_>> = contents.collect();
    let (mut used, mut problems) = (BTreeMap::new(), Diagnostics::default());
    let parts: Vec<_> = contents.par_chunks(CHUNK).map(gather).collect();
    for (part, part_problems) in parts {
        used.extend(part);
        problems.extend(part_problems);
    }
    (used.into_values().cloned().collect(), problems)
}

struct Gather<'a> {
    config: &'a SiteConfig,
    engine: Option<&'a Engine>,
    /// Whether the images of the present file are published: those of a scheduled article are
    /// looked for, but wait for their day.
    is_shown: bool,
    /// The images below `content`, by the composed form of their paths.
    available: &'a BTreeMap<String, &'a SourceFile>,
    /// The files below `static`, sorted.
    copied: &'a [SourceFile],
    /// Those of them whose paths are not composed, by their composed paths.
    decomposed: &'a BTreeMap<String, &'a SourceFile>,
    /// The files that have been reported as images of other formats.
    unsupported: &'a BTreeSet<&'a SourcePath>,
    used: BTreeMap<&'a SourcePath, &'a SourceFile>,
    problems: Diagnostics,
}

impl<'a> Gather<'a> {
    fn front_matter(&mut self, from: &SourcePath, image: Option<&ImageRef>) {
        let Some(image) = image else { return };
        if let Err(problem) = self.find(from, &image.src) {
            let key = [KeySegment::from("image"), KeySegment::from("src")];
            self.problems.push(problem.in_file(from).at_key(key));
        }
    }

    fn body(&mut self, from: &SourcePath, body: &Body) {
        for image in &body.images {
            if let Err(problem) = self.find(from, &image.src) {
                self.problems.push(problem.in_file(from).at_bytes(image.range.clone()));
            }
            if !image.has_alt {
                let message = "the image has no alternative text";
                let problem = Diagnostic::new(Code::MissingAlt, message).in_file(from);
                let help = "describe the image between the brackets: `![…](…)`";
                self.problems.push(problem.at_bytes(image.range.clone()).help(help));
            }
        }
        let engine = self.engine;
        let shows_image = |name: &str| {
            engine.and_then(|engine| engine.component(name)).is_some_and(|c| c.takes("image"))
        };
        let calls = body.components.iter().filter(|call| shows_image(&call.name));
        let options = calls.flat_map(|component| &component.options);
        for (name, src, range) in options {
            if name == "src"
                && let Err(problem) = self.find(from, src)
            {
                self.problems.push(problem.in_file(from).at_bytes(range.clone()));
            }
        }
        // Other links are checked elsewhere.
        for link in &body.links {
            if is_image_link(link)
                && let Err(problem) = self.find(from, &link.target)
            {
                self.problems.push(problem.in_file(from).at_bytes(link.range.clone()));
            }
        }
    }

    fn find(&mut self, from: &SourcePath, src: &str) -> Result<(), Box<Diagnostic>> {
        let src = match Address::read(self.config, src) {
            Address::Here(src) => src,
            Address::Elsewhere(address) => return elsewhere(address),
        };
        if let Some(bad) = src.chars().find(|c| c.is_control()) {
            let message = format!("the URL `{src}` contains {bad:?}");
            return Err(Box::new(Diagnostic::new(Code::BadUrl, message).help("remove it")));
        }
        let missing = |help: String| {
            let message = format!("the image `{src}` does not exist");
            Err(Box::new(Diagnostic::new(Code::MissingImage, message).help(help)))
        };
        let Some(path) = source(from, &src) else {
            return missing("the path leads outside the site's directory".into());
        };
        if self.unsupported.contains(&path) {
            return Ok(());
        }
        let copied = self.copied.binary_search_by(|entry| entry.path.cmp(&path));
        let copied = copied.ok().and_then(|place| self.copied.get(place));
        let composed = nfc(path.as_str());
        let found: Option<&'a SourceFile> = [self.available, self.decomposed]
            .into_iter()
            .find_map(|files| files.get(composed.as_ref()).copied())
            .or(copied);
        if let Some(entry) = found {
            if self.is_shown {
                self.used.insert(&entry.path, entry);
            }
            return Ok(());
        }
        if self.problems.len() >= MAX_SUGGESTIONS {
            return missing(format!("put the image at `{path}`"));
        }
        let others = self.available.values().map(|entry| &entry.path);
        let names = others.filter(|other| other.directory() == path.directory());
        match nearest(path.name(), names.map(SourcePath::name)) {
            Some(near) => missing(format!("did you mean `{near}`?")),
            None => missing(format!("put the image at `{path}`")),
        }
    }
}

/// Checks the address of an image on another site.
fn elsewhere(address: &str) -> Result<(), Box<Diagnostic>> {
    let complaint = |error: BadWebAddress| {
        Box::new(Diagnostic::new(Code::BadUrl, error.message(address)).help(FULL_URL))
    };
    external_address(address).map(|_| ()).map_err(complaint)
}

/// The image that a content file names, if it is one of this site.
pub(crate) fn find<'a>(site: &'a Site, from: &SourcePath, src: &str) -> Option<&'a ImageFile> {
    let src = Address::read(&site.config, src).here()?;
    site.images.get(&source(from, &src)?)
}

/// The fingerprint of everything that [`value`] reads.
pub(crate) fn fingerprint(site: &Site, from: &SourcePath, image: Option<&ImageRef>) -> Fingerprint {
    let mut all = FingerprintBuilder::new("picture");
    if let Some(image) = image {
        all.text(&image.src)
            .text(&image.alt)
            .optional(image.caption.as_deref())
            .optional(image.credit.as_deref());
        if let Some(file) = find(site, from, &image.src) {
            all.fingerprint(file.fingerprint).text(file.url.as_str());
        }
    }
    all.finish()
}

/// An image as templates know it, or none.
pub(crate) fn value(site: &Site, from: &SourcePath, image: Option<&ImageRef>) -> Value {
    let Some(image) = image else { return Value::none() };
    let Some(file) = find(site, from, &image.src) else { return Value::none() };
    let base = &site.config.base_url;
    Record::new()
        .set("url", file.url.under(base.sub_path()))
        .set("absolute", base.absolute(&file.url))
        .set("width", file.width)
        .set("height", file.height)
        .set("alt", &image.alt)
        .set("caption", image.caption.as_ref())
        .set("credit", image.credit.as_ref())
        .into()
}
