//! Problems as a SARIF 2.1.0 log, which code hosts show beside the lines they are about.
//!
//! In: problems with their places, those of the baseline among them, the texts of files. Out: one
//! JSON document. Rules are explained by `docs/diagnostics.md`.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::builtin::MANUALS;
use crate::diagnostics::{
    Code, Diagnostic, Diagnostics, Position, Span, escape_for_terminal, escape_in_json, render,
};
use crate::fingerprint::FingerprintBuilder;
use crate::paths::{SourcePath, percent};

/// The schema of the format.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The file that problems without one are shown at: hosts reject a result without a place.
const NO_FILE: &str = "site.toml";

/// The document of some problems. Those that a file lists as `known` are marked as suppressed. `text`
/// gives the text of a file, if it can be had.
pub(super) fn document(
    problems: Diagnostics,
    known: Option<(&Diagnostics, &SourcePath)>,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) -> String {
    let (mut all, mut listed, mut file) = (problems, Vec::new(), None);
    if let Some((known, baseline)) = known {
        all.extend(known.clone());
        (listed, file) = (known.clone().sorted(), Some(baseline));
    }
    let problems = all.sorted();
    // In the same order as all problems.
    let mut listed = listed.iter().peekable();
    let mut codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
    codes.sort();
    codes.dedup();
    let mut columns = Columns { text, current: None };
    let mut counts = HashMap::new();
    let results: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let span = problem.span.map(|span| columns.in_utf_16(problem.file.as_ref(), span));
            let rule = codes.binary_search(&problem.code).unwrap_or_default();
            let mut result = result(problem, rule, span, &mut counts);
            // If one result has this, all must.
            if let Some(file) = file {
                let is_known = listed.next_if(|known| *known == problem).is_some();
                let justification = format!("listed in {file}");
                let known = json!({ "kind": "external", "justification": justification });
                result["suppressions"] = if is_known { json!([known]) } else { json!([]) };
            }
            result
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let rules: Vec<Value> = codes.into_iter().map(rule).collect();
    let driver = json!({ "name": "digest", "semanticVersion": version, "rules": rules });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "utf16CodeUnits",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "results": results,
        }],
    });
    escape_in_json(&format!("{log:#}")).into_owned()
}

fn rule(code: Code) -> Value {
    let mut rule = json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.meaning() },
        "defaultConfiguration": { "level": code.severity().to_string() },
    });
    if let Some(help) = explanation(code) {
        rule["help"] = json!({ "text": help, "markdown": help });
    }
    rule
}

fn result(
    problem: &Diagnostic,
    rule: usize,
    span: Option<Span>,
    counts: &mut HashMap<String, usize>,
) -> Value {
    let problem = render::shortened(problem);
    // A built-in template is no file of the site.
    let file = problem.file.as_ref().map(SourcePath::as_str);
    let own = file.filter(|file| !file.starts_with('<'));
    let path = own.unwrap_or(NO_FILE);
    let region = match span.filter(|_| own.is_some()) {
        Some(Span { start, end }) => json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }),
        None => json!({ "startLine": 1 }),
    };
    let elsewhere = file.filter(|_| own.is_none()).map(|file| format!("{file}: "));
    let help = problem.help.map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let message = elsewhere.unwrap_or_default() + &problem.message + &help;
    json!({
        "ruleId": problem.code.as_str(),
        "ruleIndex": rule,
        "level": problem.severity.to_string(),
        "message": { "text": plain(&escape_for_terminal(&message)) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": percent::encode_path(path), "uriBaseId": "%SRCROOT%" },
                "region": region,
            },
        }],
        // The name that GitHub looks for. It has no line, so that an edit further up in a file
        // changes nothing, as in a baseline.
        "partialFingerprints": {
            "primaryLocationLineHash": fingerprint(path, problem.code, &problem.message, counts),
        },
    })
}

/// A text as a plain text message (SARIF 2.1.0, 3.11): without placeholders and links of its own.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(end) = rest.find("](") {
        let (link, after) = rest.split_at(end + 1);
        // The last bracket begins the link.
        let start = link.rfind('[').filter(|start| !link[start + 1..end].contains(']'));
        match start {
            Some(start) => {
                out += &link[..start];
                out += "\\[";
                out += &link[start + 1..end];
                out += "\\]";
            }
            None => out += link,
        }
        rest = after;
    }
    (out + rest).replace('{', "{{").replace('}', "}}")
}

