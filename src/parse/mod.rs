//! From the text of a content file to a model.
//!
//! In: a file's text. Out: an article, event or whatever it is, and what is wrong with the file. One file
//! at a time: what needs other files (links, tags, collisions) is checked later. May import:
//! rows 0-2 and `markdown`.

mod body;
pub(crate) mod datum;
mod fields;
mod front_matter;
mod kinds;
mod locations;
mod model;
mod raw;
mod yaml;

use serde::{Deserialize, Serialize};

use crate::config::SiteConfig;
use crate::diagnostics::Diagnostic;
use crate::fingerprint::Fingerprint;
use crate::model::{Body, Content, Kind};
use crate::paths::SourcePath;

pub(crate) use datum::Datum;
pub(crate) use yaml::{YamlLimits, cut_data_values, read_data as read_yaml_data};

pub(crate) use body::markdown_settings;
pub use kinds::keys;
pub(crate) use locations::resolve_locations;

/// What a content file turned out to be. Without fatal errors among the problems there is content.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parsed {
    /// The model.
    pub content: Option<Content>,
    /// Errors and warnings about this one file.
    pub problems: Vec<Diagnostic>,
}

impl Parsed {
    /// The facts of the file's text.
    pub fn body(&self) -> Option<&Body> {
        self.content.as_ref().map(|content| content.file().body())
    }

    /// Keeps the file's text.
    pub fn hold(&mut self, text: &str) {
        if let Some(content) = &mut self.content {
            content.body_mut().text = Some(text.into());
        }
    }
}

/// Parses the text of a content file; `fingerprint` is that of its bytes.
pub fn parse(
    kind: Kind,
    source: &SourcePath,
    text: &str,
    fingerprint: Fingerprint,
    config: &SiteConfig,
) -> Parsed {
    let failed = |problems| Parsed { content: None, problems };
    let split = match front_matter::split(text) {
        Ok(split) => split,
        Err(problem) => return failed(vec![problem.in_file(source)]),
    };
    let yaml_text = &text[split.yaml.clone()];
    let limits = &config.limits;
    let yaml_limits = yaml::YamlLimits {
        subject: "the front matter",
        bytes: limits.front_matter_bytes,
        depth: limits.front_matter_depth,
        nodes: limits.front_matter_nodes,
        aliases: limits.front_matter_aliases,
        flow_openers: limits.front_matter_openers,
    };
    let diagnostics = |faults: Vec<yaml::Fault>| {
        let diagnostic =
            |fault: yaml::Fault| fault.diagnostic(front_matter::FIRST_LINE).in_file(source);
        faults.into_iter().map(diagnostic).collect()
    };
    let (mut raw, faults): (raw::Raw, _) =
        match yaml::read(yaml_text, &kinds::keys(kind), &yaml_limits) {
            Ok(read) => read,
            Err(faults) => return failed(diagnostics(faults)),
        };
    let mut fields = fields::Fields {
        source,
        timezone: &config.timezone,
        typography: config.typography,
        max_title: limits.title_chars,
        max_tags: limits.page_tags,
        problems: diagnostics(faults),
    };
    let title_key = if raw.title.is_some() { "title" } else { kinds::title_key(kind) };
    let meta = fields.meta(&mut raw, title_key, default_slug(source), fingerprint);
    let (body, terms, problems) = body::facts(text, split.body, source, fingerprint, config);
    fields.problems.extend(problems);
    let text = model::Text { body, terms };
    let content = kinds::content(kind, &mut fields, raw, meta, text);
    let mut problems = fields.problems;
    let cuts = yaml::cut_values(yaml_text).into_iter();
    problems.extend(cuts.map(|cut| cut.diagnostic(front_matter::FIRST_LINE).in_file(source)));
    locations::resolve_keys(&mut problems, yaml_text);
    Parsed { content, problems }
}

/// The name that the slug is made of: the file's, or that of a bundle's directory.
fn default_slug(source: &SourcePath) -> &str {
    match source.stem() {
        stem if stem.eq_ignore_ascii_case("index") => {
            source.directory().rsplit('/').next().unwrap_or_default()
        }
        stem => stem,
    }
}

#[cfg(test)]
mod tests;
