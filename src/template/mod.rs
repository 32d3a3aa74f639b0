//! The template engine: (template, view) → bytes, and nothing else.
//!
//! In: the sources of templates, the settings that filters need, and views. Out: pages, or
//! diagnostics that name template, line, column and page. May import: rows 0-2, `markdown` and
//! `view`. It cannot see the index, the assets, the disk or the clock.

mod closure;
mod component;
mod data_names;
mod declarations;
mod engine;
mod error;
mod filters;
mod functions;
mod limits;
mod settings;
mod string_literal;
mod suggest;
mod tags;
mod undefined;

pub(crate) use closure::Closure;
pub(crate) use component::Component;
pub(crate) use engine::Engine;
pub(crate) use settings::{BUILT_IN, TemplateSettings, TemplateSource};

#[cfg(test)]
pub(crate) use suggest::SITE_WIDE;

#[cfg(test)]
mod tests;
