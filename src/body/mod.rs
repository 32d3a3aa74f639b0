//! A content file's body: its pieces joined, links resolved, images measured, components called.
//!
//! In: a file's text, as the index knows it. Out: HTML, for pages and feeds. May import: `links`,
//! `output`, `site`, and the rows below them.

mod missing;
pub(crate) mod notice;

use std::borrow::Cow;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::decode;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::html::escape;
use crate::index::LinkTarget;
use crate::links::{self, Destination, From, Mode};
use crate::markdown::{self, Document, LinkSyntax, Piece};
use crate::model::{Body, Meta};
use crate::output::{PageAddress, changed};
use crate::paths::external_address;
use crate::site::{self, Address, Site};
use crate::view::{Record, Value, View};

/// The fingerprint of everything that [`render`] reads: the source, what its links lead to, its
/// images, and the components that it calls.
/// `links` is [`links::fingerprint`].
pub(crate) fn fingerprint(
    site: &Site,
    meta: &Meta,
    body: &Body,
    links: Fingerprint,
) -> Fingerprint {
    let mut all = FingerprintBuilder::new("body");
    all.fingerprint(body.fingerprint);
    all.fingerprint(links);
    for image in &body.images {
        if let Some(file) = site::find_image(site, &meta.source, &image.src) {
            all.fingerprint(file.fingerprint).text(file.url.as_str());
        }
    }
    for component in &body.components {
        all.text(&component.name);
        let sources = component.options.iter().filter(|(name, ..)| name == "src");
        for (_, src, _) in sources {
            if let Some(file) = site::find_image(site, &meta.source, src) {
                all.fingerprint(file.fingerprint).text(file.url.as_str());
            }
        }
        for (line, _) in &component.lines {
            all.fingerprint(links::reference_fingerprint(site, &meta.source, line));
        }
    }
    let names = body.components.iter().map(|component| component.name.as_str());
    all.fingerprint(site.engine.closures().of("", names).fingerprint);
    all.finish()
}

/// Adds the part `body` of a page of its own; empty if the text has been withdrawn. `fingerprint`
/// is that of everything that [`render`] reads.
pub(crate) fn add_to<'a>(
    view: View<'a>,
    site: &'a Site,
    (meta, body): (&'a Meta, &'a Body),
    fingerprint: Fingerprint,
    at: PageAddress<'a>,
) -> View<'a> {
    view.fallible_part("body", fingerprint, move || {
        if meta.withdrawn.is_some() {
            return Ok(Value::html(""));
        }
        Ok(Value::html(&render(site, meta, body, &at.label())?))
    })
}

/// The fingerprint of everything that [`render`] reads of a text that few outputs show.
pub(crate) fn own_fingerprint(site: &Site, meta: &Meta, body: &Body) -> Fingerprint {
    let links = links::fingerprint(site, From { source: &meta.source, body });
    fingerprint(site, meta, body, links)
}

/// Renders the body. Reads the file again: it must be what the index was made of.
pub(crate) fn render(
    site: &Site,
    meta: &Meta,
    body: &Body,
    page: &str,
) -> Result<String, Diagnostics> {
    let text = text(site, meta, body)?;
    let document = markdown::pieces(text.get(body.start..).unwrap_or_default(), &site.markdown);
    if let Some(problem) = document.limit_problem {
        let range = problem.range.start + body.start..problem.range.end + body.start;
        let diagnostic = Diagnostic::new(problem.code, problem.message).in_file(&meta.source);
        return Err(diagnostic.at_bytes(range).help(problem.help.unwrap_or_default()).into());
    }
    let mut writer = BodyWriter::new(site, meta, body, page);
    let html = writer.document(&document);
    if writer.problems.is_empty() { Ok(html) } else { Err(writer.problems) }
}

/// Renders a short text of the front matter, whose links are resolved as those of the body.
pub(crate) fn inline(site: &Site, meta: &Meta, body: &Body, text: &str) -> String {
    BodyWriter::new(site, meta, body, "").document(&markdown::inline(text, &site.markdown))
}

/// The file's text, which must be what the index was made of.
fn text<'a>(site: &Site, meta: &Meta, body: &'a Body) -> Result<Cow<'a, str>, Diagnostics> {
    if let Some(text) = &body.text {
        return Ok(Cow::Borrowed(text));
    }
    let source = site.files.read(&meta.source, site.config.limits.article_bytes as u64)?;
    if source.fingerprint != body.fingerprint {
        return Err(changed(&meta.source).into());
    }
    Ok(Cow::Owned(decode(source.bytes, &meta.source)?))
}

