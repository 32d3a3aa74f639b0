//! From a site's folder to its content files, parsed.
//!
//! In: the folder. Out: models, the pictures that lie beside them, the files below `static`, and
//! every problem of every file. May import: rows 0-2 and `parse`.

use rayon::prelude::*;

use crate::config::SiteConfig;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::files::{Files, decode};
use crate::model::{Article, Author, Page};
use crate::parse::{Content, Kind, Parsed, parse};
use crate::paths::SourcePath;

/// What lies in a site's folder. All lists are sorted by path.
#[derive(Debug, Default)]
pub struct Found {
    /// The articles.
    pub articles: Vec<Article>,
    /// The plain pages.
    pub pages: Vec<Page>,
    /// The authors' profiles.
    pub authors: Vec<Author>,
    /// The pictures below `content`.
    pub pictures: Vec<SourcePath>,
    /// The files below `static`, but for the theme's.
    pub static_files: Vec<SourcePath>,
    /// The theme's files of the site itself, below `static/tema`.
    pub theme_files: Vec<SourcePath>,
    /// The site's own templates.
    pub templates: Vec<SourcePath>,
    /// What is wrong.
    pub problems: Diagnostics,
}

/// Where the theme's own files lie.
pub const THEME_FOLDER: &str = "static/tema";

/// Extensions of pictures.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "svg"];

/// Whether a path names a picture, by its extension.
pub fn is_picture(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| PICTURES.contains(&extension.as_str()))
}

/// Finds and parses everything. Files are read in parallel; results keep their order.
pub fn discover(files: &Files, config: &SiteConfig) -> Found {
    let mut found = Found::default();
    let walk = files.walk("content");
    found.problems.extend(walk.problems);
    let mut content = Vec::new();
    for entry in walk.entries {
        match classify(&entry.path) {
            Ok(Class::Content(kind)) => content.push((kind, entry.path)),
            Ok(Class::Picture) => found.pictures.push(entry.path),
            Err(problem) => found.problems.push(*problem),
        }
    }
    let parsed: Vec<Parsed> =
        content.par_iter().map(|(kind, path)| read(files, *kind, path, config)).collect();
    for parsed in parsed {
        found.problems.extend(parsed.problems);
        match parsed.content {
            Some(Content::Article(article)) => found.articles.push(*article),
            Some(Content::Page(page)) => found.pages.push(*page),
            Some(Content::Author(author)) => found.authors.push(*author),
            None => {}
        }
    }
    let walk = files.walk("static");
    found.problems.extend(walk.problems);
    let paths = walk.entries.into_iter().map(|entry| entry.path);
    (found.theme_files, found.static_files) =
        paths.partition(|path| path.below(THEME_FOLDER).is_some());
    let walk = files.walk("templates");
    found.problems.extend(walk.problems);
    found.templates = walk.entries.into_iter().map(|entry| entry.path).collect();
    found
}

enum Class {
    Content(Kind),
    Picture,
}

/// Tells by its path what a file below `content` is.
fn classify(path: &SourcePath) -> Result<Class, Box<Diagnostic>> {
    if is_picture(path.name()) {
        return Ok(Class::Picture);
    }
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let stray = |message: String, help: String| {
        Err(Box::new(Diagnostic::new(Code::StrayFile, message).in_file(path).help(help)))
    };
    if extension != "md" && extension != "markdown" {
        let message = "neither Markdown nor a picture".into();
        return stray(message, "move it to `static/`, from where it is copied as it is".into());
    }
    for kind in Kind::ALL {
        if let Some(rest) = path.below(kind.folder()) {
            if kind == Kind::Article || !rest.contains('/') {
                return Ok(Class::Content(kind));
            }
            let message = format!("`{}` has no folders within", kind.folder());
            return stray(message, format!("move the file up to `{}/`", kind.folder()));
        }
    }
    let folders = Kind::ALL.map(Kind::folder);
    let help = match nearest(path.folder(), folders) {
        Some(folder) => format!("did you mean `{folder}/`?"),
        None => format!("content lies in {}", folders.map(|f| format!("`{f}/`")).join(", ")),
    };
    stray("no kind of content lies here".into(), help)
}

fn read(files: &Files, kind: Kind, path: &SourcePath, config: &SiteConfig) -> Parsed {
    let failed = |problem| Parsed { content: None, problems: vec![problem] };
    let source = match files.read(path, config.limits.article_bytes as u64) {
        Ok(source) => source,
        Err(problem) => return failed(problem),
    };
    match decode(source.bytes, path) {
        Ok(text) => parse(kind, path, &text, source.fingerprint, config),
        Err(problem) => failed(problem),
    }
}
