//! `digest new`.
//!
//! In: a kind, a title and what else an author gave. Out: a content file whose front matter
//! contains every common key, those without a value as comments.

mod texts;

use jiff::ToSpan;
use jiff::civil::Date;

use super::args::{Args, MessageFormat, New, NewKind};
use super::context;
use super::exit::CommandError;
use super::terminal::Terminal;
use super::threads;
use crate::config::SiteConfig;
use crate::danish::{self, Moment, Week};
use crate::diagnostics::nearest;
use crate::discover::{DiscoveredSources, Readings, discover};
use crate::model::{Kind, Meta};
use crate::write::{self, WriteError};

/// Writes a content file and prints its path.
pub(super) fn run(args: &Args, new: &New, terminal: &Terminal) -> Result<(), CommandError> {
    threads::start()?;
    let site = context::open(args, None, MessageFormat::Human, terminal)?;
    let config = &site.config;
    let title = check_title(&new.title, config.limits.title_chars)?;
    refuse_options(new)?;
    let tags = check_tags(&new.tags, config)?;
    let authors = check_authors(&new.author)?;
    let date = match &new.date {
        Some(text) => parse_date(text, config)?,
        None => context::this_minute(&config.timezone)?,
    };
    let slug = match &new.slug {
        Some(slug) => check_slug(slug)?,
        None if new.kind == NewKind::Edition => {
            let week = Week::of(date.date());
            format!("{}-{}", week.year(), week.url_part())
        }
        None => default_slug(title)?,
    };
    let found = discover(&site.files, config, &Readings::default());
    let kind = Kind::from(new.kind);
    if let Some(other) = same_address(&found, kind, &slug, &date) {
        let message = format!("{} already has the URL that the new file would get", other.source);
        let help = match new.kind {
            NewKind::Edition => "choose a day in another week with `--date`",
            _ => "choose another with `--slug`",
        };
        return Err(CommandError::usage_with_help(message, help));
    }
    let wanted = match new.kind {
        // The id that the week has without a file: feeds know it already.
        NewKind::Edition => {
            let week = Week::of(date.date());
            format!("/{}/{}/", week.year(), week.url_part())
        }
        _ => format!("{}-{slug}", date.date()),
    };
    let id = unused_id(&found, &wanted);
    let date_text = written(&date);
    let (directory, text) = match new.kind {
        NewKind::Article => (
            format!("{}/{}", kind.directory(), date.date().year()),
            texts::article(title, &id, &date_text, &tags, &authors),
        ),
        NewKind::Event => (kind.directory().to_owned(), texts::event(title, &id, &date_text)),
        NewKind::Person => {
            let expires = a_year_later(date.date()).to_string();
            (kind.directory().to_owned(), texts::person(title, &id, &date_text, &expires))
        }
        NewKind::Edition => (kind.directory().to_owned(), texts::edition(title, &id, &date_text)),
        NewKind::Page => (kind.directory().to_owned(), texts::page(title, &id)),
        NewKind::Author => (kind.directory().to_owned(), texts::author(title, &id)),
    };
    let text = if new.draft { texts::as_draft(&text) } else { text };
    let path = site.root.join(directory).join(format!("{slug}.md"));
    write::create_new(&path, text.as_bytes()).map_err(|error| match error {
        WriteError::Exists { .. } => {
            CommandError::usage_with_help(error.to_string(), "choose another name with `--slug`")
        }
        error => error.into(),
    })?;
    let here = context::working_directory().ok();
    let shown = here.and_then(|here| path.strip_prefix(here).ok().map(ToOwned::to_owned));
    terminal.print_path(&shown.unwrap_or(path));
    Ok(())
}

/// Checks what would be no title in the finished file either, and drops the space around it.
fn check_title(title: &str, max_chars: usize) -> Result<&str, CommandError> {
    let title = title.trim();
    let characters = title.chars().count();
    if title.is_empty() {
        return Err(CommandError::usage("the title is empty"));
    }
    if title.contains(breaks_a_line) {
        let message = "the title contains a line break or another control character";
        return Err(CommandError::usage_with_help(message, "write it on one line"));
    }
    if characters > max_chars {
        let message = format!("the title has {characters} characters; the limit is {max_chars}");
        return Err(CommandError::usage_with_help(message, "shorten it"));
    }
    Ok(title)
}

/// Whether front matter may not contain the character: a control character, or one of the two that
/// YAML takes for the end of a line (YAML 1.1, §5.4).
fn breaks_a_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn check_slug(slug: &str) -> Result<String, CommandError> {
    let clean = danish::slug(slug);
    if clean.is_empty() {
        let message = format!("`--slug {slug}` contains no letter or digit");
        return Err(CommandError::usage_with_help(
            message,
            "use the letters a-z, digits and hyphens",
        ));
    }
    if clean != slug {
        let message = format!("`--slug {slug}`: a slug contains only a-z, 0-9 and single hyphens");
        return Err(CommandError::usage_with_help(message, format!("write `--slug {clean}`")));
    }
    refuse_index(clean)
}

fn default_slug(title: &str) -> Result<String, CommandError> {
    let slug = danish::slug(title);
    if slug.is_empty() {
        let message = "the title has no letter or digit to make a URL from";
        return Err(CommandError::usage_with_help(message, "choose one with `--slug`"));
    }
    refuse_index(slug)
}