/// About as many bytes as a link takes, or its end.
const ROOM: usize = 64;

struct BodyWriter<'a> {
    site: &'a Site,
    meta: &'a Meta,
    body: &'a Body,
    page: &'a str,
    /// Whether links to other sites are paid for.
    is_advertisement: bool,
    /// Which links are written, so that each end matches its start.
    written: Vec<bool>,
    problems: Diagnostics,
}

impl<'a> BodyWriter<'a> {
    fn new(site: &'a Site, meta: &'a Meta, body: &'a Body, page: &'a str) -> Self {
        let article = site.index.lookup().source(&meta.source).and_then(LinkTarget::article);
        let is_advertisement =
            article.is_some_and(|id| site.index.articles[id].content.sponsored.is_some());
        let (written, problems) = (Vec::new(), Diagnostics::default());
        Self { site, meta, body, page, is_advertisement, written, problems }
    }

    fn document(&mut self, document: &Document) -> String {
        self.written = vec![false; document.links.len()];
        self.join(&document.pieces, document)
    }

    /// Joins pieces of a document: its own, or those of a component's body.
    fn join(&mut self, pieces: &[Piece], document: &Document) -> String {
        let sizes = pieces.iter().map(|piece| match piece {
            Piece::Html(text) => text.len(),
            _ => ROOM,
        });
        let mut html = String::with_capacity(sizes.sum());
        // Where the tag of an image that does not exist begins.
        let mut lost_image = None;
        for piece in pieces {
            match piece {
                Piece::Html(text) => {
                    html.push_str(text);
                    if let Some(start) = lost_image.take() {
                        lost_image = missing::finish_image(&mut html, start);
                    }
                }
                Piece::LinkStart(number) => {
                    let link = &document.links[*number];
                    if let Some(tag) = self.link(link) {
                        html.push_str(&tag);
                        self.written[*number] = true;
                    }
                }
                Piece::LinkEnd(number) => {
                    if self.written[*number] {
                        html.push_str("</a>");
                    }
                }
                Piece::Attribute(number) => {
                    let link = &document.links[*number];
                    match self.attribute(link) {
                        Some(attribute) => html.push_str(&attribute),
                        None if missing::is_image(link) => lost_image = html.rfind('<'),
                        None => {}
                    }
                }
                Piece::SourceSet(candidates) => {
                    html.push_str(&self.source_set(&document.links[candidates.clone()]));
                }
                Piece::Image(number) => html.push_str(&self.image(&document.images[*number])),
                Piece::Component(number) => {
                    match self.component(&document.components[*number], document) {
                        Ok(text) => html.push_str(&text),
                        Err(problem) => self.problems.push(problem),
                    }
                }
            }
        }
        html
    }

    fn destination(&self, target: &str) -> Option<String> {
        let from = From { source: &self.meta.source, body: self.body };
        match links::resolve(self.site, from, target, Mode::Trusting) {
            Ok(Destination::Here(url) | Destination::Elsewhere(url)) => Some(url),
            // Problems have been reported before anything was rendered.
            Ok(Destination::Hidden { .. }) | Err(_) => None,
        }
    }

    fn link(&self, link: &markdown::ParsedLink) -> Option<String> {
        let url = self.destination(&link.target)?;
        let title = match link.title.as_str() {
            "" => String::new(),
            title => format!(" title=\"{}\"", escape(title)),
        };
        let is_paid = self.is_advertisement && site::is_elsewhere(&self.site.config, &link.target);
        let rel = if is_paid { " rel=\"sponsored\"" } else { "" };
        Some(format!("<a href=\"{}\"{rel}{title}>", escape(&url)))
    }

    /// An attribute of raw HTML; none if its address leads nowhere.
    fn attribute(&self, link: &markdown::ParsedLink) -> Option<String> {
        let LinkSyntax::RawHtml { attribute, .. } = &link.syntax else { return None };
        let url = self.raw_destination(link);
        url.map(|url| format!(" {attribute}=\"{}\"", escape(&url)))
    }

    /// An attribute with the candidates that exist; empty if none does.
    fn source_set(&self, candidates: &[markdown::ParsedLink]) -> String {
        let Some(LinkSyntax::RawHtml { attribute, .. }) = candidates.first().map(|c| &c.syntax)
        else {
            return String::new();
        };
        match markdown::source_set_value(candidates, |link| self.raw_destination(link)).as_str() {
            "" => String::new(),
            value => format!(" {attribute}=\"{}\"", escape(value)),
        }
    }

