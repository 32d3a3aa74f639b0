//! From a site's directory to its content files, parsed.
//!
//! In: the directory, and what is known of it already. Out: models, the names of all other files,
//! and every problem of every file. May import: rows 0-2 and `parse`.
//!
//! A content file that has the bytes of an earlier reading is not parsed again, and one that has
//! the metadata of an earlier reading is not even read. A file that takes too long to parse is a
//! problem like any other.

mod reading;
mod readings;
mod rescan;
mod sorted;
mod tree;
mod workers;

pub(crate) use reading::Reading;
pub use readings::Readings;
pub(crate) use rescan::RescanDirectories;
pub(crate) use tree::{SOURCE_DIRECTORIES, THEME_DIRECTORY, Tree, is_image};

use crate::config::SiteConfig;
use crate::diagnostics::Diagnostics;
use crate::files::Files;
use crate::model::Models;

/// The sources in a site's directory. All lists are sorted by path.
#[derive(Clone, Debug, Default)]
pub(crate) struct DiscoveredSources {
    /// The models of the content files.
    pub models: Models,
    /// The names of all files.
    pub tree: Tree,
    /// How each content file was read.
    pub readings: Readings,
    /// What is wrong.
    pub problems: Diagnostics,
}

/// Finds and parses everything that is not in `known`. Files are read in parallel; results
/// keep their order.
pub(crate) fn discover(files: &Files, config: &SiteConfig, known: &Readings) -> DiscoveredSources {
    read(Tree::walk(files), files, config, known)
}

/// Parses everything of a tree that is not in `known`.
pub(crate) fn read(
    tree: Tree,
    files: &Files,
    config: &SiteConfig,
    known: &Readings,
) -> DiscoveredSources {
    let readings = known.read(files, config, known.beside(&tree.content));
    DiscoveredSources::new(tree, readings.into_iter().collect())
}

impl DiscoveredSources {
    /// Sorts out what was read.
    pub(crate) fn new(tree: Tree, readings: Readings) -> Self {
        let mut found =
            Self { problems: tree.problems.iter().cloned().collect(), ..Self::default() };
        for reading in readings.iter() {
            found.problems.extend(reading.parsed.problems.iter().cloned());
            if let Some(content) = &reading.parsed.content {
                found.models.push(content.clone());
            }
        }
        Self { tree, readings, ..found }
    }
}
