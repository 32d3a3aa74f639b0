//! SVG images. Pages show them through `<img>`, where browsers run no script in them and load
//! nothing for them. But a link may lead to the file itself, and there it would act in the name of
//! the site; so only what is known to be harmless is accepted. Files are copied unchanged: what a
//! browser reads must be what was checked here.
//!
//! In: the bytes of a file. Out: its width and height, or why it is refused. May import: nothing.

mod allowed;
mod css;
mod doctype;
mod refusal;
mod size;

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesPI, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use allowed::{Attributes, SVG};
use doctype::Entities;
pub(super) use refusal::Refusal;

/// The most elements that an image may have.
const MAX_ELEMENTS: usize = 100_000;

/// Width and height in pixels: as the root element says, or of its `viewBox`.
pub(super) fn size(bytes: &[u8], max_bytes: usize) -> Result<(u32, u32), Refusal> {
    if bytes.len() > max_bytes {
        let message = format!("the SVG is {} bytes long; the limit is {max_bytes}", bytes.len());
        return Err(Refusal::new(message));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Refusal::new("the SVG is encoded in UTF-16").help("save it as UTF-8"));
    }
    let unsupported = || Refusal::new("not a supported image format");
    let text = std::str::from_utf8(bytes).map_err(|_| unsupported())?;
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !body.trim_start().starts_with('<') {
        return Err(unsupported());
    }
    let mut checker = Checker {
        text: body,
        elements: 0,
        entities: Vec::new(),
        private: 0,
        style: None,
        size: None,
    };
    let shift = text.len() - body.len();
    checker.check().map_err(|refusal| {
        let range = refusal.range.map(|range| range.start + shift..range.end + shift);
        Refusal { range, ..refusal }
    })
}

struct Checker<'t> {
    text: &'t str,
    elements: usize,
    /// The names of namespaces that the doctype declares.
    entities: Entities<'t>,
    /// How many elements are open from a `<foreignObject>` with an editor's own data on.
    private: usize,
    /// Where the open `<style>` begins, and its text so far.
    style: Option<(usize, String)>,
    size: Option<(u32, u32)>,
}

