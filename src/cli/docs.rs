//! `digest docs`.

use super::args::Docs;
use super::exit::CommandError;
use super::terminal::Terminal;
use crate::builtin::MANUALS;
use crate::diagnostics::nearest;

/// Prints a manual, or lists all with their titles.
pub(super) fn run(docs: &Docs, terminal: &Terminal) -> Result<(), CommandError> {
    let Some(page) = &docs.page else {
        for (name, text) in MANUALS {
            terminal.print(&format!("{name:<14} {}", title(text)));
        }
        return Ok(());
    };
    // As the manuals name each other, and as the repository names them.
    let wanted = page.to_lowercase();
    let wanted = wanted.strip_prefix("docs/").unwrap_or(&wanted);
    let wanted = wanted.strip_suffix(".md").unwrap_or(wanted);
    if let Some((_, text)) = MANUALS.iter().find(|(name, _)| *name == wanted) {
        terminal.print(text.trim_end());
        return Ok(());
    }
    let names = MANUALS.iter().map(|(name, _)| *name);
    let help = match nearest(wanted, names.clone()) {
        Some(near) => format!("did you mean `digest docs {near}`?"),
        None => format!("the manuals are {}", names.collect::<Vec<_>>().join(", ")),
    };
    Err(CommandError::usage_with_help(format!("there is no manual `{page}`"), help))
}

/// The heading of a manual.
fn title(text: &str) -> &str {
    text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default()
}
