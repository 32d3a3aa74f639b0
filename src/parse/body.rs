//! The facts of a body.

use std::ops::Range;

use crate::config::{Html, SiteConfig};
use crate::diagnostics::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::markdown;
use crate::model::{Body, ComponentUse, GovernedUse, Heading, ImageUse, Link, LinkOrigin};
use crate::paths::SourcePath;
use crate::related::TermCounter;

/// The settings by which a site's Markdown is read.
pub(crate) fn markdown_settings(config: &SiteConfig) -> markdown::MarkdownSettings {
    markdown::MarkdownSettings {
        typography: config.typography,
        anchors: config.markdown.anchors,
        autolink: config.markdown.autolink,
        html: match config.markdown.html {
            Html::Allow => markdown::RawHtml::Allow,
            Html::Sanitize => markdown::RawHtml::Sanitize,
        },
        max_nesting: config.limits.markdown_nesting,
    }
}

/// Parses the body for its facts and words, and lets the HTML go.
pub(super) fn facts(
    text: &str,
    start: usize,
    source: &SourcePath,
    fingerprint: Fingerprint,
    config: &SiteConfig,
) -> (Body, TermCounter, Vec<Diagnostic>) {
    let document = markdown::facts(&text[start..], &markdown_settings(config));
    let in_file = |range: &Range<usize>| range.start + start..range.end + start;
    let headings = document.headings.into_iter();
    let links = document.links.into_iter();
    let images = document.images.into_iter();
    let governed = document.governed.into_iter();
    let components = document.components.into_iter();
    let body = Body {
        fingerprint,
        start,
        text: None,
        headings: headings
            .map(|heading| Heading { level: heading.level, id: heading.id, title: heading.text })
            .collect(),
        anchors: document.anchors.into_iter().collect(),
        links: links
            .map(|link| Link {
                origin: origin(&link.syntax),
                range: in_file(&link.range),
                target: link.target,
            })
            .collect(),
        images: images
            .map(|image| ImageUse {
                has_alt: !image.alt.trim().is_empty(),
                range: in_file(&image.range),
                src: image.src,
            })
            .collect(),
        governed: governed
            .map(|governed| GovernedUse {
                kind: governed.kind,
                range: in_file(&governed.range),
                url: governed.url,
            })
            .collect(),
        components: components
            .map(|component| ComponentUse {
                name: component.name,
                range: in_file(&component.name_range),
                options: component
                    .options
                    .into_iter()
                    .map(|option| (option.name, option.value, in_file(&option.range)))
                    .collect(),
                lines: lines(&component.source, in_file(&component.source_range).start),
            })
            .collect(),
        words: document.measure.words,
        lix: document.measure.lix().map(|lix| lix.0),
        minutes: document.measure.minutes(),
    };
    let problems = document.problems.into_iter().map(|problem| {
        Diagnostic::new(problem.code, problem.message)
            .in_file(source)
            .at_bytes(in_file(&problem.range))
            .help_maybe(problem.help)
    });
    (body, document.terms, problems.collect())
}

/// Images of raw HTML are links to `markdown`, and images to the rest of the site.
fn origin(syntax: &markdown::LinkSyntax) -> LinkOrigin {
    match syntax {
        markdown::LinkSyntax::Markdown => LinkOrigin::Markdown,
        syntax if syntax.is_image() => LinkOrigin::RawImage,
        markdown::LinkSyntax::RawHtml { .. } => LinkOrigin::RawLink,
    }
}

/// The lines of a component's body without list marks, and their positions.
fn lines(source: &str, start: usize) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = start;
    for line in source.split_inclusive('\n') {
        let text = line.trim_start().trim_start_matches(['-', '*', '+']).trim();
        if !text.is_empty() {
            let from = at + line.find(text).unwrap_or_default();
            found.push((text.to_owned(), from..from + text.len()));
        }
        at += line.len();
    }
    found
}
