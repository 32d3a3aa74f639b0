//! Quality gates: what a site can be published with, but an editor wants to know of.
//!
//! In: a [`Site`]; the rendered pages, one by one, for their weight. Out: warnings. Only `check`
//! asks for them, so a build takes no time for any. One gate per file; `editorial` and `web` are
//! what several need. May import: rows 0-13.

mod advertising;
mod duplicates;
mod editorial;
mod lengths;
mod size;
mod sources;
mod tags;
mod web;
mod weight;

pub(crate) use size::Sizes;
pub(crate) use weight::Scale;

use crate::diagnostics::Diagnostics;
use crate::site::Site;

/// What the gates find in a site, but for the weight of its pages and its size.
pub(crate) fn check(site: &Site) -> Diagnostics {
    let gates: [fn(&Site, &mut Diagnostics); 5] =
        [sources::check, lengths::check, tags::check, duplicates::check, advertising::check];
    let mut found = Diagnostics::default();
    for gate in gates {
        gate(site, &mut found);
    }
    found
}
