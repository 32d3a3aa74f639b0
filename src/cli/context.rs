//! What most commands begin with: the site's directory, its configuration, the clock.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{RoundMode, Timestamp, Unit, ZonedRound};

use super::args::{Args, MessageFormat, Shown};
use super::exit::{self, CommandError};
use super::report;
use super::terminal::Terminal;
use crate::build::{OpenSite, load_policy, text_of};
use crate::config::{BadLimit, Limits, SiteConfig};
use crate::danish::Moment;
use crate::diagnostics::{Diagnostic, Diagnostics, Policy};
use crate::files::{Files, find_site};
use crate::index::Clock;
use crate::paths::SourcePath;
use crate::publish::Token;

/// The largest `site.toml`.
const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// The variable whose place `--base-url` takes.
const BASE_URL: &str = "DIGEST_BASE_URL";

/// The variable with the token for the URLs that purge caches; it overrides no key.
const PURGE_TOKEN: &str = "DIGEST_PURGE_TOKEN";

/// Opens the site. `base_url` and `--limit` come before the environment, and that before
/// `site.toml`.
pub(super) fn open(
    args: &Args,
    base_url: Option<&str>,
    format: MessageFormat,
    terminal: &Terminal,
) -> Result<OpenSite, CommandError> {
    let root = find_root(args)?;
    let files = open_files(&root)?;
    let report = |problems: Diagnostics| {
        // Whatever is wrong with site.toml is wrong with the configuration.
        let code = match exit::code(&problems) {
            exit::ENVIRONMENT => exit::ENVIRONMENT,
            _ => exit::USAGE,
        };
        report::problems(problems, format, terminal, &|path| text_of(&files, path));
        CommandError::Problems(code)
    };
    let (mut config, warnings) = read_config(&files, base_url).map_err(report)?;
    for limit in &args.limit {
        set_limit(&mut config, limit)?;
    }
    let files = files.ignoring(&config.content.ignore);
    let policy = Policy { rules: config.check.rules.clone(), baseline: None };
    Ok(OpenSite { root, files, config, warnings, policy })
}

/// Reads the file of known problems, if the site has one.
pub(super) fn with_policy(
    site: OpenSite,
    format: MessageFormat,
    terminal: &Terminal,
) -> Result<OpenSite, CommandError> {
    let policy = load_policy(&site.files, &site.config).map_err(|problems| {
        let code = exit::code(&problems);
        report::problems(problems, format, terminal, &|path| text_of(&site.files, path));
        CommandError::Problems(code)
    })?;
    Ok(OpenSite { policy, ..site })
}

/// Decides which instant is now in a time zone, once for the whole command.
pub(super) fn clock(shown: &Shown, timezone: TimeZone) -> Result<Clock, CommandError> {
    let now = match &shown.now {
        Some(text) => {
            let (moment, _) = Moment::parse(text, &timezone).map_err(|error| {
                let help = "write a time such as `--now \"2026-11-22 14:05\"`";
                CommandError::usage_with_help(format!("`--now {text}`: {error}"), help)
            })?;
            moment.zoned.timestamp()
        }
        None => system_now()?,
    };
    Ok(Clock { now, timezone, drafts: shown.drafts, future: shown.future })
}

/// Opens the site's directory.
pub(super) fn open_files(root: &Path) -> Result<Files, CommandError> {
    Files::open(root).map_err(|error| {
        CommandError::environment(format!("cannot open `{}`: {error}", root.display()))
    })
}

/// Reads `site.toml`, overridden by the environment, and that by `base_url`.
pub(super) fn read_config(
    files: &Files,
    base_url: Option<&str>,
) -> Result<(SiteConfig, Diagnostics), Diagnostics> {
    let path = SourcePath::new("site.toml").unwrap_or_else(SourcePath::top);
    let text = files.read_text(&path, MAX_CONFIG_BYTES)?;
    let mut variables = variables();
    if let Some(url) = base_url {
        variables.retain(|(name, _)| name != BASE_URL);
        variables.push((BASE_URL.into(), url.into()));
    }
    SiteConfig::read(&path, &text, &variables).map_err(|problems| {
        let by_option = |mut problem: Diagnostic| {
            if base_url.is_some() {
                problem.message = problem.message.replace(BASE_URL, "--base-url");
            }
            problem
        };
        problems.into_iter().map(by_option).collect()
    })
}

