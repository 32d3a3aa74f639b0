//! `digest init`.
//!
//! In: a directory's name and the time. Out: a new site. Its files are in `init/` and are listed in
//! [`builtin::NEW_SITE`].

mod ci;

use std::path::Path;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::args::{CodeHost, Init};
use super::context;
use super::exit::CommandError;
use super::new;
use super::report::counted;
use super::terminal::Terminal;
use crate::builtin;
use crate::danish::{self, Moment};
use crate::files;
use crate::write::{self, WriteError};

/// The zone of a site that names none.
const TIMEZONE: &str = "Europe/Copenhagen";

/// What makes a directory a site.
const SITE_FILE: &str = "site.toml";

/// Directories in which authors look for what can be put there.
const EMPTY_DIRECTORIES: [&str; 2] = ["templates", "static"];

/// Makes a new site.
pub(super) fn run(init: &Init, terminal: &Terminal) -> Result<(), CommandError> {
    let root = context::absolute(&init.dir)?;
    let shown = init.dir.display();
    let help = "name a new or empty directory, such as `digest init mit-overblik`";
    match files::entries(&root) {
        Ok(names) => {
            if let Some(host) = init.ci.filter(|_| names.iter().any(|name| name == SITE_FILE)) {
                return add_workflow(host, &root, terminal);
            }
            let mut others = names.iter().filter(|name| !is_neutral(name));
            if let Some(other) = others.next().filter(|_| !init.force) {
                let message = format!("`{shown}` is not empty: it contains `{other}`");
                let help = format!("{help}; or keep the files that are there with `--force`");
                return Err(CommandError::usage_with_help(message, help));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(CommandError::usage_with_help(
                format!("`{shown}` is not a directory"),
                help,
            ));
        }
        Err(error) => {
            let message = format!("cannot read `{shown}`: {error}");
            return Err(CommandError::environment(message));
        }
    }
    let timezone = TimeZone::get(TIMEZONE).map_err(|error| {
        CommandError::environment(format!("cannot load the time zone: {error}"))
    })?;
    let now = context::this_minute(&timezone)?;
    let (mut made, mut kept) = (0, Vec::new());
    let workflow = init.ci.map(ci::workflow);
    let mut files = new_site(&host(&root), &now);
    if let Some(ci) = init.ci
        && let Some((_, text)) = files.iter_mut().find(|(path, _)| path == SITE_FILE)
    {
        text.push_str(&ci::hosting(ci));
    }
    for (path, text) in files.into_iter().chain(workflow.clone()) {
        match write::create_new(&root.join(&path), text.as_bytes()) {
            Ok(()) => made += 1,
            Err(WriteError::Exists { .. }) => kept.push(path),
            Err(error) => return Err(error.into()),
        }
    }
    for directory in EMPTY_DIRECTORIES {
        write::make_directory(&root.join(directory))?;
    }
    for path in &kept {
        let hint = match path.as_str() {
            ".gitignore" => "; it should contain `/public/` and `/.digest/`",
            _ => "",
        };
        terminal.say(&format!("Kept `{path}`, which was there already{hint}"));
    }
    let made = counted(made, "file");
    terminal.say(&format!("Created {made} in `{shown}`; run `digest build` there"));
    if let Some((path, _)) = workflow.filter(|(path, _)| !kept.contains(path)) {
        to_fill_in(&path, terminal);
    }
    Ok(())
}

/// Adds a workflow to a site that exists.
fn add_workflow(host: CodeHost, root: &Path, terminal: &Terminal) -> Result<(), CommandError> {
    let (path, text) = ci::workflow(host);
    match write::create_new(&root.join(&path), text.as_bytes()) {
        Ok(()) => {
            terminal.say(&format!("Created `{path}`"));
            to_fill_in(&path, terminal);
            Ok(())
        }
        Err(WriteError::Exists { .. }) => {
            let message = format!("`{path}` exists already; it is not overwritten");
            let help = "move it away to get a new one";
            Err(CommandError::usage_with_help(message, help))
        }
        Err(error) => Err(error.into()),
    }
}

/// Says what a workflow lacks.
fn to_fill_in(path: &str, terminal: &Terminal) {
    if let Some(hint) = ci::to_fill_in() {
        terminal.say(&format!("Before `{path}` runs, {hint}"));
    }
}

/// Whether a file or directory may be in the directory of a new site: what a new repository has.
fn is_neutral(name: &str) -> bool {
    const STEMS: [&str; 6] = ["readme", "license", "licence", "copying", "contributing", "notice"];
    let name = name.to_lowercase();
    let stem = name.split(['.', '-']).next().unwrap_or_default();
    STEMS.contains(&stem) || name.starts_with(".git") || name == ".editorconfig"
}

/// The files of a new site, path and text, with every place filled in.
fn new_site(host: &str, now: &Moment) -> Vec<(String, String)> {
    let today = now.date();
    let places = [
        ("{host}", host.to_owned()),
        ("{year}", today.year().to_string()),
        ("{now}", new::written(now)),
        ("{today}", today.to_string()),
        ("{yesterday}", day_before(today).to_string()),
        ("{before}", day_before(day_before(today)).to_string()),
    ];
    let fill = |text: &str| {
        places.iter().fold(text.to_owned(), |text, (place, value)| text.replace(place, value))
    };
    builtin::NEW_SITE.iter().map(|(path, text)| (fill(path), fill(text))).collect()
}

/// The day before, but none before the first that an article may have.
fn day_before(day: Date) -> Date {
    day.yesterday().unwrap_or(day).max(date(1970, 1, 1))
}

/// A host for the new site, made of its directory's name; RFC 2606 keeps `.example` for such use.
fn host(root: &Path) -> String {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    // A label of a host has 63 characters at most (RFC 1035).
    let label: String = danish::slug(&name).chars().take(63).collect();
    match label.trim_end_matches('-') {
        "" => "overblik.example".to_owned(),
        label => format!("{label}.example"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::build;
    use crate::config::SiteConfig;
    use crate::diagnostics::render::{DisplayStyle, draw};
    use crate::files::Files;
    use crate::index::Clock;
    use crate::paths::SourcePath;

    fn at(seconds: i64) -> Moment {
        let now = Timestamp::from_second(seconds).unwrap();
        Moment { zoned: now.to_zoned(TimeZone::get(TIMEZONE).unwrap()), has_time: true }
    }

    #[test]
    fn a_new_site_has_neither_problems_nor_warnings() {
        // A day long ago, a New Year's Day, and the two hours of a night in October.
        for seconds in [946_681_200, 1_767_222_000, 1_792_889_100, 1_792_892_700] {
            let now = at(seconds);
            let site = new_site("prøve.example", &now);
            let files = Files::in_memory(site.iter().map(|(p, t)| (p.as_str(), t.as_str())));
            let path = SourcePath::new("site.toml").unwrap();
            let text = files.read_text(&path, 1 << 20).unwrap();
            let (config, warnings) = SiteConfig::read(&path, &text, &[]).unwrap();
            assert!(warnings.is_empty());
            let (timezone, now) = (config.timezone.clone(), now.zoned.timestamp());
            let clock = Clock { now, timezone, drafts: false, future: false };
            let prepared = build::prepare(&files, &config, &clock);
            let (problems, listed) = match prepared {
                Ok(prepared) => (prepared.warnings, prepared.site.index.listed.len()),
                Err(problems) => (problems, 0),
            };
            let problems = problems.sorted();
            let lines: Vec<_> =
                problems.iter().map(|p| draw(p, DisplayStyle::Short, &|_| None)).collect();
            assert_eq!(lines, Vec::<String>::new(), "{seconds}");
            assert_eq!(listed, 3, "{seconds}");
        }
    }

    #[test]
    fn every_place_is_filled_in() {
        for (path, text) in new_site("x.example", &at(1_800_000_000)) {
            for place in ["{host}", "{year}", "{now}", "{today}", "{yesterday}", "{before}"] {
                assert!(!path.contains(place) && !text.contains(place), "{path}: {place}");
            }
        }
    }

    #[test]
    fn the_host_is_made_of_the_name_of_the_directory() {
        assert_eq!(host(Path::new("/home/x/Min Side")), "min-side.example");
        assert_eq!(host(Path::new("/home/x/!!!")), "overblik.example");
        assert_eq!(host(Path::new("/")), "overblik.example");
        let long = host(Path::new(&"lang-".repeat(40)));
        assert!(long.len() <= 63 + ".example".len() && !long.contains("-."), "{long}");
    }
}