impl<'t> Checker<'t> {
    fn check(&mut self) -> Result<(u32, u32), Refusal> {
        let mut reader = NsReader::from_str(self.text);
        loop {
            let start = position(reader.buffer_position());
            let (namespace, event) = match reader.read_resolved_event() {
                Ok((namespace, event)) => (self.name_of(&namespace), event),
                Err(error) => {
                    return Err(Refusal::new(format!("the SVG is damaged: {error}")));
                }
            };
            let range = start..position(reader.buffer_position());
            match event {
                Event::Start(element) => {
                    self.element(&reader, &element, namespace.as_deref(), &range)?;
                    let is_style = namespace.as_deref() == Some(SVG)
                        && element.local_name().as_ref() == "style";
                    if is_style {
                        self.style = Some((range.end, String::new()));
                    }
                    let is_foreign = element.local_name().as_ref() == "foreignObject";
                    if self.private > 0 || is_foreign {
                        self.private += 1;
                    }
                }
                Event::Empty(element) => {
                    self.element(&reader, &element, namespace.as_deref(), &range)?;
                }
                Event::End(_) => {
                    self.private = self.private.saturating_sub(1);
                    if let Some((start, style)) = self.style.take() {
                        css::check(&style).map_err(|refusal| refusal.at(start..range.start))?;
                    }
                }
                Event::Text(text) => self.add_style(text.as_ref()),
                Event::CData(text) => self.add_style(text.as_ref()),
                Event::GeneralRef(reference) => self.reference(reference.as_ref(), range)?,
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding();
                    let is_utf8 = encoding.is_none_or(|encoding| {
                        encoding.is_ok_and(|name| {
                            ["utf-8", "utf8", "us-ascii"].contains(&&*name.to_ascii_lowercase())
                        })
                    });
                    if !is_utf8 {
                        let refusal =
                            Refusal::new("the SVG declares an encoding that is not UTF-8");
                        let help = "save it as UTF-8, with `encoding=\"UTF-8\"` in its first line";
                        return Err(refusal.help(help).at(range));
                    }
                }
                Event::DocType(_) => {
                    let text = &self.text[range.clone()];
                    let declared = doctype::entities(doctype_content(text));
                    let Some(entities) = declared else {
                        let refusal = Refusal::new("the SVG has a doctype that defines entities");
                        let help = "delete it, from `<!DOCTYPE` to `]>`, and what uses it; or save \
                                    the image as plain SVG";
                        return Err(refusal.help(help).at(range));
                    };
                    self.entities = entities;
                }
                Event::PI(instruction) if is_packet(&instruction) => {}
                Event::PI(_) => {
                    let message = "the SVG contains a processing instruction, which could load a \
                                   style sheet or run a script";
                    let help = "delete it, from `<?` to `?>`";
                    return Err(Refusal::new(message).help(help).at(range));
                }
                Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        match (self.size, self.elements) {
            (Some(size), _) => Ok(size),
            (None, 1..) => {
                let refusal = Refusal::new("the SVG has neither width and height nor a viewBox");
                Err(refusal.help("add a `viewBox`, such as `viewBox=\"0 0 800 600\"`"))
            }
            (None, 0) => Err(Refusal::new("the SVG has no elements")),
        }
    }

    fn element(
        &mut self,
        reader: &NsReader<&[u8]>,
        element: &BytesStart<'_>,
        namespace: Option<&str>,
        range: &Range<usize>,
    ) -> Result<(), Refusal> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(Refusal::new(format!("the SVG has more than {MAX_ELEMENTS} elements")));
        }
        let local = element.local_name();
        let name = local.as_ref();
        let is_svg = namespace == Some(SVG);
        if self.elements == 1 {
            if name != "svg" || !is_svg {
                let refusal =
                    Refusal::new(format!("the root of the file is not `<svg>` in `{SVG}`"));
                let help = match name {
                    "svg" => format!("write `<svg xmlns=\"{SVG}\"`"),
                    _ => "save the image again as JPEG, PNG, WebP, GIF or SVG".into(),
                };
                return Err(refusal.help(help).at(range.clone()));
            }
            self.size = size::of_root(element);
        }
        if self.private > 0 && !allowed::is_editor_namespace(namespace) {
            return Err(Refusal::foreign_content(&format!("`<{name}>` in `<foreignObject>`"))
                .at(range.clone()));
        }
        if !is_svg && !allowed::is_editor_namespace(namespace) {
            let message = format!("the SVG contains `<{name}>`, which is not an SVG element");
            return Err(Refusal::new(message).help("delete it").at(range.clone()));
        }
        if is_svg && !allowed::is_element(name) {
            let refusal = match name.to_ascii_lowercase().as_str() {
                "script" | "handler" => Refusal::script(name),
                "foreignobject" => Refusal::foreign_content("`<foreignObject>`"),
                _ => {
                    let message =
                        format!("the SVG contains `<{name}>`, which is not a known SVG element");
                    Refusal::new(message).help("delete it")
                }
            };
            return Err(refusal.at(range.clone()));
        }
        if name == "foreignObject" && !self.is_private_data(element) {
            return Err(Refusal::foreign_content("`<foreignObject>`").at(range.clone()));
        }
        if !is_svg {
            return Ok(());
        }
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| {
                Refusal::new(format!("the SVG is damaged: {error}")).at(range.clone())
            })?;
            let key: &str = attribute.key.as_ref();
            let value = self.value(&attribute);
            let source = &self.text[range.clone()];
            let at = source.find(&format!("{key}=")).map_or(range.start, |at| range.start + at);
            let place = at..at + key.len();
            let Some(value) = value else {
                let message = format!("the attribute `{key}` refers to an unknown entity");
                let help = "write the character itself";
                return Err(Refusal::new(message).help(help).at(place));
            };
            let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
            let attributes =
                Attributes { element: name, namespace: self.name_of(&namespace).as_deref() }.check(
                    local.as_ref(),
                    key,
                    &value,
                );
            attributes.map_err(|refusal| refusal.at(place))?;
        }
        Ok(())
    }

    /// What an attribute says; none if it refers to an unknown entity.
    fn value<'v>(&self, attribute: &Attribute<'v>) -> Option<Cow<'v, str>> {
        let resolve = |name: &str| self.entity(name).or_else(|| resolve_predefined_entity(name));
        attribute.normalized_value_with(XmlVersion::Implicit1_0, 1, resolve).ok()
    }

    /// The namespace that the doctype has given a name.
    fn entity(&self, name: &str) -> Option<&'t str> {
        self.entities.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Whether a `<foreignObject>` contains Illustrator's own data, which browsers skip.
    fn is_private_data(&self, element: &BytesStart<'_>) -> bool {
        let required = element.try_get_attribute("requiredExtensions").ok().flatten();
        let required = required.as_ref().and_then(|attribute| self.value(attribute));
        required.is_some_and(|extension| extension.starts_with("http://ns.adobe.com/"))
    }

    /// The name of a namespace; none for an undeclared prefix.
    fn name_of(&self, namespace: &ResolveResult<'_>) -> Option<String> {
        match namespace {
            ResolveResult::Bound(Namespace(name)) => {
                let reference = name.strip_prefix('&').and_then(|name| name.strip_suffix(';'));
                let own = reference.and_then(|reference| self.entity(reference));
                Some(own.unwrap_or(name).to_owned())
            }
            ResolveResult::Unbound => Some(String::new()),
            ResolveResult::Unknown(_) => None,
        }
    }

    fn add_style(&mut self, text: &str) {
        if let Some((_, style)) = &mut self.style {
            style.push_str(text);
        }
    }

    /// A reference in text: only those that XML itself defines, and none to a character in a style.
    fn reference(&mut self, name: &str, range: Range<usize>) -> Result<(), Refusal> {
        let known = [("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("apos", "'")];
        if let Some((_, text)) = known.iter().find(|(known, _)| *known == name) {
            self.add_style(text);
            return Ok(());
        }
        let is_known = name.starts_with('#') || self.entity(name).is_some();
        if is_known && self.style.is_none() {
            return Ok(());
        }
        let message =
            format!("the SVG contains the reference `&{name};`, which is not allowed here");
        Err(Refusal::new(message).help("write the character itself").at(range))
    }
}

/// The text between `<!DOCTYPE` and `>`.
fn doctype_content(source: &str) -> &str {
    const START: usize = "<!DOCTYPE".len();
    source.get(START..source.len().saturating_sub(1)).unwrap_or_default()
}

/// Whether a processing instruction frames metadata (XMP) or names the program that wrote the file.
/// Browsers know neither.
fn is_packet(instruction: &BytesPI<'_>) -> bool {
    ["xpacket", "plantuml"].contains(&instruction.target()) && !instruction.contains(['<', '>'])
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