/// What stays the same of a problem when lines are inserted before it; of several such problems in
/// a file, each has its number.
fn fingerprint(
    path: &str,
    code: Code,
    message: &str,
    counts: &mut HashMap<String, usize>,
) -> String {
    let mut builder = FingerprintBuilder::new("SARIF result");
    let hash = builder.text(path).text(code.as_str()).text(message).finish().short(16);
    let count = counts.entry(hash.clone()).or_default();
    *count += 1;
    format!("{hash}:{count}")
}

/// The paragraphs of the manual on a code, without links: they lead to files that a host does not
/// show.
fn explanation(code: Code) -> Option<String> {
    let (_, manual) = MANUALS.iter().find(|(name, _)| *name == "diagnostics")?;
    let (_, section) = manual.split_once(&format!("\n### `{code}`\n"))?;
    let end = section.find("\n## ").into_iter().chain(section.find("\n### ")).min();
    Some(without_links(section[..end.unwrap_or(section.len())].trim()))
}

/// Markdown with the text of each link in its place, except in code.
fn without_links(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("](") {
        let link = before.rsplit_once('[').zip(after.split_once(')'));
        let Some(((before, title), (_, after))) = link else { break };
        text.push_str(before);
        if text.matches('`').count().is_multiple_of(2) {
            text.push_str(title);
        } else {
            text.push_str(&rest[before.len()..rest.len() - after.len()]);
        }
        rest = after;
    }
    text + rest
}

/// Turns columns in characters into columns in UTF-16 code units, file by file.
struct Columns<'a> {
    text: &'a dyn Fn(&SourcePath) -> Option<String>,
    /// The file whose problems come now, and where it has characters of two code units.
    current: Option<(SourcePath, Vec<Position>)>,
}

impl Columns<'_> {
    fn in_utf_16(&mut self, file: Option<&SourcePath>, span: Span) -> Span {
        let Some(file) = file else { return span };
        if self.current.as_ref().is_none_or(|(current, _)| current != file) {
            let pairs = (self.text)(file).map(|text| surrogate_pairs(&text));
            self.current = Some((file.clone(), pairs.unwrap_or_default()));
        }
        let pairs = self.current.as_ref().map_or(&[][..], |(_, pairs)| pairs);
        let shifted = |position: Position| {
            let start = Position::new(position.line, 1);
            let before = |limit: Position| pairs.partition_point(|pair| *pair < limit);
            let more = u32::try_from(before(position) - before(start)).unwrap_or_default();
            Position::new(position.line, position.column.saturating_add(more))
        };
        Span { start: shifted(span.start), end: shifted(span.end) }
    }
}

/// The characters that are two code units in UTF-16, in order.
fn surrogate_pairs(text: &str) -> Vec<Position> {
    let mut pairs = Vec::new();
    let mut position = Position::new(1, 1);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\n' || character == '\r' && characters.peek() != Some(&'\n') {
            position = Position::new(position.line.saturating_add(1), 1);
            continue;
        }
        if character.len_utf16() == 2 {
            pairs.push(position);
        }
        position.column = position.column.saturating_add(1);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Severity;

    #[test]
    fn columns_count_utf_16_code_units() {
        let text = |_: &SourcePath| Some("a😀b\r\n😀😀c\rd😀\n".to_owned());
        let mut columns = Columns { text: &text, current: None };
        let file = SourcePath::new("a.md").unwrap();
        let mut column = |line, column| {
            let span = Span::from(Position::new(line, column));
            columns.in_utf_16(Some(&file), span).start.column
        };
        let found = [column(1, 2), column(1, 3), column(2, 1), column(2, 3), column(3, 3)];
        assert_eq!(found, [2, 4, 1, 5, 4]);
    }

    #[test]
    fn every_code_is_explained() {
        for code in Code::ALL {
            assert!(explanation(*code).is_some_and(|text| !text.is_empty()), "{code}");
        }
    }

    #[test]
    fn nothing_in_a_message_is_a_placeholder_or_a_link() {
        for (text, wanted) in [
            ("`{{ x }}` and {0}", "`{{{{ x }}}}` and {{0}}"),
            ("`[her](1)` [a] (b) c](d)", "`\\[her\\](1)` [a] (b) c](d)"),
            ("![x [y](z) [ø](æ)", "![x \\[y\\](z) \\[ø\\](æ)"),
        ] {
            assert_eq!(plain(text), wanted);
        }
    }

    #[test]
    fn links_are_left_out_except_in_code() {
        assert_eq!(without_links("a [b](c.md#d) [e]: f [g](h)."), "a b [e]: f g.");
        assert_eq!(without_links("`[b](c)` [d](e) `f`"), "`[b](c)` d `f`");
    }

    #[test]
    fn severities_are_levels() {
        assert_eq!(
            [Severity::Error, Severity::Warning].map(|s| s.to_string()),
            ["error", "warning"]
        );
    }
}
