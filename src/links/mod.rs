//! Links: where those of content lead, and what is wrong with them.
//!
//! In: a [`Site`](crate::site::Site), and the claims of a plan for the check. Out: destinations,
//! and problems. May import: `site` and the rows below it.

mod check;
mod configured;
mod front_matter;
mod most_read;
mod notices;
mod outside;
mod policy;
mod redirects;
mod reference;
mod resolve;
mod sheet_policy;
mod template_policy;

pub(crate) use check::{check, check_unless};
pub(crate) use configured::menu;
pub(crate) use most_read::most_read;
pub(crate) use notices::texts as notices;
pub(crate) use outside::{OutsideLink, outside};
pub(crate) use redirects::{DeclaredRedirect, declared_redirects};
pub(crate) use reference::{
    add_target, link, link_to, reference_fingerprint, shown, without_list_mark,
};
pub(crate) use resolve::{
    Destination, From, Gathered, Mode, fingerprint, fingerprint_of_article, reference, resolve,
};
