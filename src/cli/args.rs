//! The arguments. Their doc comments are the help texts.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use crate::parse::Kind;

/// Build a Danish-language news digest from Markdown.
#[derive(Debug, Parser)]
#[command(name = "digest", version, about, propagate_version = true, max_term_width = 100)]
pub struct Args {
    /// The folder that holds site.toml [default: the nearest one from the current folder upward].
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,

    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,

    /// Say nothing but errors and warnings.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say what each step takes.
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// Set a limit for this run; see docs/configuration.md.
    #[arg(long, global = true, value_name = "NAME=VALUE", action = ArgAction::Append)]
    pub limit: Vec<String>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Also in files and pipes.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new site that builds at once.
    Init(Init),
    /// Write a content file with complete front matter.
    New(New),
    /// Render the site into public/.
    Build(Build),
    /// Report every problem and write nothing.
    Check(Check),
    /// Print the completions of a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
}

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Init {
    /// The folder to make.
    pub dir: PathBuf,
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// The kind of content.
    pub kind: NewKind,
    /// The title; an author's name.
    pub title: String,
    /// The date of an article, such as 2026-11-22 or "2026-11-22 14:05" [default: now].
    #[arg(long)]
    pub date: Option<String>,
    /// Tags of an article, with commas between them.
    #[arg(long, value_delimiter = ',')]
    pub tags: Vec<String>,
    /// The last part of the URL [default: made of the title].
    #[arg(long)]
    pub slug: Option<String>,
}

/// The kinds of content that `new` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// An article in content/artikler/.
    Article,
    /// A plain page in content/sider/.
    Page,
    /// An author's profile in content/forfattere/.
    Author,
}

impl From<NewKind> for Kind {
    fn from(kind: NewKind) -> Self {
        match kind {
            NewKind::Article => Self::Article,
            NewKind::Page => Self::Page,
            NewKind::Author => Self::Author,
        }
    }
}

/// What decides which content is shown.
#[derive(Debug, clap::Args)]
pub struct Shown {
    /// Show drafts as well.
    #[arg(long)]
    pub drafts: bool,
    /// Show articles whose date is still to come.
    #[arg(long)]
    pub future: bool,
    /// Take this time for now, such as "2026-11-22 14:05" [default: SOURCE_DATE_EPOCH, else the
    /// system's clock].
    #[arg(long, value_name = "TIME")]
    pub now: Option<String>,
}

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub struct Build {
    /// Where the site is written [default: public].
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The address under which the site will be found, instead of the one in site.toml.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// What decides which content is shown.
    #[command(flatten)]
    pub shown: Shown,
    /// Throw away the journal of an interrupted build that cannot be finished.
    #[arg(long)]
    pub fresh: bool,
    /// Take over an output folder that is not ours.
    #[arg(long)]
    pub force: bool,
    /// How problems are told.
    #[arg(long, default_value = "human")]
    pub format: Format,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Make warnings errors.
    #[arg(long)]
    pub strict: bool,
    /// What decides which content is shown.
    #[command(flatten)]
    pub shown: Shown,
    /// How problems are told.
    #[arg(long, default_value = "human")]
    pub format: Format,
}

/// How problems are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the source line.
    Human,
    /// One line each.
    Short,
    /// One JSON object a line.
    Json,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell.
    pub shell: clap_complete::Shell,
}
