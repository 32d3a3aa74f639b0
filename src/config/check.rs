//! The severities that a site gives to problems: the table `[check]` and the list
//! `[[check.paths]]`.

use url::Url;

use super::reader::{Complaint, Section};
use crate::diagnostics::{Code, Level, Levels, SeverityRules, Span};
use crate::paths::{Glob, SourcePath};

/// The severities that a site gives to problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckConfig {
    /// The severities of codes.
    pub rules: SeverityRules,
    /// The file of known problems.
    pub baseline: Option<BaselineFile>,
    /// For how many days it is known what is at a link to another site.
    pub external_days: u32,
    /// The hosts that `check --external` may reach at addresses that are not public, as `host` or
    /// `host:port`.
    pub external_private: Vec<String>,
}

impl Default for CheckConfig {
    fn default() -> Self {
        let rules = SeverityRules::default();
        Self { rules, baseline: None, external_days: 7, external_private: Vec::new() }
    }
}

/// The file that lists known problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineFile {
    pub path: SourcePath,
    /// Where `site.toml` names it, unless a variable does.
    pub span: Option<Span>,
}

/// The names of levels.
const LEVELS: [(&str, Level); 3] =
    [("error", Level::Error), ("warning", Level::Warning), ("off", Level::Off)];

/// Directories of the site that contain sources or results of builds.
const TAKEN: [&str; 6] = ["content", "data", "static", "templates", "public", ".digest"];

/// Reads the table.
pub(super) fn read(table: &mut Section<'_, '_>) -> CheckConfig {
    let baseline = table
        .placed("baseline", parse_baseline)
        .map(|(path, source)| BaselineFile { path, span: table.span(&source) });
    let paths = table.sections("paths", |table| {
        table.require("match");
        let glob = table.parsed("match", |text| {
            Glob::new(text).map_err(|error| Complaint::new(error.to_string()))
        });
        let levels = levels(table);
        Some((glob?, levels))
    });
    let paths = paths.into_iter().flatten().collect();
    let days = table.integer("external_days", &(0..=365), 7);
    let hosts = table.texts("external_private", parse_host);
    CheckConfig {
        rules: SeverityRules { levels: levels(table), paths },
        baseline,
        external_days: u32::try_from(days).unwrap_or(7),
        external_private: hosts.into_iter().map(|(host, _)| host).collect(),
    }
}

/// Reads a host with or without a port, in the form in which URLs have it.
fn parse_host(text: &str) -> Result<String, Complaint> {
    let bad = || {
        Complaint::new("must be a host, such as `intranet.example` or `10.0.0.5:8080`")
            .help("write neither `https://` nor a path")
    };
    let url = Url::parse(&format!("http://{text}")).map_err(|_| bad())?;
    let has_more = text.contains(['/', '?', '#', '@', '\\', '*']) || text.ends_with(':');
    let host = url.host_str().filter(|_| !has_more).ok_or_else(bad)?;
    // The parser drops port 80.
    let port = text.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
    Ok(port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn levels(table: &mut Section<'_, '_>) -> Levels {
    let level = |code: &Code| {
        let level = table.parsed(code.as_str(), |text| parse_level(*code, text))?;
        Some((*code, level))
    };
    Code::ALL.iter().filter_map(level).collect()
}

fn parse_level(code: Code, text: &str) -> Result<Level, Complaint> {
    let level = LEVELS.iter().find(|(name, _)| *name == text).map(|(_, level)| *level);
    match level {
        Some(Level::Warning | Level::Off) if code.is_fatal() => {
            Err(Complaint::new("is always an error, because it leaves nothing to render")
                .help("remove the line, and fix the problem"))
        }
        Some(level) => Ok(level),
        None => {
            let names = if code.is_fatal() { &LEVELS[..1] } else { &LEVELS[..] };
            let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            Err(Complaint::new(format!("cannot be `{text}`")).suggest(text, &names))
        }
    }
}

fn parse_baseline(text: &str) -> Result<SourcePath, Complaint> {
    let help = "write a file name such as `known-problems.txt`";
    let outside = || Complaint::new("must be a path within the site's directory").help(help);
    if text.starts_with('/') || text.contains('\\') {
        return Err(outside());
    }
    let path = SourcePath::new(text.trim()).ok_or_else(outside)?;
    let top = path.as_str().split('/').next().unwrap_or_default();
    if path.as_str() == "site.toml" || TAKEN.contains(&top) {
        let message = format!("must not be in `{top}`");
        return Err(Complaint::new(message).help(help));
    }
    if path.as_str().is_empty() || text.ends_with('/') || path.as_str().contains('\n') {
        return Err(Complaint::new("must be the name of a file").help(help));
    }
    Ok(path)
}
