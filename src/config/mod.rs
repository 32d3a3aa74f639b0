//! Configuration: what `site.toml` says, checked.
//!
//! In: the text of `site.toml`, and the environment variables that override it. Out: a
//! [`SiteConfig`] and warnings, or everything that is wrong. The file is read key by key
//! (`reader`); nothing of its raw form leaves this module. May import: `danish`, `diagnostics`,
//! `fingerprint`, `html`, `paths`.

mod address;
mod check;
mod csp;
mod extra;
mod hosting;
mod limits;
mod list_length;
pub(crate) mod publish;
mod read;
mod reader;
mod sections;
mod security;
mod site_config;
mod tags;

pub(crate) use address::{BaseUrl, PlacedLink};
pub(crate) use check::CheckConfig;
pub(crate) use hosting::{
    BadRedirect, HostKind, RedirectStatus, check_redirect_target, read_redirect_from,
    read_redirect_status, read_redirect_to,
};
pub(crate) use limits::BadLimit;
pub use limits::Limits;
pub(crate) use publish::{AfterPublish, DirectoryConfig, HeaderRule, RsyncConfig};
#[cfg(feature = "network")]
pub(crate) use publish::{AzureConfig, GcsConfig, S3Config};
pub(crate) use sections::{Html, RelatedConfig};
pub use site_config::SiteConfig;

#[cfg(test)]
mod tests;
