//! The crate as a tree of modules: from the text of its files, the names that each module defines
//! or imports and the paths that its code mentions. Test code is left out.

use std::collections::{BTreeMap, BTreeSet};

use syn::spanned::Spanned as _;

use super::code::{self, Import, Method, Reference};

/// The index of a module in [`Crate::modules`].
pub(super) type ModuleId = usize;

pub(super) struct Crate {
    pub(super) modules: Vec<Module>,
    /// The names that a path may begin with, apart from those of the crate.
    pub(super) libraries: BTreeSet<String>,
}

#[derive(Default)]
pub(super) struct Module {
    /// The path of the file below `src`, without the extension.
    pub(super) file: String,
    pub(super) parent: Option<ModuleId>,
    pub(super) children: BTreeMap<String, ModuleId>,
    /// Names of everything that the module defines, except modules.
    pub(super) items: BTreeSet<String>,
    /// Whether a macro call in place of an item may define more than `items` says.
    pub(super) has_item_macros: bool,
    pub(super) imports: Vec<Import>,
    pub(super) references: Vec<Reference>,
    pub(super) methods: Vec<Method>,
    /// The types of all `impl`s.
    pub(super) impls: Vec<Vec<String>>,
}

impl Crate {
    pub(super) const ROOT: ModuleId = 0;

    /// Reads the module tree that begins at the file `lib`.
    ///
    /// `files` maps a path below `src`, without the extension, to the file's text.
    pub(super) fn parse(files: &BTreeMap<String, String>, libraries: BTreeSet<String>) -> Self {
        let mut tree = Self { modules: Vec::new(), libraries };
        tree.add_file(files, "lib", "", None);
        tree
    }

    fn add_file(
        &mut self,
        files: &BTreeMap<String, String>,
        file: &str,
        directory: &str,
        parent: Option<ModuleId>,
    ) -> ModuleId {
        let text = files.get(file).unwrap_or_else(|| panic!("src/{file}.rs is missing"));
        let syntax = syn::parse_file(text).unwrap_or_else(|error| {
            panic!("src/{file}.rs:{}: {error}", error.span().start().line);
        });
        self.add_module(files, &syntax.items, file, directory, parent)
    }

    /// `directory` is where the module's children are, with a slash at the end unless it is `src`.
    fn add_module(
        &mut self,
        files: &BTreeMap<String, String>,
        items: &[syn::Item],
        file: &str,
        directory: &str,
        parent: Option<ModuleId>,
    ) -> ModuleId {
        let id = self.modules.len();
        let code = code::read(items);
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            imports: code.imports,
            references: code.references,
            methods: code.methods,
            impls: code.impls,
            ..Module::default()
        });
        for item in items.iter().filter(|item| !code::is_test(code::attributes(item))) {
            match item {
                syn::Item::Mod(module) => {
                    let name = code::name(&module.ident);
                    let inner = format!("{directory}{name}/");
                    assert!(
                        !module.attrs.iter().any(|attribute| attribute.path().is_ident("path")),
                        "src/{file}.rs:{}: `#[path]` is not supported",
                        module.span().start().line
                    );
                    let child = if let Some((_, items)) = &module.content {
                        self.add_module(files, items, file, &inner, Some(id))
                    } else {
                        let own = format!("{directory}{name}");
                        let file =
                            if files.contains_key(&own) { own } else { inner.clone() + "mod" };
                        self.add_file(files, &file, &inner, Some(id))
                    };
                    self.modules[id].children.insert(name, child);
                }
                syn::Item::Macro(call) if call.ident.is_none() => {
                    self.modules[id].has_item_macros = true;
                }
                item => self.modules[id].items.extend(defined_name(item)),
            }
        }
        id
    }
}

fn defined_name(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Const(item) => &item.ident,
        syn::Item::Enum(item) => &item.ident,
        syn::Item::Fn(item) => &item.sig.ident,
        syn::Item::Macro(item) => item.ident.as_ref()?,
        syn::Item::Static(item) => &item.ident,
        syn::Item::Struct(item) => &item.ident,
        syn::Item::Trait(item) => &item.ident,
        syn::Item::TraitAlias(item) => &item.ident,
        syn::Item::Type(item) => &item.ident,
        syn::Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(code::name(ident))
}