    /// Where an address in raw HTML leads, if anywhere.
    fn raw_destination(&self, link: &markdown::ParsedLink) -> Option<String> {
        if !link.syntax.is_image() || site::is_elsewhere(&self.site.config, &link.target) {
            return self.destination(&link.target);
        }
        let image = site::find_image(self.site, &self.meta.source, &link.target)?;
        let fragment = link.target.find('#').map_or("", |at| &link.target[at..]);
        Some(image.url.under(self.site.config.base_url.sub_path()) + fragment)
    }

    /// An image, or its alternative text if it does not exist.
    fn image(&self, image: &markdown::ParsedImage) -> String {
        let alt = escape(&image.alt);
        let (src, size) = match site::find_image(self.site, &self.meta.source, &image.src) {
            Some(file) => (
                file.url.under(self.site.config.base_url.sub_path()),
                format!(" width=\"{}\" height=\"{}\"", file.width, file.height),
            ),
            None => match self.destination(&image.src) {
                Some(src) if site::is_elsewhere(&self.site.config, &image.src) => {
                    (src, String::new())
                }
                _ => return alt.into_owned(),
            },
        };
        let title = match image.title.as_str() {
            "" => String::new(),
            title => format!(" title=\"{}\"", escape(title)),
        };
        let src = escape(&src);
        format!("<img src=\"{src}\" alt=\"{alt}\"{size}{title} loading=\"lazy\">")
    }

    fn component(
        &mut self,
        call: &markdown::ComponentCall,
        document: &Document,
    ) -> Result<String, Diagnostic> {
        let Some(component) = self.site.engine.component(&call.name) else {
            return Ok(missing::component(call));
        };
        let option = |name: &str| {
            call.options.iter().find(|option| option.name == name).map(|o| o.value.as_str())
        };
        let mut arguments = Vec::new();
        for parameter in &component.parameters {
            let value = match parameter.name.as_str() {
                "image" => self.image_value(&option),
                "cards" => Some(self.cards(call)),
                "url" => option("url").map(|url| self.url_value(url).into()),
                name => option(name).map(|text| self.text(text).into()),
            };
            // A parameter that is not given takes its default; a typed one would refuse none.
            arguments.extend(value.map(|value| (parameter.name.clone(), value)));
        }
        // Its image may not exist.
        let mut required = component.parameters.iter().filter(|parameter| parameter.required);
        if !required.all(|parameter| arguments.iter().any(|(name, _)| *name == parameter.name)) {
            let alt = option("alt").map(|alt| format!("<p>{}</p>\n", escape(&self.text(alt))));
            return Ok(alt.unwrap_or_default() + &self.join(&call.body, document));
        }
        let body =
            if component.takes("cards") { String::new() } else { self.join(&call.body, document) };
        self.site.engine.render_component(&call.name, arguments, &body, self.page)
    }

    /// The form in which readers see an option: with Danish typography, unless it is an address.
    fn text(&self, text: &str) -> String {
        let is_address = text.contains("://") || text.starts_with("mailto:");
        if is_address || text.starts_with('/') {
            return text.to_owned();
        }
        self.site.config.typography.text(text).into_owned()
    }

    /// The option `url`: an address of this site as its path, however it is written.
    fn url_value(&self, url: &str) -> String {
        match Address::read(&self.site.config, url) {
            Address::Here(path) => self.text(&path),
            Address::Elsewhere(address) => match external_address(address) {
                Ok(address) => address.into_owned(),
                Err(_) => self.text(address),
            },
        }
    }

    fn image_value<'o>(&self, option: &impl Fn(&str) -> Option<&'o str>) -> Option<Value> {
        let file = site::find_image(self.site, &self.meta.source, option("src")?)?;
        let base = &self.site.config.base_url;
        let text = |name| option(name).map(|text| self.text(text));
        let record = Record::new()
            .set("url", file.url.under(base.sub_path()))
            .set("absolute", base.absolute(&file.url))
            .set("width", file.width)
            .set("height", file.height)
            .set("alt", text("alt").unwrap_or_default())
            .set("caption", text("caption"))
            .set("credit", text("credit"));
        Some(record.into())
    }

    fn cards(&self, call: &markdown::ComponentCall) -> Value {
        let lines = call.source.lines().map(links::without_list_mark);
        let lines = lines.filter(|line| !line.is_empty());
        Value::list(lines.filter_map(|line| links::link(self.site, &self.meta.source, line)))
    }
}
