//! `digest publish`.

mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;

use super::args::{Args, MessageFormat, Publish, Shown};
use super::context;
use super::exit::CommandError;
use super::progress::{Progress, PublishProgress};
use super::report as problems;
use super::signals;
use super::terminal::Terminal;
use super::threads;
use crate::build::{self, BuildOptions, OpenSite};
use crate::config::publish::{PublishConfig, PublishKind};
use crate::diagnostics::{Scope, nearest};
use crate::index::Clock;
use crate::publish::{
    Access, AnnounceSettings, Headers, Http, Interruption, LastBuild, LocalFile, LocalState,
    Outputs, Permissions, Plan, PublishError, Publisher, Request, Retention, TargetContext,
    announce, audit, check_fresh, dry_run, headers_of, open_target, publish, roll_back,
};
use crate::write::{OutputTarget, finish_interrupted, host_name};

/// How long superseded assets stay at a store, for pages that are open and for CDNs.
const RETENTION: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How many publishes superseded assets stay in a branch.
const GIT_RETENTION: u64 = 5;

/// The headers of an output.
type HeadersOf<'a> = dyn Fn(&LocalFile) -> Arc<Headers> + Sync + 'a;

/// Sends the site to a target, building it first if anything has changed.
pub(super) fn run(
    args: &Args,
    arguments: &Publish,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, MessageFormat::Human, terminal)?;
    let config = choose(&site.config.publish, arguments.target.as_deref())?.clone();
    let is_preview = config.base_url.as_ref().is_some_and(|url| *url != site.config.base_url);
    let (site, output) = place(site, &config, args, terminal)?;
    let site = context::with_policy(site, MessageFormat::Human, terminal)?;
    let shown = Shown { drafts: false, future: false, now: arguments.now.clone() };
    let clock = context::clock(&shown, site.config.timezone.clone())?;

    let interruption = Interruption::new(|| signals::received().is_some());
    let opening = TargetContext {
        site_root: &site.root,
        output: &output,
        host: site.config.base_url.host(),
        now: clock.now,
        interruption,
    };
    let target = open_target(&config, &opening).map_err(PublishError::from)?;
    let state = LocalState::new(site.files.clone(), site.root.clone(), &config.name);
    let publisher = publisher()?;
    if arguments.rollback {
        let (take_over, now) = (arguments.take_over, context::actual_now());
        let access =
            Access { target: &*target, state: &state, publisher: &publisher, take_over, now };
        let release = roll_back(&access, &PublishProgress::new(terminal))?;
        let (target, format) = (&*target, arguments.format);
        report::Report { target, format, terminal }.rolled_back(&release);
        return Ok(());
    }
    let outputs = build(&site, &output, &clock, arguments, terminal)?;
    let headers = headers(&config);
    let max_deletes = arguments.max_deletes.or(config.max_deletes);
    let permissions = Permissions {
        max_deletes,
        may_shrink: arguments.max_deletes.is_some(),
        take_over: arguments.take_over,
    };
    let request = Request {
        target: &*target,
        outputs: &outputs,
        headers: &*headers,
        retention: retention(&config.kind),
        permissions,
        state: &state,
        publisher,
        now: context::actual_now(),
    };
    let settings = AnnounceSettings {
        base_url: &site.config.base_url,
        hub: site.config.feeds.hub.as_deref().filter(|_| !is_preview),
        after: &config.after,
        token: context::purge_token(),
    };
    carry_out(&request, &settings, arguments, terminal)
}

/// Tells others of a publish. That is done whatever becomes of this, so failures are warnings.
fn tell(
    plan: &Plan<'_>,
    request: &Request<'_>,
    settings: &AnnounceSettings<'_>,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let is_interrupted = || signals::received().is_some();
    let report = announce(plan, request.outputs, settings, request.state, &Http, &is_interrupted)?;
    for (name, count) in &report.told {
        terminal.say(&format!("Notified {name} of {}", problems::counted(*count, "URL")));
    }
    for (message, help) in &report.problems {
        terminal.warning(message, help);
    }
    Ok(())
}

/// Does what was asked for, and reports it.
fn carry_out(
    request: &Request<'_>,
    settings: &AnnounceSettings<'_>,
    arguments: &Publish,
    terminal: &Terminal,
) -> Result<(), CommandError> {
    let observer = PublishProgress::new(terminal);
    let report = report::Report { target: request.target, format: arguments.format, terminal };
    if arguments.audit {
        let audit = audit(request, arguments.dry_run, &observer)?;
        drop(observer);
        report.audited(&audit, arguments.dry_run);
    } else if arguments.dry_run {
        let (plan, checked) = dry_run(request, &observer)?;
        drop(observer);
        report.planned(&plan);
        checked?;
    } else {
        let plan = publish(request, &observer)?;
        drop(observer);
        report.published(&plan);
        tell(&plan, request, settings, terminal)?;
    }
    Ok(())
}

