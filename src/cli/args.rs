//! The command-line arguments. Their doc comments are the help texts.

#![expect(clippy::doc_markdown, reason = "backticks would show in the help texts")]

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use crate::model::Kind;

/// The heading of the options that all commands have.
const GLOBAL: &str = "Global options";

/// Build a Danish-language news digest from Markdown.
#[derive(Debug, Parser)]
#[command(name = "digest", version, about, propagate_version = true)]
pub(super) struct Args {
    /// Directory that contains site.toml [default: the nearest one, searching upward from the
    /// current directory].
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,

    /// When to use colours.
    #[arg(
        long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto"
    )]
    pub(super) color: ColorChoice,

    /// Print only errors and warnings.
    #[arg(short, long, global = true, help_heading = GLOBAL, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Print timings.
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) verbose: bool,

    /// Set a limit for this run (see: digest docs configuration).
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "NAME=VALUE", action = ArgAction::Append)]
    pub(super) limit: Vec<String>,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// If the output is a terminal and NO_COLOR is not set.
    Auto,
    /// Always, even in files and pipes.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create a new site, ready to build.
    Init(Init),
    /// Create a content file with its front matter filled in.
    New(New),
    /// Build the site into public/.
    Build(Build),
    /// Serve the site from memory, and rebuild it when a file is saved.
    Serve(Serve),
    /// Report every problem without writing anything.
    Check(Check),
    /// Show when the clock alone changes the site next, and which outputs.
    Next(Next),
    /// Send the site to a target that site.toml names, building it first if anything has changed.
    Publish(Publish),
    /// List the content that is not shown now.
    List(List),
    /// Show what an output depends on, and why it was last rendered.
    Explain(Explain),
    /// Print a manual, or list all manuals.
    Docs(Docs),
    /// Print a completion script for a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
}

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// Directory to create; it may exist if it contains nothing but, for instance, a README and
    /// .git.
    pub(super) dir: PathBuf,
    /// Also use a directory that contains other files; none of them is changed.
    #[arg(long)]
    pub(super) force: bool,
    /// Also write a workflow that builds and publishes the site (see: digest docs scheduling); if
    /// DIR is a site, write nothing else.
    #[arg(long, value_name = "HOST")]
    pub(super) ci: Option<CodeHost>,
}

/// Where a workflow runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CodeHost {
    /// GitHub Actions, published with GitHub Pages.
    Github,
    /// GitLab CI, published with GitLab Pages.
    Gitlab,
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// Kind of content.
    pub(super) kind: NewKind,
    /// Title, or an author's name.
    pub(super) title: String,
    /// Date of an article or people news, start of an event, or a day in an edition's week, such as
    /// 2026-11-22 or "2026-11-22 14:05" [default: now].
    #[arg(long)]
    pub(super) date: Option<String>,
    /// Tags of an article, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub(super) tags: Vec<String>,
    /// Last part of the URL [default: derived from the title].
    #[arg(long)]
    pub(super) slug: Option<String>,
    /// Author of an article; may be given more than once.
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    pub(super) author: Vec<String>,
    /// Mark it as a draft.
    #[arg(long)]
    pub(super) draft: bool,
}

/// The kinds of content that `new` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NewKind {
    /// An article in content/artikler/.
    Article,
    /// An event in content/events/.
    Event,
    /// A piece of people news in content/navnenyt/.
    Person,
    /// The title, intro and picks of an edition in content/udgaver/.
    Edition,
    /// A plain page in content/sider/.
    Page,
    /// An author's profile in content/forfattere/.
    Author,
}

impl From<NewKind> for Kind {
    fn from(kind: NewKind) -> Self {
        match kind {
            NewKind::Article => Self::Article,
            NewKind::Event => Self::Event,
            NewKind::Person => Self::PeopleNews,
            NewKind::Edition => Self::Edition,
            NewKind::Page => Self::Page,
            NewKind::Author => Self::Author,
        }
    }
}

/// What decides which content is shown.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Shown {
    /// Include drafts.
    #[arg(short = 'D', long)]
    pub(super) drafts: bool,
    /// Include articles dated in the future.
    #[arg(short = 'F', long)]
    pub(super) future: bool,
    /// Use TIME as the current time [default: SOURCE_DATE_EPOCH, or the system clock].
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
}

/// Arguments of `build`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// Output directory [default: public].
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// URL where the site will be published, instead of base_url in site.toml.
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
    /// Ignore what earlier builds cached in .digest.
    #[arg(long)]
    pub(super) fresh: bool,
    /// Build again without the cache, and fail if any byte differs.
    #[arg(long)]
    pub(super) verify: bool,
    /// Take over an output directory that digest did not create.
    #[arg(long)]
    pub(super) force: bool,
    /// Build again whenever a file is saved, until interrupted.
    #[arg(long, conflicts_with = "verify")]
    pub(super) watch: bool,
    /// Output format for diagnostics.
    #[arg(long, default_value = "human")]
    pub(super) format: MessageFormat,
}

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Rebuild when a file is saved, and reload the pages that changed (the default).
    #[arg(long, overrides_with = "no_watch")]
    pub(super) watch: bool,
    /// Serve the site as it is now, whatever is saved.
    #[arg(long, overrides_with = "watch")]
    pub(super) no_watch: bool,
    /// Address to listen on; 0.0.0.0 makes the site visible to the whole network [default: this
    /// machine only].
    #[arg(long)]
    pub(super) host: Option<String>,
    /// Port to listen on; 0 for any free port [default: 8000, or the next free one].
    #[arg(short, long)]
    pub(super) port: Option<u16>,
    /// Open the site in a browser.
    #[arg(long)]
    pub(super) open: bool,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Treat warnings as errors.
    #[arg(long)]
    pub(super) strict: bool,
    /// Also check links to other sites, over the network.
    #[arg(long)]
    pub(super) external: bool,
    /// List all problems in the file that `[check] baseline` names, as known ones.
    #[arg(long)]
    pub(super) write_baseline: bool,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
    /// Output format for diagnostics.
    #[arg(long, default_value = "human")]
    pub(super) format: CheckFormat,
}