/// Sets a limit that an argument gives.
pub(super) fn set_limit(config: &mut SiteConfig, limit: &str) -> Result<(), CommandError> {
    let Some((name, value)) = limit.split_once('=') else {
        let help = "write it as NAME=VALUE, such as `--limit article-bytes=32MiB`";
        return Err(CommandError::usage_with_help(format!("`--limit {limit}` has no value"), help));
    };
    config.limits.set(name, value).map_err(|error| match error {
        BadLimit::Unknown { suggestion, .. } => {
            let help = match suggestion {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the limits are {}", Limits::NAMES.join(", ")),
            };
            CommandError::usage_with_help(
                format!("`--limit {limit}`: there is no such limit"),
                help,
            )
        }
        error @ BadLimit::Value { .. } => {
            CommandError::usage(format!("`--limit {limit}`: {error}"))
        }
    })
}

/// The directory given, or the nearest one from the current directory upward.
pub(super) fn find_root(args: &Args) -> Result<PathBuf, CommandError> {
    let start = match &args.root {
        Some(root) => root.clone(),
        None => working_directory()?,
    };
    let found = match &args.root {
        Some(root) => find_site(root).filter(|found| found == root),
        None => find_site(&start),
    };
    found.ok_or_else(|| {
        let message = match &args.root {
            Some(root) => format!("there is no site.toml in `{}`", root.display()),
            None => {
                format!("there is no site.toml in `{}` or its parent directories", start.display())
            }
        };
        CommandError::usage_with_help(message, "create a site with `digest init DIR`")
    })
}

/// The current directory, to which relative paths of the command line belong.
pub(super) fn working_directory() -> Result<PathBuf, CommandError> {
    std::env::current_dir().map_err(|error| {
        CommandError::environment(format!("cannot determine the current directory: {error}"))
    })
}

/// A path of the command line, made absolute.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, CommandError> {
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    Ok(working_directory()?.join(path))
}

/// The variables that override the configuration, sorted.
fn variables() -> Vec<(String, String)> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let ours = |(name, _): &(String, String)| name.starts_with("DIGEST_") && name != PURGE_TOKEN;
    let mut variables: Vec<_> = std::env::vars_os().filter_map(text).filter(ours).collect();
    variables.sort();
    variables
}

/// What caches want to be shown before they are purged.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
pub(super) fn purge_token() -> Option<Token> {
    std::env::var(PURGE_TOKEN).ok().and_then(|text| Token::new(&text))
}

/// `SOURCE_DATE_EPOCH` (reproducible-builds.org: seconds since 1970), else the system's clock.
#[expect(clippy::disallowed_methods, reason = "the clock is read here, once per command")]
pub(super) fn system_now() -> Result<Timestamp, CommandError> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(Timestamp::now());
    };
    let text = value.to_string_lossy();
    let time = text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.ok_or_else(|| {
        CommandError::usage(format!("SOURCE_DATE_EPOCH is not a number of seconds: `{text}`"))
    })
}

/// The time now, whatever time pages are built for: how long a lock is held, or a file kept, does not
/// depend on that.
#[expect(clippy::disallowed_methods, reason = "the clock is read here")]
pub(super) fn actual_now() -> Timestamp {
    Timestamp::now()
}

/// Whether the clock is set by the environment, and so does not advance.
#[expect(clippy::disallowed_methods, reason = "the environment is read here")]
pub(super) fn is_clock_set() -> bool {
    std::env::var_os("SOURCE_DATE_EPOCH").is_some()
}

/// The minute that has begun, which a new content file is dated with.
pub(super) fn this_minute(timezone: &TimeZone) -> Result<Moment, CommandError> {
    let now = system_now()?.to_zoned(timezone.clone());
    let minute = ZonedRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
    let zoned = now.round(minute).unwrap_or(now);
    Ok(Moment { zoned, has_time: true })
}
