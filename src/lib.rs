//! `digest` builds a Danish-language news digest from Markdown. Data flows in one direction:
//!
//! `files` reads the site's directory → `discover` and `parse` turn content files into models →
//! `index` orders the whole site → `site` gathers everything that pages read → `pages`, `feeds` and
//! `machine_files` say what outputs there are, and `plan` lists them → `view` is what one template
//! is given → `incremental` finds what is unchanged → `template` renders the rest → `write` commits
//! it. `build::run` is that order.
//!
//! `docs/architecture.md` describes the modules; `tests/layering` checks their order.

mod assets;
mod body;
mod build;
mod builtin;
pub mod cli;
mod compress;
mod config;
mod danish;
mod data;
mod diagnostics;
mod dir;
mod discover;
mod feeds;
mod files;
mod fingerprint;
mod gates;
mod hosting;
mod html;
mod incremental;
mod index;
mod links;
mod machine_files;
mod markdown;
mod media_type;
mod model;
mod output;
mod pages;
mod parse;
mod paths;
mod plan;
#[cfg(test)]
mod property_tests;
mod publish;
mod related;
mod serve;
mod site;
#[cfg(test)]
mod speed_tests;
mod template;
#[doc(hidden)]
pub mod testing;
mod view;
mod watch;
mod write;
mod xml;
