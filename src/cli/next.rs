//! `digest next`.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::args::{Args, MessageFormat, Next as Arguments, NextFormat, Shown};
use super::context;
use super::exit::CommandError;
use super::progress::Progress;
use super::report::{self, counted};
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, ChangedOutput, Due, MAX_INSTANTS, Next, OpenSite, OutputChange};
use crate::diagnostics::{escape_for_terminal, escape_in_json};
use crate::index::Clock;

/// At most this many outputs are listed for people.
const MAX_SHOWN: usize = 50;

/// Reports when the clock alone next changes the site, or whether it has since the last build.
pub(super) fn run(args: &Args, next: &Arguments, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, MessageFormat::Human, terminal)?;
    let shown = Shown { drafts: false, future: false, now: next.now.clone() };
    let clock = context::clock(&shown, site.config.timezone.clone())?;
    if next.due {
        return due(&site, next, &clock, terminal);
    }
    let found = build::next(&site, &clock, &Progress::new(terminal))
        .map_err(|error| report::failure(error, &site, MessageFormat::Human, terminal))?;
    match next.format {
        NextFormat::Human => terminal.print(&escape_for_terminal(&text(&found, &clock))),
        NextFormat::Iso => iso(&found, &clock, terminal),
        NextFormat::Json => terminal.print(&escape_in_json(&object(&found, &clock).to_string())),
    }
    Ok(())
}

/// Reports in one line, and by the exit code, whether something is due.
fn due(
    site: &OpenSite,
    next: &Arguments,
    clock: &Clock,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let output = match &next.output {
        Some(output) => context::absolute(output)?,
        None => site.root.join("public"),
    };
    let found = build::due(site, &output, clock, &Progress::new(terminal))
        .map_err(|error| report::failure(error, site, MessageFormat::Human, terminal))?;
    let since = |built| format!("since the last build, {}", local(built, &clock.timezone));
    match found {
        Due::NeverBuilt => terminal.say("Due: there is no record of a build"),
        Due::Outputs { number, built } => {
            let outputs = counted(number, "output");
            terminal.say(&format!("Due: the clock has changed {outputs} {}", since(built)));
        }
        Due::Nothing { built } => {
            terminal.say(&format!("Not due: the clock has changed nothing {}", since(built)));
            return Ok(());
        }
    }
    Err(CommandError::Due)
}

/// What is found, for people.
fn text(found: &Next, clock: &Clock) -> String {
    match found {
        Next::Change { at, outputs } => {
            let local = local(*at, &clock.timezone);
            let wait = wait(at.duration_since(clock.now));
            let number = counted(outputs.len(), "output");
            let mut lines = vec![format!("Next change: {local}, {wait}: {number}")];
            lines.extend(outputs.iter().take(MAX_SHOWN).map(|output| {
                let ChangedOutput { url, change, .. } = output;
                format!("  {:<9} {url}", word(*change))
            }));
            if let Some(more) = outputs.len().checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
                lines.push(format!("  and {more} more; `--format json` lists all of them"));
            }
            lines.join("\n")
        }
        Next::Nothing => "Nothing is scheduled: the clock alone does not change the site".into(),
        Next::Undecided { until } => undecided(*until, clock),
    }
}

/// The instant alone, or nothing.
fn iso(found: &Next, clock: &Clock, terminal: &Terminal) {
    match found {
        Next::Change { at, .. } => terminal.print(&rfc3339(*at, &clock.timezone)),
        Next::Nothing => {}
        Next::Undecided { until } => terminal.say(&undecided(*until, clock)),
    }
}

/// What is found, for programs.
fn object(found: &Next, clock: &Clock) -> serde_json::Value {
    let time = |at: Timestamp| rfc3339(at, &clock.timezone);
    let (at, outputs, until) = match found {
        Next::Change { at, outputs } => (Some(time(*at)), outputs.as_slice(), None),
        Next::Nothing => (None, <_>::default(), None),
        Next::Undecided { until } => (None, <_>::default(), Some(time(*until))),
    };
    let outputs = outputs.iter().map(|ChangedOutput { output, url, change }| {
        json!({ "url": url.as_str(), "output": output.as_str(), "change": word(*change) })
    });
    let outputs: Vec<_> = outputs.collect();
    // Set only if the search gave up.
    json!({ "at": at, "outputs": outputs, "searched_until": until })
}

fn undecided(until: Timestamp, clock: &Clock) -> String {
    let local = local(until, &clock.timezone);
    format!(
        "Nothing changes at the next {MAX_INSTANTS} instants, up to {local}; later ones were not \
         compared"
    )
}

fn word(change: OutputChange) -> &'static str {
    match change {
        OutputChange::Appears => "appears",
        OutputChange::Changes => "changes",
        OutputChange::Vanishes => "vanishes",
    }
}

/// As in `2026-11-22 14:05 (+01:00)`, in the site's time zone; with seconds if there are any.
fn local(at: Timestamp, timezone: &TimeZone) -> String {
    let zoned = at.to_zoned(timezone.clone());
    let seconds = if zoned.second() == 0 { "" } else { ":%S" };
    zoned.strftime(&format!("%Y-%m-%d %H:%M{seconds} (%:z)")).to_string()
}

/// As in `2026-11-22T14:05:00+01:00`, in the site's time zone.
pub(super) fn rfc3339(at: Timestamp, timezone: &TimeZone) -> String {
    at.to_zoned(timezone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// As in `in 2 days 3 hours`: the two largest units, rounded down.
fn wait(duration: SignedDuration) -> String {
    let seconds = usize::try_from(duration.as_secs()).unwrap_or_default();
    let parts = [
        (seconds / 86_400, "day"),
        (seconds / 3_600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let shown = parts.into_iter().skip_while(|(number, _)| *number == 0).take(2);
    let shown = shown.filter(|(number, _)| *number > 0);
    let shown: Vec<String> = shown.map(|(number, unit)| counted(number, unit)).collect();
    if shown.is_empty() { "now".into() } else { format!("in {}", shown.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_given_in_its_two_largest_units() {
        let wait = |seconds| wait(SignedDuration::from_secs(seconds));
        assert_eq!(wait(0), "now");
        assert_eq!(wait(1), "in 1 second");
        assert_eq!(wait(60), "in 1 minute");
        assert_eq!(wait(3_600 + 59), "in 1 hour");
        assert_eq!(wait(86_400 + 2 * 3_600 + 59 * 60), "in 1 day 2 hours");
        assert_eq!(wait(400 * 86_400 + 30), "in 400 days");
    }
}
