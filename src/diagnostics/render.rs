//! Draws diagnostics: for people, one line each, or as JSON.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Code, Diagnostic, LineIndex, Severity, escape_for_terminal, escape_in_json};
use crate::paths::SourcePath;

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayStyle {
    /// With the source line, for people; coloured or not.
    Human {
        /// Whether to use ANSI colours.
        colour: bool,
    },
    /// One line each: `file:line:column: severity[code]: message`.
    Short,
    /// One JSON object a line.
    Json,
}

/// Draws one diagnostic, without a final newline. `text` gives the text of a source file, if it
/// can be had, for the excerpt in the human form.
pub fn draw(
    diagnostic: &Diagnostic,
    format: DisplayStyle,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) -> String {
    let diagnostic = shortened(diagnostic);
    match format {
        DisplayStyle::Human { colour } => human(&diagnostic, colour, text),
        DisplayStyle::Short => short(&diagnostic),
        DisplayStyle::Json => json(&diagnostic),
    }
}

/// The diagnostic, with a message and help of reasonable length.
pub(crate) fn shortened(diagnostic: &Diagnostic) -> Diagnostic {
    let mut diagnostic = diagnostic.clone();
    shorten(&mut diagnostic.message);
    diagnostic.help.as_mut().map(shorten);
    diagnostic
}

/// Cuts a message that repeats a value of the author's beyond all measure.
fn shorten(text: &mut String) {
    const MAX_CHARS: usize = 600;
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARS) {
        text.truncate(end);
        text.push('…');
    }
}

fn human(
    diagnostic: &Diagnostic,
    colour: bool,
    text: &dyn Fn(&SourcePath) -> Option<String>,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = escape_for_terminal(&diagnostic.message);
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code.as_str()));
    // A line with a secret would end up in logs.
    let has_excerpt = diagnostic.code != Code::ConfigSecret;
    let file = diagnostic.file.as_ref().filter(|_| has_excerpt);
    let excerpt = file.zip(diagnostic.span).and_then(|(file, span)| {
        let text = text(file)?;
        Some(Excerpt::new(&text, span))
    });
    let path = diagnostic.file.as_ref().map(|file| escape_for_terminal(file.as_str()).into_owned());
    if let (Some(path), Some(excerpt)) = (&path, &excerpt) {
        group = group.element(
            Snippet::source(excerpt.line.as_str())
                .line_start(excerpt.number)
                .path(path.as_str())
                .annotation(AnnotationKind::Primary.span(excerpt.range.clone())),
        );
    } else if let Some(path) = &path {
        let origin = Origin::path(path.as_str());
        group = group.element(match diagnostic.span {
            Some(span) => {
                origin.line(span.start.line as usize).char_column(span.start.column as usize)
            }
            None => origin,
        });
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(escape_for_terminal(help)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// The one source line that is shown, with control characters made visible.
struct Excerpt {
    line: String,
    number: usize,
    range: std::ops::Range<usize>,
}

impl Excerpt {
    /// A longer line is cut around the place, so that a minified file does not flood the screen.
    const MAX_CHARS: usize = 160;

    fn new(text: &str, span: super::Span) -> Self {
        let index = LineIndex::new(text);
        let at = index.offset(span.start);
        let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let line_end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        let end = index.offset(span.end).clamp(at, line_end);
        let before: Vec<char> = text[line_start..at].chars().collect();
        let from = before.len().saturating_sub(Self::MAX_CHARS / 2);
        let before: String = before[from..].iter().collect();
        let marked: String = text[at..end].chars().take(Self::MAX_CHARS / 2).collect();
        let after: String =
            text[at + marked.len()..line_end].chars().take(Self::MAX_CHARS / 2).collect();
        let visible =
            |part: &str| escape_for_terminal(part.trim_start_matches('\u{feff}')).into_owned();
        let (before, marked, after) = (visible(&before), visible(&marked), visible(&after));
        let range = before.len()..before.len() + marked.len();
        let line = before + &marked + &after;
        Self { line, number: span.start.line as usize, range }
    }
}

/// One line that stays the same when lines are inserted further up in the file.
pub(crate) fn title(diagnostic: &Diagnostic) -> String {
    let mut diagnostic = Diagnostic { span: None, help: None, ..diagnostic.clone() };
    shorten(&mut diagnostic.message);
    short(&diagnostic)
}

fn short(diagnostic: &Diagnostic) -> String {
    let file = diagnostic.file.as_ref().map(|file| one_line(file.as_str()));
    let place = match (file, diagnostic.span.map(|span| span.start)) {
        (Some(file), Some(start)) => format!("{file}:{}:{}: ", start.line, start.column),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    };
    let (severity, code) = (diagnostic.severity, diagnostic.code);
    let help = diagnostic.help.as_deref().map(|help| format!(" (help: {})", one_line(help)));
    let message = one_line(&diagnostic.message);
    format!("{place}{severity}[{code}]: {message}{}", help.unwrap_or_default())
}

fn one_line(text: &str) -> String {
    escape_for_terminal(text).replace('\n', " ")
}

fn json(diagnostic: &Diagnostic) -> String {
    let json = serde_json::json!({
        "file": diagnostic.file.as_ref().map(SourcePath::as_str),
        "line": diagnostic.span.map(|span| span.start.line),
        "column": diagnostic.span.map(|span| span.start.column),
        "severity": diagnostic.severity.to_string(),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
    });
    escape_in_json(&json.to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Code, Position, Span};

    fn sample() -> Diagnostic {
        Diagnostic::new(Code::UnknownKey, "unknown key `titel`")
            .in_file(&SourcePath::new("content/artikler/x.md").unwrap())
            .at(Span { start: Position::new(2, 1), end: Position::new(2, 6) })
            .help("did you mean `title`?")
    }

    fn source(file: &SourcePath) -> Option<String> {
        (file.stem() == "x").then(|| "---\ntitel: Ærø\n---\n".into())
    }

    #[test]
    fn human_form_shows_the_line() {
        insta::assert_snapshot!(draw(&sample(), DisplayStyle::Human { colour: false }, &source), @r"
        error[unknown-key]: unknown key `titel`
         --> content/artikler/x.md:2:1
          |
        2 | titel: Ærø
          | ^^^^^
          |
          = help: did you mean `title`?
        ");
    }

    #[test]
    fn short_and_json_forms_are_one_line() {
        assert_eq!(
            draw(&sample(), DisplayStyle::Short, &source),
            "content/artikler/x.md:2:1: error[unknown-key]: unknown key `titel` \
             (help: did you mean `title`?)"
        );
        let json: serde_json::Value =
            serde_json::from_str(&draw(&sample(), DisplayStyle::Json, &source)).unwrap();
        assert_eq!(json["line"], 2);
        assert_eq!(json["code"], "unknown-key");
    }

    #[test]
    fn text_from_files_is_escaped() {
        let mut diagnostic = sample();
        diagnostic.message = "bad \u{1b}[31m".into();
        let evil = |_: &SourcePath| Some("x\n\u{1b}[2Jtitel\n".to_owned());
        for format in
            [DisplayStyle::Human { colour: false }, DisplayStyle::Short, DisplayStyle::Json]
        {
            assert!(!draw(&diagnostic, format, &evil).contains('\u{1b}'), "{format:?}");
        }
    }
}
