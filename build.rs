//! Computes the build id: a fingerprint of everything that determines what the program does with a site.
//! Caches are tagged with it, so that a build never uses the cache of another version of the program.

#![expect(clippy::disallowed_methods, reason = "it runs before the program is built")]

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The sources, and everything that `src/builtin.rs` embeds.
const INPUTS: &[&str] = &[
    "src",
    "crates/network/Cargo.toml",
    "crates/network/src",
    "templates",
    "static/tema",
    "schemas",
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
];

fn main() {
    let mut files = BTreeSet::new();
    for input in INPUTS {
        println!("cargo::rerun-if-changed={input}");
        gather(Path::new(input), &mut files).unwrap_or_else(|error| panic!("{input}: {error}"));
    }
    // Features change the program without changing any file.
    let features: BTreeSet<_> = env::vars_os()
        .filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_FEATURE_"))
        .collect();
    let half = |number: u8| {
        let mut hasher = DefaultHasher::new();
        (number, &features).hash(&mut hasher);
        for file in &files {
            let bytes =
                fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            (file, bytes).hash(&mut hasher);
        }
        hasher.finish()
    };
    // `cargo run` passes this variable to the program, which would read a name that begins with `DIGEST_` as
    // a setting.
    println!("cargo::rustc-env=BUILD_ID_OF_DIGEST={:016x}{:016x}", half(1), half(2));
}

/// Adds a file, or all files in a directory. A package from the registry may lack some.
fn gather(path: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.insert(path.to_owned());
    }
    Ok(())
}
