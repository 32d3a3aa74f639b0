//! What the code of one module mentions: from parsed items, the imports, paths and methods in them.
//! Test code and inline modules are left out; the latter are modules of their own.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

#[derive(Default)]
pub(super) struct Code {
    pub(super) imports: Vec<Import>,
    pub(super) references: Vec<Reference>,
    pub(super) methods: Vec<Method>,
    /// The types of all `impl`s.
    pub(super) impls: Vec<Vec<String>>,
}

/// One name that a `use` brings into scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// The name in scope: `_` for a trait that is imported without one, `*` for a glob.
    pub(super) name: String,
    pub(super) path: Vec<String>,
    /// Whether the path begins with `::`, so that its first part is a library.
    pub(super) is_external: bool,
    /// Whether the `use` has a visibility, so that it may be there for others only.
    pub(super) is_exported: bool,
    pub(super) line: usize,
}

/// One mention of something by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) target: Target,
    pub(super) line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Path(Vec<String>),
    /// The call of a method whose receiver has an unknown type.
    Method(String),
}

/// One function in an `impl` or a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Method {
    /// The type of an inherent `impl`; nothing for a trait and its `impl`s.
    pub(super) of: Option<Vec<String>>,
    pub(super) name: String,
}

/// Reads the items of one module.
pub(super) fn read(items: &[syn::Item]) -> Code {
    let mut reader = Reader::default();
    for item in items {
        reader.visit_item(item);
    }
    reader.code
}

/// The name without the `r#` of a raw identifier.
pub(super) fn name(ident: &syn::Ident) -> String {
    ident.unraw().to_string()
}

/// Whether an item with these attributes is compiled for tests only.
pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let syn::Meta::List(list) = &attribute.meta else { return path.is_ident("test") };
        path.is_ident("cfg") && needs_test(&list.tokens)
    })
}

/// Whether a condition of `cfg` is `test`, or `all(…)` with `test` in it.
fn needs_test(condition: &TokenStream) -> bool {
    let tokens: Vec<_> = condition.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(name)] => name == "test",
        [TokenTree::Ident(name), TokenTree::Group(group)] if name == "all" => {
            let conditions: Vec<_> = group.stream().into_iter().collect();
            let is_comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
            conditions.split(is_comma).any(|part| needs_test(&part.iter().cloned().collect()))
        }
        _ => false,
    }
}

