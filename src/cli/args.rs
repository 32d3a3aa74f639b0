//! The arguments. Their doc comments are the help texts.

#![expect(clippy::doc_markdown, reason = "backticks would show in the help texts")]

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use crate::parse::Kind;

/// The heading of the options that all commands have.
const GLOBAL: &str = "Global options";

/// Build a Danish-language news digest from Markdown.
#[derive(Debug, Parser)]
#[command(name = "digest", version, about, propagate_version = true)]
pub(super) struct Args {
    /// The folder that holds site.toml [default: the nearest one from the current folder upward].
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,

    /// When to use colours.
    #[arg(
        long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto"
    )]
    pub(super) color: ColorChoice,

    /// Say nothing but errors and warnings.
    #[arg(short, long, global = true, help_heading = GLOBAL, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Say what each step takes.
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub(super) verbose: bool,

    /// Set a limit for this run; see docs/configuration.md.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "NAME=VALUE", action = ArgAction::Append)]
    pub(super) limit: Vec<String>,

    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Also in files and pipes.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new site that builds at once.
    Init(Init),
    /// Write a content file with complete front matter.
    New(New),
    /// Render the site into public/.
    Build(Build),
    /// Serve the site from memory, and show every saved file at once.
    Serve(Serve),
    /// Report every problem and write nothing.
    Check(Check),
    /// Tell what an output is made of, and why the last build rendered it.
    Explain(Explain),
    /// Print the completions of a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
}

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The folder to make.
    pub(super) dir: PathBuf,
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// The kind of content.
    pub(super) kind: NewKind,
    /// The title; an author's name.
    pub(super) title: String,
    /// The date of an article or people news, the start of an event, a day in the week of an
    /// edition, such as 2026-11-22 or "2026-11-22 14:05" [default: now].
    #[arg(long)]
    pub(super) date: Option<String>,
    /// Tags of an article, with commas between them.
    #[arg(long, value_delimiter = ',')]
    pub(super) tags: Vec<String>,
    /// The last part of the URL [default: made of the title].
    #[arg(long)]
    pub(super) slug: Option<String>,
}

/// The kinds of content that `new` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NewKind {
    /// An article in content/artikler/.
    Article,
    /// An event in content/events/.
    Event,
    /// People news in content/navnenyt/.
    Person,
    /// An edition's own title, intro and picks in content/udgaver/.
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
            NewKind::Person => Self::Person,
            NewKind::Edition => Self::Edition,
            NewKind::Page => Self::Page,
            NewKind::Author => Self::Author,
        }
    }
}

/// What decides which content is shown.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Shown {
    /// Show drafts as well.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Show articles whose date is still to come.
    #[arg(long)]
    pub(super) future: bool,
    /// Take this time for now [default: SOURCE_DATE_EPOCH, else the system's clock].
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
}

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// Where the site is written [default: public].
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// The address under which the site will be found, instead of the one in site.toml.
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
    /// Believe nothing that earlier builds kept in .digest.
    #[arg(long)]
    pub(super) fresh: bool,
    /// Build once more without what earlier builds kept, and fail on any byte that differs.
    #[arg(long)]
    pub(super) verify: bool,
    /// Take over an output folder that is not ours.
    #[arg(long)]
    pub(super) force: bool,
    /// How problems are told.
    #[arg(long, default_value = "human")]
    pub(super) format: Format,
}

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Show every saved file in the browser at once.
    #[arg(long)]
    pub(super) watch: bool,
    /// Let others on the network look, at this address of the machine; 0.0.0.0 is all of them.
    #[arg(long)]
    pub(super) host: Option<String>,
    /// The port; 0 for any that is free [default: 8000, or the next that is free].
    #[arg(long)]
    pub(super) port: Option<u16>,
    /// Open the site in the browser.
    #[arg(long)]
    pub(super) open: bool,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Make warnings errors.
    #[arg(long)]
    pub(super) strict: bool,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
    /// How problems are told.
    #[arg(long, default_value = "human")]
    pub(super) format: Format,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// An address of the site, such as /om/, or a file: content, a template, data, or below static/.
    #[arg(value_name = "URL|FILE")]
    pub(super) what: String,
    /// The output folder of the build that is asked about [default: public].
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// The address that the site was built for, instead of the one in site.toml.
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// What decides which content is shown.
    #[command(flatten)]
    pub(super) shown: Shown,
    /// How it is told.
    #[arg(long, default_value = "human")]
    pub(super) format: ExplainFormat,
}

/// How an explanation is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    /// For people.
    Human,
    /// One JSON object a line, one for each output.
    Json,
}

/// How problems are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the source line.
    Human,
    /// One line each.
    Short,
    /// One JSON object a line.
    Json,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell.
    pub(super) shell: clap_complete::Shell,
}
