//! What a parsed body consists of: plain data.

use std::ops::Range;

use crate::danish::TextMeasure;
use crate::diagnostics::Code;
use crate::html::Governed;
use crate::related::TermCounter;

/// A parsed Markdown body. All lists cover the bodies of its components too, and all ranges are
/// byte ranges in the body that was parsed.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// The HTML of the body, in order, with places for what the caller fills in.
    pub pieces: Vec<Piece>,
    /// The headings, in order.
    pub headings: Vec<ParsedHeading>,
    /// Every id that a link may name, each once: of headings, footnotes and raw HTML.
    pub anchors: Vec<String>,
    /// The links, in the order in which they begin.
    pub links: Vec<ParsedLink>,
    /// The images written in Markdown.
    pub images: Vec<ParsedImage>,
    /// What a Content-Security-Policy may block in raw HTML, in order.
    pub governed: Vec<ParsedGoverned>,
    /// The component calls, in order.
    pub components: Vec<ComponentCall>,
    /// The words and sentences of the running text: not of code and raw HTML.
    pub measure: TextMeasure,
    /// What the running text is about, where facts are asked for.
    pub terms: TermCounter,
    /// What the author should fix.
    pub problems: Vec<BodyProblem>,
    /// Why there are no pieces, which only writing them finds out.
    pub limit_problem: Option<BodyProblem>,
}

/// A piece of a body's HTML. Numbers are indexes into the lists of the [`Document`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// HTML that is ready.
    Html(String),
    /// The place of a Markdown link's `<a …>`, which the caller writes or leaves out.
    LinkStart(usize),
    /// The place of its `</a>`: every start has its end, and links never cross.
    LinkEnd(usize),
    /// The place of an attribute of a raw HTML tag, to be written as ` href="…"` or not at all.
    Attribute(usize),
    /// The place of an attribute of a raw HTML tag that contains several addresses of images:
    /// `srcset`.
    SourceSet(Range<usize>),
    /// The place of an image.
    Image(usize),
    /// The place of a component's HTML.
    Component(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedHeading {
    /// 2 to 6: the page's title is the only heading of level 1, so `#` gives 2 like `##`.
    pub level: u8,
    /// Its id, unique on the page.
    pub id: String,
    /// Its text without markup, raw HTML and soft hyphens.
    pub text: String,
    /// Its range.
    pub range: Range<usize>,
}

/// Who wrote a link, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkSyntax {
    /// A Markdown link.
    Markdown,
    /// An attribute of a raw HTML tag.
    RawHtml {
        /// The element's name in lower case, such as `a` or `img`.
        element: String,
        /// `href`, `src`, `srcset` or another attribute that contains addresses.
        attribute: &'static str,
    },
}

impl LinkSyntax {
    /// Whether it is an attribute by which a page shows an image.
    pub(crate) fn is_image(&self) -> bool {
        match self {
            Self::Markdown => false,
            Self::RawHtml { element, attribute } => match *attribute {
                "poster" | "srcset" | "imagesrcset" => true,
                "src" => element == "img" || element == "input",
                _ => element == "img",
            },
        }
    }
}

/// A link: its target is as written, with escapes and entities decoded, and not resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedLink {
    /// The address, path or `@slug`.
    pub target: String,
    /// Its title, or nothing; empty for raw HTML, whose other attributes stay where they are.
    pub title: String,
    /// The text that carries the link; for a candidate of `srcset` its descriptor, empty for other
    /// raw HTML.
    pub text: String,
    /// The range of the target, or of the whole link where the target cannot be distinguished.
    pub range: Range<usize>,
    /// Whether it was written as Markdown or HTML.
    pub syntax: LinkSyntax,
}

/// Something in raw HTML that a Content-Security-Policy may block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedGoverned {
    pub kind: Governed,
    /// The URL, if it is one.
    pub url: String,
    /// Its range.
    pub range: Range<usize>,
}

/// An image written in Markdown. Those of raw HTML are [`ParsedLink`]s of the attribute `src`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedImage {
    /// The address or path as written.
    pub src: String,
    /// The alternative text, plain.
    pub alt: String,
    /// The title, or nothing.
    pub title: String,
    /// The range of `src`, or of the whole image where it cannot be distinguished.
    pub range: Range<usize>,
}

/// A component call: a fenced block whose info string is a name in braces.
#[derive(Debug)]
pub(crate) struct ComponentCall {
    /// The name between the braces.
    pub name: String,
    /// The range of the name.
    pub name_range: Range<usize>,
    /// The lines `:name: value` at the start, in order, each name once.
    pub options: Vec<ComponentOption>,
    /// What follows the options, as written.
    pub source: String,
    /// Its range.
    pub source_range: Range<usize>,
    /// What follows the options, parsed.
    pub body: Vec<Piece>,
}

/// An option of a component call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ComponentOption {
    /// The name between the colons.
    pub name: String,
    /// The rest of the line, trimmed.
    pub value: String,
    /// The range of the whole option.
    pub range: Range<usize>,
}

/// A problem, with its place in the body; the caller adds the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BodyProblem {
    /// Its kind.
    pub code: Code,
    /// Where it is.
    pub range: Range<usize>,
    /// What is wrong: one line.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
}
