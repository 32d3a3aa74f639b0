//! No cycles between the files of `src`: from parsed sources, which file refers to which.
//!
//! Whatever a file names counts, wherever it is re-exported from: a reference to what `mod.rs`
//! defines is one to `mod.rs`, a reference to what it re-exports is one to the file that defines
//! it. `mod x;` and re-exports alone are none. Methods are found by `Type::method`, by
//! `self.method()`, and by `.method()` where the file names the type and no other type has one.

mod code;
mod crate_model;
mod graph;
mod resolve;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate_model::Crate;
use graph::Graph;
use resolve::Found;

use crate::source;

/// Types whose `impl`s are in several files that need each other.
struct Spread {
    name: &'static str,
    /// At most [`MAX_SPREAD`] files, each of which has an `impl` of the type.
    files: &'static [&'static str],
}

const MAX_SPREAD: usize = 4;

const SPREAD: &[Spread] = &[];

#[test]
fn files_form_no_cycles() {
    let sources = source::all();
    let sources = sources.into_iter().map(|source| (source.path, source.text)).collect();
    let tree = Crate::parse(&sources, libraries());
    let problems = problems(&tree, SPREAD);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The libraries that `Cargo.toml` names, as code writes them.
fn libraries() -> BTreeSet<String> {
    let manifest = fs::read_to_string(source::root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let names = manifest["dependencies"].as_table().unwrap().keys();
    let names = names.map(|name| name.replace('-', "_"));
    names.chain(["std", "core", "alloc"].map(str::to_owned)).collect()
}

/// Gives every fault: references that cannot be followed, cycles, exceptions that do not apply.
fn problems(tree: &Crate, spread: &[Spread]) -> Vec<String> {
    let mut graph = Graph::new(tree);
    let mut problems = std::mem::take(&mut graph.problems);
    for exception in spread {
        problems.extend(spread_problem(tree, &graph, exception));
        let node = format!("{{{}}}", exception.files.join(", "));
        graph.merge(exception.files, &node);
    }
    problems.extend(graph.cycles().iter().map(|cycle| graph.describe(cycle)));
    problems
}

/// Says why an exception for a type does not apply, if it does not.
fn spread_problem(tree: &Crate, graph: &Graph, exception: &Spread) -> Option<String> {
    let Spread { name, files } = exception;
    if files.len() > MAX_SPREAD {
        return Some(format!("the `impl`s of `{name}` are in more than {MAX_SPREAD} files"));
    }
    let mut types: BTreeMap<(usize, String), BTreeSet<&str>> = BTreeMap::new();
    for (id, module) in tree.modules.iter().enumerate() {
        for found in module.impls.iter().flat_map(|of| tree.resolve(id, of)) {
            if let Found::Item { module: home, name, .. } = found {
                types.entry((home, name)).or_default().insert(&module.file);
            }
        }
    }
    let has_all = |of: &BTreeSet<&str>| files.iter().all(|file| of.contains(file));
    if !types.iter().any(|((_, of), in_files)| of == name && has_all(in_files)) {
        return Some(format!("no type `{name}` has an `impl` in each of {}", files.join(", ")));
    }
    let cycles = graph.cycles_within(|file| files.contains(&file));
    let is_one_cycle = cycles.len() == 1 && cycles[0].len() == files.len();
    let changed = || format!("the files of `{name}` form no one cycle: change `SPREAD`");
    (!is_one_cycle).then(changed)
}