/// Arguments of `next`.
#[derive(Debug, clap::Args)]
pub(super) struct Next {
    /// Only report whether the clock has changed the site since the last build: exit with 10 if it
    /// has, or if there is no record of a build, and with 0 if not.
    #[arg(long, conflicts_with = "format")]
    pub(super) due: bool,
    /// Output directory of the last build [default: public].
    #[arg(short, long, value_name = "DIR", requires = "due")]
    pub(super) output: Option<PathBuf>,
    /// Use TIME as the current time [default: SOURCE_DATE_EPOCH, or the system clock].
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
    /// Output format.
    #[arg(long, default_value = "human")]
    pub(super) format: NextFormat,
}

/// Output format for the next change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NextFormat {
    /// For people to read.
    Human,
    /// The time only, such as 2026-11-22T14:05:00+01:00; nothing if there is no next change.
    Iso,
    /// One JSON object.
    Json,
}

/// Arguments of `publish`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, clap::Args)]
pub(super) struct Publish {
    /// Name of the target, NAME in [publish.NAME] of site.toml; not needed if there is only one.
    pub(super) target: Option<String>,
    /// Print what would be sent and deleted; change nothing at the target.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Delete up to N files at the target [default: max_deletes in site.toml, or 20 % of the files, at
    /// most 256].
    #[arg(long, value_name = "N")]
    pub(super) max_deletes: Option<usize>,
    /// Publish the site as it was last built; refuse if a build would change anything.
    #[arg(long)]
    pub(super) no_build: bool,
    /// Show readers the release before the current one again (directory, rsync, git).
    #[arg(long, conflicts_with_all = ["dry_run", "max_deletes", "no_build", "audit"])]
    pub(super) rollback: bool,
    /// Publish although another publish seems to be under way, or the target has a site with another
    /// base_url.
    #[arg(long)]
    pub(super) take_over: bool,
    /// List everything at the target and correct the record of what is there; send and delete nothing.
    #[arg(long)]
    pub(super) audit: bool,
    /// Use TIME as the current time [default: SOURCE_DATE_EPOCH, or the system clock].
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
    /// Output format.
    #[arg(long, default_value = "human")]
    pub(super) format: PublishFormat,
}

/// Output format for a publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PublishFormat {
    /// For people to read.
    Human,
    /// One JSON object per line, one for each file that is sent or deleted, and a total.
    Json,
}

/// Arguments of `list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Which content to list.
    pub(super) state: ListedState,
    /// Use TIME as the current time [default: SOURCE_DATE_EPOCH, or the system clock].
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
    /// Output format.
    #[arg(long, default_value = "human")]
    pub(super) format: ListFormat,
}

/// Why content is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum ListedState {
    /// Content with `draft: true`.
    Drafts,
    /// Content whose date is in the future.
    Scheduled,
    /// Content whose last day, `expires`, has passed.
    Expired,
    /// Content of which only a notice is shown.
    Withdrawn,
    /// All of these.
    All,
}

/// Output format for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people to read.
    Human,
    /// One JSON object per line, one for each file.
    Json,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// URL of an output, such as /om/, or a file: content, a template, data, or a static file.
    #[arg(value_name = "URL|FILE")]
    pub(super) what: String,
    /// Output directory of the build to explain [default: public].
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// URL the site was built for, instead of base_url in site.toml.
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
    /// Output format.
    #[arg(long, default_value = "human")]
    pub(super) format: ExplainFormat,
}

/// Output format for explanations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    /// For people to read.
    Human,
    /// One JSON object per line, one for each output.
    Json,
}

/// Output format for diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With source lines.
    Human,
    /// One line per problem.
    Short,
    /// One JSON object per line.
    Json,
    /// For `check` only, see [`CheckFormat`].
    #[value(skip)]
    Sarif,
}

/// Output format for the diagnostics of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With source lines.
    Human,
    /// One line per problem.
    Short,
    /// One JSON object per line.
    Json,
    /// One SARIF 2.1.0 document, for code hosts.
    Sarif,
}

impl From<CheckFormat> for MessageFormat {
    fn from(format: CheckFormat) -> Self {
        match format {
            CheckFormat::Human => Self::Human,
            CheckFormat::Short => Self::Short,
            CheckFormat::Json => Self::Json,
            CheckFormat::Sarif => Self::Sarif,
        }
    }
}

/// Arguments of `docs`.
#[derive(Debug, clap::Args)]
pub(super) struct Docs {
    /// Name of the manual, such as configuration.
    pub(super) page: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// Shell to generate the script for.
    pub(super) shell: clap_complete::Shell,
}
