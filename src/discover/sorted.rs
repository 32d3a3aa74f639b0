//! Lists of files that are sorted by path.

use std::ops::Range;

use crate::files::SourceFile;
use crate::model::Kind;
use crate::paths::SourcePath;

/// An item of such a list: a file in some state.
pub(super) trait FileState: Clone {
    fn path(&self) -> &SourcePath;

    /// Whether both are the same file in the same state.
    fn is_same(&self, other: &Self) -> bool;
}

impl FileState for SourceFile {
    fn path(&self) -> &SourcePath {
        &self.path
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

impl FileState for (Kind, SourceFile) {
    fn path(&self) -> &SourcePath {
        &self.1.path
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

/// Replaces those files below a directory that `is_replaced` names by the files of `now`, which is
/// sorted too. Returns whether they differ.
pub(super) fn splice<T: FileState>(
    list: &mut Vec<T>,
    directory: &str,
    is_replaced: &dyn Fn(&SourcePath) -> bool,
    mut now: Vec<T>,
) -> bool {
    let range = range_below(list, directory);
    let mut replaced = Vec::new();
    let mut kept = Vec::new();
    for file in &list[range.clone()] {
        if is_replaced(file.path()) {
            replaced.push(file);
        } else {
            kept.push(file.clone());
        }
    }
    let is_same = replaced.len() == now.len()
        && replaced.iter().zip(&now).all(|(before, now)| before.is_same(now));
    if is_same {
        return false;
    }
    now.extend(kept);
    now.sort_by(|a, b| a.path().cmp(b.path()));
    list.splice(range, now);
    true
}

/// The range of the files below a directory.
pub(super) fn range_below<T: FileState>(list: &[T], directory: &str) -> Range<usize> {
    let prefix = format!("{directory}/");
    let start = list.partition_point(|file| file.path().as_str() < prefix.as_str());
    let length = list[start..].partition_point(|file| file.path().below(directory).is_some());
    start..start + length
}
