//! The files of `src`, as text.

use std::path::{Path, PathBuf};
use std::{env, fs};

pub(crate) struct Source {
    /// The path below `src`, without the extension.
    pub(crate) path: String,
    /// The text without comments and without the tests in it.
    pub(crate) code: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn module(&self) -> &str {
        self.path.split('/').next().unwrap()
    }

    pub(crate) fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| part == "tests" || part.ends_with("_tests"))
    }
}

/// The directory of the package. Cargo says where it is when it runs a test.
pub(crate) fn root() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into()).into()
}

/// Reads every file of `src`, in the order of their paths.
pub(crate) fn all() -> Vec<Source> {
    let mut sources = Vec::new();
    read(&root().join("src"), "", &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn read(directory: &Path, prefix: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), sources);
        } else if let Some(name) = name.strip_suffix(".rs") {
            let text = fs::read_to_string(&path).unwrap();
            let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code = own.lines().map(|line| line.split("//").next().unwrap());
            sources.push(Source {
                path: format!("{prefix}{name}"),
                code: code.collect::<Vec<_>>().join("\n"),
                text,
            });
        }
    }
}
