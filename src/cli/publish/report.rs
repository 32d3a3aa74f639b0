//! What a publish has done, or would do: for people and for programs.
//!
//! In: a plan. Out: text. For people the plan of a dry run is the result; of a publish, only the closing
//! line is printed. Programs get one object per line for each object that is sent or deleted, and a total.

use serde_json::json;

use crate::cli::args::PublishFormat;
use crate::cli::report::counted;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{escape_for_terminal, escape_in_json};
use crate::publish::{Audit, Plan, PutReason, Target};

/// At most this many objects are listed for people.
const MAX_SHOWN: usize = 50;

/// Reports about a target.
pub(super) struct Report<'a> {
    pub(super) target: &'a dyn Target,
    pub(super) format: PublishFormat,
    pub(super) terminal: &'a Terminal,
}

/// An object that is sent or deleted.
struct Change<'a> {
    path: &'a str,
    action: &'static str,
    bytes: Option<u64>,
}

impl Report<'_> {
    /// Tells what a publish would do.
    pub(super) fn planned(&self, plan: &Plan<'_>) {
        let changes = changes(plan);
        match self.format {
            PublishFormat::Json => self.objects(&changes, plan, true),
            PublishFormat::Human => {
                // What is deleted deserves a look even where not everything is shown.
                let is_delete = |change: &&Change<'_>| change.action == "delete";
                let deletes = changes.iter().filter(is_delete);
                let puts = changes.iter().filter(|change| !is_delete(change));
                let shown = deletes.chain(puts).take(MAX_SHOWN);
                let mut lines: Vec<String> = shown.map(Change::line).collect();
                if let Some(more) = changes.len().checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
                    lines.push(format!("  and {more} more; `--format json` lists all of them"));
                }
                for line in lines {
                    self.terminal.print(&escape_for_terminal(&line));
                }
            }
        }
        if plan.is_empty {
            self.nothing(plan);
            return;
        }
        let line = format!(
            "Would publish to {}: {}; {}, {} in all",
            self.target.location(),
            counts(plan),
            counted(requests(plan), "request"),
            size(plan.bytes())
        );
        self.terminal.say(&line);
    }

    /// Tells what a publish has done.
    pub(super) fn published(&self, plan: &Plan<'_>) {
        if self.format == PublishFormat::Json {
            self.objects(&changes(plan), plan, false);
        }
        if plan.is_empty {
            self.nothing(plan);
            return;
        }
        let line = format!(
            "Published to {}: {}, {} in {}",
            self.target.location(),
            counts(plan),
            size(plan.bytes()),
            self.terminal.elapsed()
        );
        self.terminal.say(&line);
    }

    /// Tells which release readers see again.
    pub(super) fn rolled_back(&self, release: &str) {
        let location = self.target.location();
        if self.format == PublishFormat::Json {
            self.print(&json!({ "target": location, "release": release }));
        }
        let elapsed = self.terminal.elapsed();
        self.terminal.say(&format!("Rolled {location} back to {release} in {elapsed}"));
    }

    /// Tells what an audit has found.
    pub(super) fn audited(&self, audit: &Audit, is_dry: bool) {
        let lists = [
            ("missing", &audit.missing),
            ("changed", &audit.changed),
            ("adopted", &audit.adopted),
            ("foreign", &audit.foreign),
        ];
        let all =
            lists.iter().flat_map(|(what, paths)| paths.iter().map(move |path| (*what, path)));
        match self.format {
            PublishFormat::Json => {
                for (what, path) in all {
                    self.print(&json!({ "path": path, "found": what }));
                }
                let number = |place: usize| lists[place].1.len();
                self.print(&json!({ "total": {
                    "right": audit.right,
                    "missing": number(0),
                    "changed": number(1),
                    "adopted": number(2),
                    "foreign": number(3),
                    "damage": audit.damage,
                    "unlisted": audit.has_unlisted,
                }}));
            }
            PublishFormat::Human => {
                let number: usize = lists.iter().map(|(_, paths)| paths.len()).sum();
                for (what, path) in all.take(MAX_SHOWN) {
                    self.terminal.print(&escape_for_terminal(&format!("  {what:<8} {path}")));
                }
                if let Some(more) = number.checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
                    let line = format!("  and {more} more; `--format json` lists all of them");
                    self.terminal.print(&line);
                }
            }
        }
        if audit.has_unlisted {
            let line = "Other objects have keys that cannot be listed; they are never touched";
            self.terminal.say(line);
        }
        if let Some(damage) = &audit.damage {
            self.terminal.say(&format!("The manifest is damaged: {damage}"));
        }
        let parts = lists.iter().filter(|(_, paths)| !paths.is_empty());
        let parts: Vec<String> =
            parts.map(|(what, paths)| format!(", {} {what}", paths.len())).collect();
        let outcome = match (audit.is_clean(), is_dry) {
            (true, _) => "the manifest is right",
            (false, true) => "the manifest is wrong, and was not changed",
            (false, false) => {
                "the manifest is corrected; the next publish sends what is missing or changed"
            }
        };
        self.terminal.say(&format!(
            "Audited {}: {} as published{}; {outcome}",
            self.target.location(),
            counted(audit.right, "file"),
            parts.concat(),
        ));
    }

    fn nothing(&self, plan: &Plan<'_>) {
        let line = format!(
            "Nothing to publish: {} has this site already, {} in {}",
            self.target.location(),
            counted(plan.unchanged, "file"),
            self.terminal.elapsed()
        );
        self.terminal.say(&line);
    }

    fn objects(&self, changes: &[Change<'_>], plan: &Plan<'_>, is_dry: bool) {
        for Change { path, action, bytes } in changes {
            self.print(&json!({ "path": path, "action": action, "bytes": bytes }));
        }
        self.print(&json!({ "total": {
            "target": self.target.location(),
            "dry_run": is_dry,
            "new": plan.count(PutReason::New),
            "changed": plan.count(PutReason::Changed),
            "headers": plan.count(PutReason::Headers),
            "deleted": plan.deletes.len(),
            "unchanged": plan.unchanged,
            "bytes": plan.bytes(),
            "requests": requests(plan),
        }}));
    }

    fn print(&self, object: &serde_json::Value) {
        self.terminal.print(&escape_in_json(&object.to_string()));
    }
}