pub(super) fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::ExternCrate(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::ForeignMod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::TraitAlias(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[derive(Default)]
struct Reader {
    code: Code,
    /// What `Self` stands for: the type of the `impl` around the code, if it has a name.
    self_type: Option<Vec<String>>,
    /// Whether the code is in an inherent `impl`.
    is_inherent: bool,
}

impl Reader {
    fn add_path(&mut self, path: Vec<String>, line: usize) {
        let path = match (path.first().map(String::as_str), &self.self_type) {
            (Some("Self"), Some(of)) => [of, &path[1..]].concat(),
            (Some("Self"), None) => return,
            _ => path,
        };
        self.code.references.push(Reference { target: Target::Path(path), line });
    }

    fn add_method_call(&mut self, on_self: bool, method: String, line: usize) {
        let target = match &self.self_type {
            Some(of) if on_self => Target::Path([of.as_slice(), &[method]].concat()),
            _ => Target::Method(method),
        };
        self.code.references.push(Reference { target, line });
    }

    fn add_use(&mut self, tree: &syn::UseTree, prefix: &[String], outer: &Import) {
        let mut add = |last: Option<String>, name: String, line: usize| {
            let path = prefix.iter().cloned().chain(last).collect();
            self.code.imports.push(Import { name, path, line, ..outer.clone() });
        };
        match tree {
            syn::UseTree::Path(tree) => {
                let prefix = [prefix, &[name(&tree.ident)]].concat();
                self.add_use(&tree.tree, &prefix, outer);
            }
            syn::UseTree::Name(tree) if tree.ident == "self" => {
                let last = prefix.last().cloned().unwrap_or_default();
                add(None, last, tree.span().start().line);
            }
            syn::UseTree::Name(tree) => {
                let name = name(&tree.ident);
                add(Some(name.clone()), name, tree.span().start().line);
            }
            syn::UseTree::Rename(tree) => {
                let last = Some(name(&tree.ident)).filter(|name| name != "self");
                add(last, name(&tree.rename), tree.span().start().line);
            }
            syn::UseTree::Glob(tree) => add(None, "*".to_owned(), tree.span().start().line),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, prefix, outer);
                }
            }
        }
    }

    /// Finds paths and method calls in tokens that have no syntax tree: arguments of macros.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let is = |at: usize, wanted: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
        let ident = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => Some(name(ident)),
            _ => None,
        };
        let is_call = |at: usize| {
            matches!(tokens.get(at), Some(TokenTree::Group(group))
                if group.delimiter() == Delimiter::Parenthesis)
        };
        let mut at = 0;
        while at < tokens.len() {
            let line = tokens[at].span().start().line;
            if let TokenTree::Group(group) = &tokens[at] {
                self.add_tokens(group.stream());
            } else if is(at, '.')
                && let Some(method) = ident(at + 1)
            {
                if is_call(at + 2) {
                    let is_on_self = at > 0
                        && ident(at - 1).is_some_and(|receiver| receiver == "self")
                        && !(at > 1 && is(at - 2, '.'));
                    self.add_method_call(is_on_self, method, line);
                }
                at += 1;
            } else if let Some(first) = ident(at) {
                let follows_path = at > 1 && is(at - 1, ':') && is(at - 2, ':');
                let mut path = vec![first];
                while is(at + 1, ':')
                    && is(at + 2, ':')
                    && let Some(next) = ident(at + 3)
                {
                    path.push(next);
                    at += 3;
                }
                if !follows_path {
                    self.add_path(path, line);
                }
            }
            at += 1;
        }
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &syn::Item) {
        if !is_test(attributes(item)) && !matches!(item, syn::Item::Mod(_)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        let outer = Import {
            name: String::new(),
            path: Vec::new(),
            is_external: item.leading_colon.is_some(),
            is_exported: !matches!(item.vis, syn::Visibility::Inherited),
            line: 0,
        };
        self.add_use(&item.tree, &[], &outer);
    }

    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        let outer = (self.self_type.take(), self.is_inherent);
        self.self_type = type_path(&item.self_ty);
        self.is_inherent = item.trait_.is_none();
        self.code.impls.extend(self.self_type.clone());
        visit::visit_item_impl(self, item);
        (self.self_type, self.is_inherent) = outer;
    }

    fn visit_item_trait(&mut self, item: &syn::ItemTrait) {
        let outer = (self.self_type.take(), self.is_inherent);
        self.is_inherent = false;
        visit::visit_item_trait(self, item);
        (self.self_type, self.is_inherent) = outer;
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            let of = self.self_type.clone().filter(|_| self.is_inherent);
            self.code.methods.push(Method { of, name: name(&item.sig.ident) });
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_impl_item_const(&mut self, item: &syn::ImplItemConst) {
        if !is_test(&item.attrs) {
            let of = self.self_type.clone().filter(|_| self.is_inherent);
            self.code.methods.push(Method { of, name: name(&item.ident) });
            visit::visit_impl_item_const(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &syn::TraitItemFn) {
        self.code.methods.push(Method { of: None, name: name(&item.sig.ident) });
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        let is_on_self =
            matches!(&*call.receiver, syn::Expr::Path(path) if path.path.is_ident("self"));
        self.add_method_call(is_on_self, name(&call.method), call.method.span().start().line);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.leading_colon.is_none() {
            self.add_path(names(path), path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &syn::Macro) {
        self.visit_path(&call.path);
        self.add_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &syn::Attribute) {
        // The name of an attribute may be that of a module, and prose names much.
        match &attribute.meta {
            syn::Meta::List(list) => {
                self.add_tokens(list.tokens.clone());
                self.add_quoted_paths(list.tokens.clone());
            }
            syn::Meta::NameValue(pair) if !attribute.path().is_ident("doc") => {
                self.visit_expr(&pair.value);
            }
            _ => {}
        }
    }

    fn visit_visibility(&mut self, _: &syn::Visibility) {}
}

impl Reader {
    /// Finds paths that an attribute has in strings, as in `#[serde(with = "super::day")]`.
    fn add_quoted_paths(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.add_quoted_paths(group.stream()),
                TokenTree::Literal(literal) => {
                    let line = literal.span().start().line;
                    if let syn::Lit::Str(text) = syn::Lit::new(literal)
                        && let Ok(path) = text.parse::<syn::Path>()
                    {
                        self.add_path(names(&path), line);
                    }
                }
                _ => {}
            }
        }
    }
}

fn names(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| name(&segment.ident)).collect()
}

/// The path of a type, behind references and pointers.
fn type_path(of: &syn::Type) -> Option<Vec<String>> {
    match of {
        syn::Type::Path(of) if of.qself.is_none() => Some(names(&of.path)),
        syn::Type::Reference(of) => type_path(&of.elem),
        syn::Type::Paren(of) => type_path(&of.elem),
        syn::Type::Group(of) => type_path(&of.elem),
        _ => None,
    }
}
