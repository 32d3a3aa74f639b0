//! Tests of Markdown through its public functions.

mod components;
mod danish_text;
mod hostile;
mod inline_html;
mod links;
mod properties;
mod speed;
mod syntax;

use super::*;
use crate::danish::{Anchors, Quotes, Typography};

/// Settings as most sites have them.
fn settings(html: RawHtml) -> MarkdownSettings {
    MarkdownSettings {
        typography: Typography { quotes: Quotes::Guillemets, no_break: true },
        anchors: Anchors::Ascii,
        html,
        autolink: true,
        max_nesting: 200,
    }
}

/// The document of a site's own writer.
fn own(body: &str) -> Document {
    parse(body, &settings(RawHtml::Allow))
}

fn guest(body: &str) -> Document {
    parse(body, &settings(RawHtml::Sanitize))
}

/// The HTML as a caller writes it who changes no address and calls no component.
fn html(document: &Document) -> String {
    html_of(&document.pieces, document)
}

/// The same of some pieces of a document.
fn html_of(pieces: &[Piece], document: &Document) -> String {
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            Piece::SourceSet(links) => {
                let target = |link: &ParsedLink| Some(link.target.clone());
                push_source_set(&mut html, &document.links[links.clone()], target);
            }
            Piece::LinkStart(link) | Piece::LinkEnd(link) | Piece::Attribute(link) => {
                let link = &document.links[*link];
                push_link(&mut html, piece, link, &link.target);
            }
            Piece::Image(number) => {
                let image = &document.images[*number];
                html.push_str("<img");
                push_named(&mut html, "src", &image.src);
                push_named(&mut html, "alt", &image.alt);
                html.push('>');
            }
            Piece::Component(number) => {
                let component = &document.components[*number];
                html.push_str("<figure>");
                html.push_str(&html_of(&component.body, document));
                html.push_str("</figure>\n");
            }
        }
    }
    html
}

/// The codes of the problems, with what they point at.
fn problems(body: &str, document: &Document) -> Vec<(&'static str, String)> {
    let problems = document.problems.iter();
    problems.map(|p| (p.code.as_str(), body[p.range.clone()].to_owned())).collect()
}