impl Change<'_> {
    fn line(&self) -> String {
        let size = self.bytes.map(size).unwrap_or_default();
        format!("  {:<8} {size:>9}  {}", self.action, self.path)
    }
}

/// All objects that are sent, in this order, and then those that are deleted.
fn changes<'a>(plan: &'a Plan<'_>) -> Vec<Change<'a>> {
    let puts = plan.puts.iter().map(|put| Change {
        path: put.file.path.as_str(),
        action: match put.reason {
            PutReason::New => "new",
            PutReason::Changed => "changed",
            PutReason::Headers => "headers",
        },
        bytes: Some(put.file.size),
    });
    let deletes = plan.deletes.iter().map(|delete| Change {
        path: delete.path.as_str(),
        action: "delete",
        bytes: delete.size,
    });
    puts.chain(deletes).collect()
}

/// How many requests the objects need; those for the records come in addition.
fn requests(plan: &Plan<'_>) -> usize {
    plan.unsent().count() + plan.deletes.len()
}

fn counts(plan: &Plan<'_>) -> String {
    let mut parts: Vec<String> = [
        (plan.count(PutReason::New), "new"),
        (plan.count(PutReason::Changed), "changed"),
        (plan.count(PutReason::Headers), "with new headers"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    if !plan.deletes.is_empty() {
        parts.push(format!("{} deleted", plan.deletes.len()));
    }
    parts.push(format!("{} unchanged", plan.unchanged));
    parts.join(", ")
}

/// A number of bytes, for people.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    // Rounded to tenths of a unit, of which there are as many as have three digits at most.
    let mut tenths = bytes.div_ceil(100);
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths = tenths.div_ceil(1_000);
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_001, "1.1 kB"),
            (999_900, "999.9 kB"),
            (1_000_000, "1.0 MB"),
            (2_500_000_000, "2.5 GB"),
            (u64::MAX, "18446744.1 TB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
    }
}
