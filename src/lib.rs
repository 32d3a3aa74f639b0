//! `digest` builds a Danish-language news digest from Markdown, in one direction:
//!
//! `files` reads the site's folder → `discover` and `parse` turn content files into models →
//! `index` orders the whole site → `outputs` plans the jobs and claims their paths → `view`
//! gathers what one template is given → `template` renders it → `write` commits the site.
//!
//! The rows of modules, and which may import which, are described in `docs/architecture.md` and
//! held by `tests/layering`.

pub mod assets;
pub mod body;
pub mod build;
pub mod builtin;
pub mod cli;
pub mod config;
pub mod danish;
pub mod data;
pub mod diagnostics;
mod dir;
pub mod discover;
pub mod feeds;
pub mod files;
pub mod fingerprint;
mod html;
pub mod incremental;
pub mod index;
pub mod links;
pub mod machine_files;
pub mod markdown;
pub mod model;
pub mod output;
pub mod pages;
pub mod parse;
pub mod paths;
pub mod plan;
pub mod related;
pub mod serve;
pub mod site;
pub mod template;
pub mod view;
pub mod watch;
pub mod write;
pub mod xml;
