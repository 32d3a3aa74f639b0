//! Which file of a crate refers to which, and the cycles of that graph.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::code::Target;
use super::crate_model::{Crate, ModuleId};
use super::resolve::Found;

#[derive(Default)]
pub(super) struct Graph {
    /// From file to file, with what is referred to and the first line that does.
    pub(super) edges: BTreeMap<(String, String), BTreeMap<String, usize>>,
    /// References that could not be followed. A graph with any is not to be trusted.
    pub(super) problems: Vec<String>,
}

impl Graph {
    pub(super) fn new(tree: &Crate) -> Self {
        let methods = Methods::new(tree);
        let mut graph = Self::default();
        for (id, module) in tree.modules.iter().enumerate() {
            for import in module.imports.iter().filter(|import| !import.is_external) {
                let found = tree.resolve(id, &import.path);
                let written = import.path.join("::");
                if found.is_empty() {
                    let problem = format!("`{written}` is unknown");
                    graph.add_problem(&module.file, import.line, &problem);
                }
                if import.name == "*" && found.iter().any(|f| matches!(f, Found::Module(_))) {
                    graph.add_problem(
                        &module.file,
                        import.line,
                        &format!("`{written}::*` hides what is used"),
                    );
                }
                // A re-export is for others, unless the file's own code uses the name.
                if !import.is_exported {
                    graph.add(tree, &methods, &module.file, import.line, &found);
                }
            }
            for reference in &module.references {
                let Target::Path(path) = &reference.target else { continue };
                let is_local = path.len() == 1
                    && !module.imports.iter().any(|i| i.is_exported && i.name == path[0]);
                if is_local {
                    continue;
                }
                let found = tree.resolve(id, path);
                let must_be_ours = matches!(path[0].as_str(), "crate" | "self" | "super");
                if found.is_empty() && must_be_ours && path.len() > 1 {
                    let problem = format!("`{}` is unknown", path.join("::"));
                    graph.add_problem(&module.file, reference.line, &problem);
                }
                graph.add(tree, &methods, &module.file, reference.line, &found);
            }
        }
        for module in &tree.modules {
            for reference in &module.references {
                if let Target::Method(name) = &reference.target {
                    graph.add_method(&methods, &module.file, name, reference.line);
                }
            }
        }
        graph
    }

    fn add_problem(&mut self, file: &str, line: usize, problem: &str) {
        self.problems.push(format!("src/{file}.rs:{line}: {problem}"));
    }

    fn add(&mut self, tree: &Crate, methods: &Methods, from: &str, line: usize, found: &[Found]) {
        for found in found {
            let Found::Item { module, name, rest } = found else { continue };
            let home = &tree.modules[*module].file;
            self.add_edge(from, home, name.clone(), line);
            let member = rest.first().map(String::as_str).unwrap_or_default();
            for file in methods.files(*module, name, member) {
                self.add_edge(from, file, format!("{name}::{member}"), line);
            }
        }
    }

    /// Adds the call of a method by its name alone, if only one type has such a method and the file
    /// names that type: other calls may well be of the standard library's types.
    fn add_method(&mut self, methods: &Methods, from: &str, name: &str, line: usize) {
        let Some(Some(spread)) = methods.by_name.get(name) else { return };
        let edge = (from.to_owned(), spread.home.clone());
        let names_type = self.edges.get(&edge).is_some_and(|what| what.contains_key(&spread.of));
        if names_type || from == spread.home {
            self.add_edge(from, &spread.file, format!(".{name}()"), line);
        }
    }

    fn add_edge(&mut self, from: &str, to: &str, what: String, line: usize) {
        if from != to {
            let edge = self.edges.entry((from.to_owned(), to.to_owned())).or_default();
            edge.entry(what).or_insert(line);
        }
    }

