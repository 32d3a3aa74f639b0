//! What a path in a module stands for: through modules, imports and re-exports, to the module that
//! defines it.

use super::crate_model::{Crate, ModuleId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An item, and the rest of the path: a variant, a method, a constant of the type.
    Item { module: ModuleId, name: String, rest: Vec<String> },
    /// The path ends at a module.
    Module(ModuleId),
    /// The path leads into a library.
    Library,
}

impl Crate {
    /// Gives everything that a path may stand for. A module and a function may have the same name;
    /// nothing means that the path begins with a local name.
    pub(super) fn resolve(&self, from: ModuleId, path: &[String]) -> Vec<Found> {
        let mut found = Vec::new();
        self.find(from, path, &mut Vec::new(), &mut found);
        found
    }

    fn find(
        &self,
        from: ModuleId,
        path: &[String],
        followed: &mut Vec<(ModuleId, usize)>,
        found: &mut Vec<Found>,
    ) {
        let Some((first, mut rest)) = path.split_first() else { return };
        let mut module = match first.as_str() {
            "crate" => Self::ROOT,
            "self" => from,
            "super" => match self.modules[from].parent {
                Some(parent) => parent,
                None => return,
            },
            _ => return self.find_name(from, path, followed, found),
        };
        while rest.first().is_some_and(|name| name == "super") {
            let Some(parent) = self.modules[module].parent else { return };
            (module, rest) = (parent, &rest[1..]);
        }
        self.find_name(module, rest, followed, found);
    }

    /// Finds a path whose first part is a name in a module.
    fn find_name(
        &self,
        id: ModuleId,
        path: &[String],
        followed: &mut Vec<(ModuleId, usize)>,
        found: &mut Vec<Found>,
    ) {
        let Some((name, rest)) = path.split_first() else {
            found.push(Found::Module(id));
            return;
        };
        let module = &self.modules[id];
        let found_before = found.len();
        let item = Found::Item { module: id, name: name.clone(), rest: rest.to_vec() };
        for (number, import) in module.imports.iter().enumerate() {
            // `pub use plan::plan` must not look for its own first part in itself.
            if import.name == *name && !followed.contains(&(id, number)) {
                if import.is_external {
                    found.push(Found::Library);
                    continue;
                }
                followed.push((id, number));
                self.find(id, &[&import.path, rest].concat(), followed, found);
                followed.pop();
            }
        }
        // A function that imports `std::io` does not mean a module `io` of the same file.
        let is_hidden = found[found_before..].contains(&Found::Library);
        if let Some(child) = module.children.get(name).filter(|_| !is_hidden) {
            self.find_name(*child, rest, followed, found);
        }
        if module.items.contains(name) {
            found.push(item.clone());
        }
        if found.len() == found_before {
            if self.libraries.contains(name) {
                found.push(Found::Library);
            } else if module.has_item_macros {
                found.push(item);
            }
        }
    }
}