/// A file `index.md` is named after its directory.
fn refuse_index(slug: String) -> Result<String, CommandError> {
    if slug == "index" {
        let message = "`index.md` is reserved for content that shares a directory with its images";
        return Err(CommandError::usage_with_help(message, "choose another with `--slug`"));
    }
    Ok(slug)
}

/// Refuses what the kind of content has no use for.
fn refuse_options(new: &New) -> Result<(), CommandError> {
    let is_dated = !matches!(new.kind, NewKind::Page | NewKind::Author);
    let (who, option) = if new.date.is_some() && !is_dated {
        ("pages and authors do not take", "--date")
    } else if !new.tags.is_empty() && new.kind != NewKind::Article {
        ("only articles take", "--tags")
    } else if !new.author.is_empty() && new.kind != NewKind::Article {
        ("only articles take", "--author")
    } else if new.slug.is_some() && new.kind == NewKind::Edition {
        ("an edition's file is named after its week, so it does not take", "--slug")
    } else {
        return Ok(());
    };
    let message = format!("{who} `{option}`");
    Err(CommandError::usage_with_help(message, format!("leave out `{option}`")))
}

fn a_year_later(day: Date) -> Date {
    day.saturating_add(1.year())
}

/// Finds the tags by name, slug or alias, and gives each once, by its name.
fn check_tags(written: &[String], config: &SiteConfig) -> Result<Vec<String>, CommandError> {
    let mut tags: Vec<String> = Vec::new();
    for tag in written.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        let wanted = tag.to_lowercase();
        let declared = config.tags.declared.iter().find(|declared| {
            let names = [&declared.name, &declared.slug].into_iter().chain(&declared.aliases);
            names.into_iter().any(|name| name.to_lowercase() == wanted)
        });
        let name = match declared {
            Some(declared) => &declared.name,
            None if config.tags.open => tag,
            None => return Err(unknown_tag(tag, config)),
        };
        if tag.contains(breaks_a_line) {
            let message = "a tag contains a line break or another control character";
            return Err(CommandError::usage_with_help(message, "write it on one line"));
        }
        if !tags.iter().any(|other| other == name) {
            tags.push(name.to_owned());
        }
    }
    Ok(tags)
}

/// The names of authors, each once.
fn check_authors(written: &[String]) -> Result<Vec<String>, CommandError> {
    let mut authors: Vec<String> = Vec::new();
    for name in written.iter().map(|name| name.trim()) {
        if name.is_empty() {
            return Err(CommandError::usage_with_help("the author has no name", "write a name"));
        }
        if name.contains(breaks_a_line) {
            let message = "an author's name contains a line break or another control character";
            return Err(CommandError::usage_with_help(message, "write it on one line"));
        }
        if !authors.iter().any(|other| other == name) {
            authors.push(name.to_owned());
        }
    }
    Ok(authors)
}

fn unknown_tag(tag: &str, config: &SiteConfig) -> CommandError {
    let known = config.tags.declared.iter().map(|declared| declared.name.as_str());
    let help = match nearest(tag, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it in site.toml with a `[[tag]]` table".to_owned(),
    };
    CommandError::usage_with_help(format!("site.toml does not declare the tag `{tag}`"), help)
}

fn parse_date(text: &str, config: &SiteConfig) -> Result<Moment, CommandError> {
    let help = "write a date such as `--date 2026-11-22` or `--date \"2026-11-22 14:05\"`";
    let parsed = Moment::parse(text, &config.timezone);
    let (moment, _) = parsed.map_err(|error| {
        CommandError::usage_with_help(format!("`--date {text}`: {error}"), help)
    })?;
    Ok(moment)
}

/// The content that has the same URL, if any.
fn same_address<'a>(
    found: &'a DiscoveredSources,
    kind: Kind,
    slug: &str,
    date: &Moment,
) -> Option<&'a Meta> {
    let month = |moment: &Moment| (moment.date().year(), moment.date().month());
    let models = &found.models;
    match kind {
        Kind::Article => {
            let mut articles = models.articles.iter().filter(|a| month(&a.date) == month(date));
            articles.find(|article| article.meta.slug == slug).map(|article| &article.meta)
        }
        Kind::Edition => {
            let week = Week::of(date.date());
            models.editions.iter().find(|file| file.week == week).map(|file| &file.meta)
        }
        kind => {
            let mut of_kind = models.metas().filter(|m| m.source.below(kind.directory()).is_some());
            of_kind.find(|meta| meta.slug == slug)
        }
    }
}

/// The id that was asked for, with a number behind it if another content file has it.
fn unused_id(found: &DiscoveredSources, wanted: &str) -> String {
    let ids = found.models.metas().filter_map(|meta| meta.id.as_deref());
    let ids: std::collections::BTreeSet<&str> = ids.collect();
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut candidates = std::iter::once(wanted.to_owned()).chain(numbered);
    candidates.find(|id| !ids.contains(id.as_str())).unwrap_or_default()
}

/// A moment as front matter has it: local time, or with the offset where the clocks' change
/// makes local time doubtful.
pub(super) fn written(moment: &Moment) -> String {
    if !moment.has_time {
        return moment.date().to_string();
    }
    let form = if moment.zoned.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    let local = moment.zoned.strftime(form).to_string();
    match Moment::parse(&local, moment.zoned.time_zone()) {
        Ok((_, None)) => local,
        _ => danish::rfc3339(&moment.zoned),
    }
}

#[cfg(test)]
mod tests;
