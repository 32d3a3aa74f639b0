//! The reader of references, the graph and its exceptions, on small crates.

use std::collections::BTreeMap;

use super::crate_model::Crate;
use super::graph::Graph;
use super::{Spread, problems};

/// A crate of these files; `lib` and the `mod` lines of directories must be among them.
fn tree(files: &[(&str, &str)]) -> Crate {
    let owned = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let libraries = ["std", "serde"].map(str::to_owned).into();
    Crate::parse(&owned.collect::<BTreeMap<_, _>>(), libraries)
}

/// The edges of a crate, each as `from → to`.
fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let graph = Graph::new(&tree(files));
    assert!(graph.problems.is_empty(), "{:?}", graph.problems);
    graph.edges.keys().map(|(from, to)| format!("{from} → {to}")).collect()
}

/// The edges from a file `a/x` with this text, in a crate where `a` has the files `mod` (which
/// defines `Own`), `site`, and the directory `deep` with `leaf`.
fn edges_of(text: &str) -> Vec<String> {
    let edges = edges(&[
        ("lib", "mod a; mod b;"),
        ("b", "pub struct Other;"),
        ("a/mod", "mod deep; mod site; mod x; pub struct Own;"),
        ("a/site", "pub struct Site; pub fn build() {} pub const LIMIT: u8 = 1;"),
        ("a/deep/mod", "pub mod leaf;"),
        ("a/deep/leaf", "pub struct Leaf; pub enum Kind { A, B }"),
        ("a/x", text),
    ]);
    edges.iter().filter_map(|edge| edge.strip_prefix("a/x → ")).map(str::to_owned).collect()
}

#[test]
fn imports_of_every_form_lead_to_the_file_that_defines() {
    for (text, expected) in [
        ("use crate::a::site::Site;", vec!["a/site"]),
        ("use super::site::{Site, LIMIT};", vec!["a/site"]),
        ("use super::{Own, site::Site};", vec!["a/mod", "a/site"]),
        ("use super::super::b::Other as Another;", vec!["b"]),
        ("use crate::{a::{deep::leaf::{Kind::{self, A}}}, b::Other};", vec!["a/deep/leaf", "b"]),
        ("use super::deep::leaf::{self, Leaf};", vec!["a/deep/leaf"]),
        ("use super::site::Site as _;", vec!["a/site"]),
        ("pub(crate) mod inner { use super::super::site::Site; }", vec!["a/site"]),
        ("mod inner { use super::Here; } struct Here;", vec![]),
        ("fn f() { use super::site::build; build() }", vec!["a/site"]),
        ("use std::fmt; use ::serde::Serialize;", vec![]),
    ] {
        assert_eq!(edges_of(text), expected, "{text}");
    }
}

#[test]
fn a_re_export_leads_to_the_file_behind_it() {
    for (text, expected) in [
        ("use super::Site;", vec!["a/site"]),
        ("use crate::a::make;", vec!["a/site"]),
        ("use super::deep::Leaf;", vec!["a/deep/leaf"]),
        ("fn f() { crate::a::make() }", vec!["a/site"]),
    ] {
        let edges = edges(&[
            ("lib", "mod a;"),
            ("a/mod", "mod deep; mod site; mod x; pub use site::{Site, build as make};"),
            ("a/site", "pub struct Site; pub fn build() {}"),
            ("a/deep/mod", "mod leaf; pub(crate) use self::leaf::Leaf;"),
            ("a/deep/leaf", "pub struct Leaf;"),
            ("a/x", text),
        ]);
        let expected: Vec<_> = expected.iter().map(|to| format!("a/x → {to}")).collect();
        assert_eq!(edges, expected, "{text}");
    }
}

#[test]
fn paths_count_wherever_code_has_them() {
    for text in [
        "fn f() { super::site::build() }",
        "fn f() { let _ = crate::a::site::LIMIT; }",
        "fn f(_: &super::site::Site) {}",
        "struct S { field: Vec<Option<super::site::Site>> }",
        "impl super::site::Site {}",
        "use super::site; fn f() { site::build() }",
        "use super::site as page; fn f() { page::build() }",
        "fn f() { println!(\"{}\", super::site::LIMIT) }",
        "fn f() { assert!(matches!(1, n if n < super::site::LIMIT)) }",
        "macro_rules! m { () => { $crate::a::site::build() } }",
        "#[serde(with = \"super::site\", default = \"super::site::build\")] struct S;",
        "#[arg(value_parser = super::site::build)] struct S;",
        "mod inner { pub fn f() { super::super::site::build() } }",
        "const N: [u8; super::site::LIMIT as usize] = [0];",
        "fn f() -> impl Iterator<Item = super::site::Site> { todo!() }",
        "type T = super::site::Site;",
        "pub use super::site::Site; fn f(_: Site) {}",
    ] {
        assert_eq!(edges_of(text), ["a/site"], "{text}");
    }
}

