//! Makes the build id: a fingerprint of everything that decides what the program does with a site.
//! Caches carry it, so that no build believes what another version of the program found out.

#![expect(clippy::disallowed_methods, reason = "it runs before the program is made")]

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The sources, and all that `src/builtin.rs` embeds.
const INPUTS: &[&str] =
    &["src", "templates", "static/tema", "schemas", "Cargo.toml", "Cargo.lock", "build.rs"];

fn main() {
    let mut files = BTreeSet::new();
    for input in INPUTS {
        println!("cargo::rerun-if-changed={input}");
        gather(Path::new(input), &mut files).unwrap_or_else(|error| panic!("{input}: {error}"));
    }
    // Features change the program without changing a file.
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
    // `cargo run` hands it on to the program, which takes what begins with `DIGEST_` for settings.
    println!("cargo::rustc-env=BUILD_ID_OF_DIGEST={:016x}{:016x}", half(1), half(2));
}

/// Adds a file, or all files below a folder. A package from the registry may lack some.
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