/// The target of a name, or the only one.
fn choose<'a>(
    targets: &'a [PublishConfig],
    name: Option<&str>,
) -> Result<&'a PublishConfig, CommandError> {
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (name, targets) {
        (_, []) => Err(CommandError::usage_with_help(
            "`site.toml` names no target to publish to",
            "add a table such as `[publish.live]` (see: digest docs publishing)",
        )),
        (None, [only]) => Ok(only),
        (None, _) => Err(CommandError::usage_with_help(
            format!("there are several targets: {listed}"),
            format!("name one of them, as in `digest publish {}`", names[0]),
        )),
        (Some(name), _) => targets.iter().find(|target| target.name == name).ok_or_else(|| {
            let help = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the targets are {listed}"),
            };
            CommandError::usage_with_help(format!("there is no target `{name}`"), help)
        }),
    }
}

/// The site as it is to be at a target, and the directory that it is built in.
fn place(
    site: OpenSite,
    target: &PublishConfig,
    args: &Args,
    terminal: &Terminal,
) -> Result<(OpenSite, PathBuf), CommandError> {
    let other = target.base_url.as_ref().filter(|url| **url != site.config.base_url);
    let Some(url) = other else {
        let output = site.root.join("public");
        return Ok((site, output));
    };
    let output = site.root.join(".digest/sites").join(&target.name);
    let site = context::open(args, Some(&url.as_text()), MessageFormat::Human, terminal)?;
    Ok((site, output))
}

/// Builds the site if a build would change anything, and gives its outputs.
fn build(
    site: &OpenSite,
    output: &Path,
    clock: &Clock,
    arguments: &Publish,
    terminal: &Terminal,
) -> Result<Outputs, CommandError> {
    let target = OutputTarget { site_root: site.root.clone(), output: output.to_owned() };
    if finish_interrupted(&target)? {
        terminal.say("Finished an interrupted build first");
    }
    let last = LastBuild::find(site, output, clock)?;
    last.check(clock)?;
    let base_url = site.config.base_url.as_text();
    let progress = Progress::new(terminal);
    let failure = |error| problems::failure(error, site, MessageFormat::Human, terminal);
    if arguments.no_build {
        let outputs = last.complete(base_url)?;
        let entries = outputs.entries();
        let stale = build::stale(site, output, &entries, clock, &progress).map_err(failure)?;
        check_fresh(&stale)?;
        return Ok(outputs);
    }
    let options =
        BuildOptions { output: output.to_owned(), fresh: false, force: false, verify: false };
    let report = build::run(site, clock, &options, &progress).map_err(failure)?;
    drop(progress);
    let found = site.policy.report_all(&report.problems, Scope::Build);
    let failed = found.problems.has_errors().then(|| super::exit::code(&found.problems));
    problems::of_site(found, site, MessageFormat::Human, terminal);
    if let Some(code) = failed {
        return Err(CommandError::Problems(code));
    }
    if report.commit.written + report.commit.deleted > 0 {
        terminal.say(&super::build::summary(&report, terminal));
    }
    std::mem::forget(report);
    let built = LastBuild::find(site, output, clock)?;
    built.check(clock)?;
    Ok(built.complete(base_url)?)
}

/// What a target is to say of each output. A target that keeps no headers is sent nothing when they change.
fn headers(config: &PublishConfig) -> Box<HeadersOf<'_>> {
    let is_store =
        matches!(config.kind, PublishKind::S3(_) | PublishKind::Gcs(_) | PublishKind::Azure(_));
    if is_store {
        return Box::new(|file| Arc::new(headers_of(&file.path, &config.headers)));
    }
    let none = Arc::new(Headers {
        content_type: String::new(),
        cache_control: String::new(),
        content_encoding: None,
    });
    Box::new(move |_| Arc::clone(&none))
}

/// How long superseded assets stay.
fn retention(kind: &PublishKind) -> Retention {
    let publishes = |keep: usize| Retention::Publishes(u64::try_from(keep).unwrap_or(u64::MAX));
    match kind {
        PublishKind::Directory(directory) => publishes(directory.keep),
        PublishKind::Rsync(rsync) => publishes(rsync.keep),
        PublishKind::Git(_) => Retention::Publishes(GIT_RETENTION),
        PublishKind::S3(_) | PublishKind::Gcs(_) | PublishKind::Azure(_) => {
            Retention::For(RETENTION)
        }
    }
}

/// This process.
fn publisher() -> Result<Publisher, CommandError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        CommandError::environment(format!("the system provides no random bits: {error}"))
    })?;
    let id = format!("{:032x}", u128::from_be_bytes(bytes));
    Ok(Publisher { id, host: host_name(), pid: std::process::id() })
}