#[test]
fn what_is_no_reference_is_no_edge() {
    for text in [
        "// super::site::build()",
        "/// See [`super::site::build`].\nstruct S;",
        "fn f() { let _ = \"super::site::build()\"; }",
        "use super::site;",
        "pub use super::site::Site;",
        "fn f(site: &str) { site.len(); let own = Site::new(); } struct Site;",
        "pub(in super::super) struct S;",
        "#[cfg(test)] mod tests { use super::super::site::build; }",
        "#[cfg(test)] use super::site::build;",
        "#[cfg(all(test, unix))] fn f() { super::site::build() }",
        "struct S; impl S { #[cfg(test)] fn f() { super::site::build() } }",
        "#[test] fn f() { super::site::build() }",
        "fn f() { #[cfg(test)] fn inner() { super::site::build() } }",
    ] {
        assert_eq!(edges_of(text), [""; 0], "{text}");
    }
    assert_eq!(edges_of("#[cfg(not(test))] fn f() { super::site::build() }"), ["a/site"]);
}

#[test]
fn mod_lines_and_re_exports_are_no_edges_but_what_the_own_code_uses_is_one() {
    let with = |own: &str| {
        edges(&[
            ("lib", "mod a;"),
            ("a/mod", &format!("mod site; pub(crate) use site::{{Site, build}}; {own}")),
            ("a/site", "pub struct Site; pub fn build() {} pub fn other() {}"),
        ])
    };
    assert_eq!(with(""), [""; 0]);
    for own in [
        "fn f(_: Site) {}",
        "fn f() { build() }",
        "fn f() { Site::new() }",
        "fn f() { dbg!(Site) }",
        "fn f() { site::other() }",
        "use site::other;",
    ] {
        assert_eq!(with(own), ["a/mod → a/site"], "{own}");
    }
}

#[test]
fn a_child_that_needs_its_parent_and_a_parent_that_needs_its_child_are_a_cycle() {
    let files = [
        ("lib", "mod a;"),
        ("a", "mod site; pub struct Own; pub fn f() { site::build() }"),
        ("a/site", "use super::Own; pub fn build() -> Own { Own }"),
    ];
    let found = problems(&tree(&files), &[]);
    let expected = "cycle of 2 files:\n  a → a/site: build (line 1)\n  a/site → a: Own (line 1)\n";
    assert_eq!(found, [expected]);
}

#[test]
fn methods_lead_to_the_file_of_their_impl() {
    let with = |home: &str, other: &str| {
        edges(&[
            ("lib", "mod home; mod part; mod other;"),
            ("home", &format!("pub struct Writer; impl Writer {{ fn own(&self) {{ {home} }} }}")),
            ("part", "use crate::home::Writer; impl Writer { pub fn part(&self) {} }"),
            ("other", other),
        ])
    };
    let part = "part → home".to_owned();
    assert_eq!(with("self.own()", "fn f(w: &W) { w.own() }"), ["part → home"]);
    for home in [
        "self.part()",
        "Self::part(self)",
        "Writer::part(self)",
        "let w = self; w.part()",
        "println!(\"{}\", self.part())",
    ] {
        assert_eq!(with(home, ""), ["home → part".to_owned(), part.clone()], "{home}");
    }
    let call = "use crate::home::Writer; fn f(w: &Writer) { w.part() }";
    let to_home = "other → home".to_owned();
    assert_eq!(with("", call), [to_home.clone(), "other → part".to_owned(), part.clone()]);
    // Another type has a method of that name: whose is called, only types could say.
    let same_name = format!("struct W; impl W {{ fn part(&self) {{}} }} {call}");
    assert_eq!(with("", &same_name), [to_home, part.clone()]);
    // The file does not name the type.
    assert_eq!(with("", "fn f(text: &str) { text.part() }"), [part]);
}

#[test]
fn what_cannot_be_followed_is_a_problem() {
    for (text, problem) in [
        ("use crate::missing::Thing;", "`crate::missing::Thing` is unknown"),
        ("use unknown::Thing;", "`unknown::Thing` is unknown"),
        ("fn f() { super::gone() }", "`super::gone` is unknown"),
        ("use super::b::*;", "`super::b::*` hides what is used"),
    ] {
        let tree = tree(&[("lib", "mod a; mod b;"), ("a", text), ("b", "pub struct B;")]);
        let found = problems(&tree, &[]);
        assert_eq!(found, [format!("src/a.rs:1: {problem}")], "{text}");
    }
    let enum_glob = [("lib", "mod a;"), ("a", "use Kind::*; enum Kind { A, B }")];
    assert_eq!(edges(&enum_glob), [""; 0]);
}