    /// Makes one node of several files; edges between them vanish.
    pub(super) fn merge(&mut self, files: &[&str], into: &str) {
        let merged = |file: &str| if files.contains(&file) { into } else { file }.to_owned();
        for ((from, to), what) in std::mem::take(&mut self.edges) {
            let (from, to) = (merged(&from), merged(&to));
            if from != to {
                self.edges.entry((from, to)).or_default().extend(what);
            }
        }
    }

    /// Gives the strongly connected components of more than one file.
    pub(super) fn cycles(&self) -> Vec<BTreeSet<String>> {
        self.cycles_within(|_| true)
    }

    /// Gives the cycles that lead through no other files than these.
    pub(super) fn cycles_within(&self, is_within: impl Fn(&str) -> bool) -> Vec<BTreeSet<String>> {
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (from, to) in self.edges.keys().filter(|(from, to)| is_within(from) && is_within(to)) {
            next.entry(from).or_default().push(to);
        }
        let reached: BTreeMap<&str, BTreeSet<&str>> = next
            .keys()
            .map(|start| {
                let mut reached = BTreeSet::new();
                let mut open = vec![*start];
                while let Some(file) = open.pop() {
                    let new = next.get(file).into_iter().flatten();
                    open.extend(new.filter(|file| reached.insert(**file)));
                }
                (*start, reached)
            })
            .collect();
        let mut cycles: Vec<BTreeSet<String>> = reached
            .iter()
            .filter(|(start, reached)| reached.contains(*start))
            .map(|(start, files)| {
                let is_back = |file: &&&str| reached.get(**file).is_some_and(|r| r.contains(start));
                files.iter().filter(is_back).map(|file| (*file).to_owned()).collect()
            })
            .collect();
        cycles.sort();
        cycles.dedup();
        cycles
    }

    /// Writes a cycle with the references that make it, one line for each pair of files.
    pub(super) fn describe(&self, cycle: &BTreeSet<String>) -> String {
        let mut text = format!("cycle of {} files:\n", cycle.len());
        let edges = self.edges.iter();
        for ((from, to), what) in edges.filter(|((a, b), _)| cycle.contains(a) && cycle.contains(b))
        {
            let what: Vec<_> =
                what.iter().map(|(name, line)| format!("{name} (line {line})")).collect();
            writeln!(text, "  {from} → {to}: {}", what.join(", ")).unwrap();
        }
        text
    }
}

/// Which files define the methods of a type, for types whose `impl`s are in several files.
struct Methods {
    of_type: BTreeMap<(ModuleId, String, String), BTreeSet<String>>,
    /// The methods whose name no other type has; nothing for all other names.
    by_name: BTreeMap<String, Option<SpreadMethod>>,
}

/// A method that is defined in another file than its type.
#[derive(Clone, PartialEq, Eq)]
struct SpreadMethod {
    of: String,
    home: String,
    file: String,
}

impl Methods {
    fn new(tree: &Crate) -> Self {
        let mut methods = Self { of_type: BTreeMap::new(), by_name: BTreeMap::new() };
        for (id, module) in tree.modules.iter().enumerate() {
            for method in &module.methods {
                let mut spread = None;
                for found in method.of.iter().flat_map(|of| tree.resolve(id, of)) {
                    let Found::Item { module: home_id, name: of, .. } = found else { continue };
                    let (home, file) = (&tree.modules[home_id].file, &module.file);
                    if home != file {
                        let key = (home_id, of.clone(), method.name.clone());
                        methods.of_type.entry(key).or_default().insert(file.clone());
                        spread = Some(SpreadMethod { of, home: home.clone(), file: file.clone() });
                    }
                }
                let known = methods.by_name.entry(method.name.clone()).or_insert(spread.clone());
                if *known != spread {
                    *known = None;
                }
            }
        }
        methods
    }

    fn files(&self, home: ModuleId, name: &str, method: &str) -> impl Iterator<Item = &String> {
        self.of_type.get(&(home, name.to_owned(), method.to_owned())).into_iter().flatten()
    }
}
