//! The files of a site's directory, sorted by what their paths make them.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::files::{FileMetadata, Files, SourceFile};
use crate::model::Kind;
use crate::paths::SourcePath;

/// The directory of the theme's own files.
pub(crate) const THEME_DIRECTORY: &str = "static/tema";

/// The directories of sources.
pub(crate) const SOURCE_DIRECTORIES: [&str; 4] = ["content", "data", "static", "templates"];

/// Extensions of data files.
pub(crate) const DATA_EXTENSIONS: [&str; 4] = ["json", "toml", "yaml", "csv"];

/// Extensions of images.
const IMAGES: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "svg"];

/// The files of a site. All lists are sorted by path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub content: Vec<(Kind, SourceFile)>,
    /// The images below `content`.
    pub images: Vec<SourceFile>,
    pub data: Vec<SourceFile>,
    /// The files below `static`, but for the theme's.
    pub static_files: Vec<SourceFile>,
    /// The theme's files of the site itself, below `static/tema`.
    pub theme_files: Vec<SourceFile>,
    /// The site's own templates.
    pub templates: Vec<SourceFile>,
    /// What is there but cannot be a source.
    pub problems: Vec<Diagnostic>,
}

impl Tree {
    /// Lists everything.
    pub(crate) fn walk(files: &Files) -> Self {
        let mut tree = Self::default();
        for directory in SOURCE_DIRECTORIES {
            let walk = files.walk(directory);
            tree.problems.extend(walk.problems);
            for entry in walk.files {
                tree.add(directory, entry);
            }
        }
        tree
    }

    pub(super) fn add(&mut self, directory: &str, entry: SourceFile) {
        match directory {
            "content" => match classify(&entry.path) {
                Ok(Class::Content(kind)) => self.content.push((kind, entry)),
                Ok(Class::Image) => self.images.push(entry),
                Err(problem) => self.problems.push(*problem),
            },
            "data" => match check_data(&entry.path) {
                Ok(()) => self.data.push(entry),
                Err(problem) => self.problems.push(*problem),
            },
            "templates" => self.templates.push(entry),
            _ if entry.path.below(THEME_DIRECTORY).is_some() => self.theme_files.push(entry),
            _ => self.static_files.push(entry),
        }
    }

    /// The files that were changed, added or removed since an earlier tree, sorted by path.
    pub(crate) fn changed_since(&self, before: &Self) -> Vec<SourcePath> {
        let map = |tree: &Self| -> BTreeMap<SourcePath, Option<FileMetadata>> {
            tree.entries().map(|entry| (entry.path.clone(), entry.metadata)).collect()
        };
        let (before, now) = (map(before), map(self));
        let differs = |(path, metadata): &(&SourcePath, &Option<FileMetadata>)| {
            before.get(*path) != Some(*metadata)
        };
        let changed = now.iter().filter(differs).map(|(path, _)| path);
        let removed = before.keys().filter(|path| !now.contains_key(*path));
        let mut all: Vec<SourcePath> = changed.chain(removed).cloned().collect();
        all.sort();
        all
    }

    /// Every file, in no particular order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &SourceFile> {
        let content = self.content.iter().map(|(_, entry)| entry);
        let others =
            [&self.images, &self.data, &self.static_files, &self.theme_files, &self.templates];
        content.chain(others.into_iter().flatten())
    }
}

/// Whether a path names an image, by its extension.
pub(crate) fn is_image(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    IMAGES.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

enum Class {
    Content(Kind),
    Image,
}

/// Classifies a file below `content` by its path.
fn classify(path: &SourcePath) -> Result<Class, Box<Diagnostic>> {
    if is_image(path.name()) {
        return Ok(Class::Image);
    }
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let stray = |message: String, help: String| {
        Err(Box::new(Diagnostic::new(Code::StrayFile, message).in_file(path).help(help)))
    };
    if extension != "md" && extension != "markdown" {
        const UNSUPPORTED: [&str; 7] = ["bmp", "tif", "tiff", "avif", "heic", "heif", "jxl"];
        if UNSUPPORTED.contains(&extension.as_str()) {
            let message = format!("{} images are not supported", extension.to_ascii_uppercase());
            let problem = Diagnostic::new(Code::BadImage, message).in_file(path);
            return Err(Box::new(problem.help("save it as JPEG, PNG, WebP, GIF or SVG")));
        }
        let message = "neither Markdown nor an image".into();
        return stray(message, "move it to `static/`, whose files are copied unchanged".into());
    }
    for kind in Kind::ALL {
        if let Some(rest) = path.below(kind.directory()) {
            if kind == Kind::Article || !rest.contains('/') {
                return Ok(Class::Content(kind));
            }
            let message = format!("`{}` cannot contain directories", kind.directory());
            return stray(message, format!("move the file up to `{}/`", kind.directory()));
        }
    }
    let directories = Kind::ALL.map(Kind::directory);
    let help = match nearest(path.directory(), directories) {
        Some(directory) => format!("did you mean `{directory}/`?"),
        None => format!("content belongs in {}", directories.map(|f| format!("`{f}/`")).join(", ")),
    };
    stray("this is not a content directory".into(), help)
}

/// Rejects files below `data` that are not data files.
fn check_data(path: &SourcePath) -> Result<(), Box<Diagnostic>> {
    let stray = |message: String, help: String| {
        Err(Box::new(Diagnostic::new(Code::StrayFile, message).in_file(path).help(help)))
    };
    if path.directory() != "data" {
        return stray(
            "`data` cannot contain directories".into(),
            "move the file up to `data/`".into(),
        );
    }
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if DATA_EXTENSIONS.contains(&extension.as_str()) {
        return Ok(());
    }
    let help = match extension.as_str() {
        "yml" => format!("rename it to `{}.yaml`", path.stem()),
        _ => format!("data files end in {}", DATA_EXTENSIONS.map(|e| format!("`.{e}`")).join(", ")),
    };
    stray("not a data file".into(), help)
}
