//! The names of files below `static`, as a directory spells them: some file systems and archives
//! decompose `å`, and a web server finds a file only by its own name.

use std::collections::BTreeMap;

use super::{Memo, Site};
use crate::danish::nfc;
use crate::paths::{OutputPath, SourcePath, UrlPath};

/// The files whose names are not composed, by their composed paths.
struct DecomposedNames(BTreeMap<String, SourcePath>);

impl Memo for DecomposedNames {
    /// An edit of texts adds no file.
    fn carried_over(&self) -> Option<Self> {
        Some(Self(self.0.clone()))
    }
}

/// Those of some files whose names are not composed, by their composed paths.
pub(super) fn decomposed<'a, T>(
    files: impl Iterator<Item = T>,
    path: impl Fn(&T) -> &'a SourcePath,
) -> BTreeMap<String, T> {
    let entry = |file: T| {
        let composed = nfc(path(&file).as_str()).into_owned();
        (composed != path(&file).as_str()).then_some((composed, file))
    };
    files.filter_map(entry).collect()
}

/// The URL of the file below `static` that a URL names in another Unicode form; else the URL
/// itself.
pub(crate) fn as_named(site: &Site, url: UrlPath) -> UrlPath {
    // Only what is encoded can have two forms.
    if !url.as_str().contains('%') {
        return url;
    }
    let Ok(output) = url.output() else { return url };
    let composed = SourcePath::new(&format!("static/{}", nfc(output.as_str())));
    let Some(composed) = composed else { return url };
    let names = site.memo(|site| {
        let files = site.statics.keys();
        let names = decomposed(files, |file| file);
        DecomposedNames(names.into_iter().map(|(name, file)| (name, file.clone())).collect())
    });
    let file = names
        .0
        .get(composed.as_str())
        .or_else(|| site.statics.get_key_value(&composed).map(|(file, _)| file));
    let path = file.and_then(|file| file.below("static")).map(OutputPath::new);
    path.and_then(Result::ok).map_or(url, |path| UrlPath::of_output(&path))
}