#[test]
fn names_that_are_imported_from_libraries_are_no_modules_of_the_crate() {
    let with = |text: &str| {
        edges(&[
            ("lib", "mod a; mod b;"),
            ("a", text),
            ("a/io", "use super::Own; pub struct Error;"),
            ("b", "pub use std::io; macro_rules! m { () => {} } m!();"),
        ])
    };
    let own = ["a/io → a"];
    for text in [
        "fn f() -> io::Error { use std::io; todo!() }",
        "fn f() { use ::std::io; let _: io::Error; }",
        "fn f() { use std::io; use io::ErrorKind::NotFound; }",
        "fn f() { use serde as io; use io::Serialize; }",
        "fn f() { use crate::b::io; io::stdin() }",
    ] {
        assert_eq!(with(&format!("mod io; struct Own; {text}")), own, "{text}");
    }
    assert_eq!(with("mod io; struct Own; fn f() -> io::Error {}"), ["a → a/io", "a/io → a"]);
    for text in ["use std::io; use io::ErrorKind;", "use crate::b::io; use io::{ErrorKind, Read};"]
    {
        assert_eq!(
            edges(&[("lib", "mod a; mod b;"), ("a", text), ("b", "pub use std::io;")]),
            [""; 0]
        );
    }
}

#[test]
fn what_a_macro_call_defines_belongs_to_its_file() {
    let files = [
        ("lib", "mod a; mod b;"),
        ("a", "macro_rules! m { () => { pub struct Made; } } m!();"),
        ("b", "use crate::a::Made;"),
    ];
    assert_eq!(edges(&files), ["b → a"]);
}

/// Three files in a ring, the first two of which have an `impl` of `Writer`.
const RING: &[(&str, &str)] = &[
    ("lib", "mod a; mod b; mod c;"),
    ("a", "pub struct Writer; impl Writer { pub fn one() { crate::b::two() } }"),
    ("b", "use crate::a::Writer; impl Writer {} pub fn two() {}"),
    ("c", "pub fn three() {}"),
];

#[test]
fn a_type_may_be_spread_over_files_that_have_an_impl_of_it() {
    let found = |spread| problems(&tree(RING), &[spread]);
    let one = |name, files| found(Spread { name, files });
    assert_eq!(problems(&tree(RING), &[]).len(), 1);
    assert_eq!(one("Writer", &["a", "b"]), [""; 0]);
    assert_eq!(
        one("Writer", &["a", "b", "c"]),
        ["no type `Writer` has an `impl` in each of a, b, c"]
    );
    assert_eq!(
        one("Writer", &["a", "b", "c", "d", "e"]),
        ["the `impl`s of `Writer` are in more than 4 files"]
    );
    // The exception that does not apply excuses nothing else.
    let found = one("Reader", &["a", "b"]);
    assert_eq!(found, ["no type `Reader` has an `impl` in each of a, b"]);
}

#[test]
fn a_spread_type_is_one_file_in_cycles_with_others() {
    let mut files = RING.to_vec();
    files[2].1 = "use crate::a::Writer; impl Writer {} pub fn two() { crate::c::three() }";
    files[3].1 = "pub fn three() { crate::a::Writer::one() }";
    let spread = [Spread { name: "Writer", files: &["a", "b"] }];
    let found = problems(&tree(&files), &spread);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("cycle of 2 files:\n  c → {a, b}: "), "{}", found[0]);
}

#[test]
fn exceptions_that_nothing_needs_any_more_are_problems() {
    let mut files = RING.to_vec();
    files[1].1 = "pub struct Writer; impl Writer {}";
    let spread = [Spread { name: "Writer", files: &["a", "b"] }];
    let found = problems(&tree(&files), &spread);
    assert_eq!(found, ["the files of `Writer` form no one cycle: change `SPREAD`"]);
}

#[test]
fn cycles_are_strongly_connected_components() {
    let files = [
        ("lib", "mod a; mod b; mod c; mod d; mod e;"),
        ("a", "use crate::b::B; pub struct A;"),
        ("b", "use crate::a::A; use crate::c::C; pub struct B;"),
        ("c", "use crate::d::D; pub struct C;"),
        ("d", "use crate::e::E; pub struct D;"),
        ("e", "use crate::c::C; pub struct E;"),
    ];
    let graph = Graph::new(&tree(&files));
    let cycles: Vec<Vec<_>> =
        graph.cycles().into_iter().map(|cycle| cycle.into_iter().collect()).collect();
    assert_eq!(cycles, [vec!["a", "b"], vec!["c", "d", "e"]]);
}
