//! The addresses of content: which lead to this site, and which elsewhere.
//!
//! In: an address as an author wrote it. Out: the part of it that names something on this site, or
//! that it leads elsewhere. May import: `config`.

use std::borrow::Cow;

use crate::config::{BaseUrl, SiteConfig};

/// An address in content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address<'a> {
    /// A path, `@slug` or `#anchor` of this site. One written with the site's own host has become
    /// the path below the site's root.
    Here(Cow<'a, str>),
    /// Another site, a mail address and the like.
    Elsewhere(&'a str),
}

impl<'a> Address<'a> {
    /// Reads an address. The site's own is that of the configuration, and the published one where
    /// a preview has another.
    pub(crate) fn read(config: &SiteConfig, text: &'a str) -> Self {
        if !is_absolute(text) {
            return Self::Here(Cow::Borrowed(text));
        }
        let own = [&config.base_url, &config.own_base_url];
        match own.into_iter().find_map(|base: &BaseUrl| base.path_of(text)) {
            Some(path) if path.starts_with('/') => Self::Here(Cow::Borrowed(path)),
            Some(rest) => Self::Here(Cow::Owned(format!("/{rest}"))),
            None => Self::Elsewhere(text),
        }
    }

    /// The part within this site, if it leads there.
    pub(crate) fn here(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Here(path) => Some(path),
            Self::Elsewhere(_) => None,
        }
    }
}

/// Whether an address leads to another site.
pub(crate) fn is_elsewhere(config: &SiteConfig, text: &str) -> bool {
    matches!(Address::read(config, text), Address::Elsewhere(_))
}

/// Whether an address has a scheme, or begins with `//`.
fn is_absolute(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    text.starts_with("//") || is_scheme
}
