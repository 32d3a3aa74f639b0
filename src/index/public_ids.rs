//! The ids and URLs of content files, each of which must be unique.

use std::collections::{BTreeMap, HashSet};

use super::entries::Entries;
use super::show::PublicationState;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Meta;

/// Reports ids and former or present URLs that two content files share, at the later one.
pub(super) fn check(entries: &Entries) -> Diagnostics {
    let mut problems = Diagnostics::default();
    let mut all: Vec<(&str, &Meta, PublicationState)> =
        entries.contents().map(|content| (content.id, content.meta, content.state)).collect();
    let mut seen = HashSet::with_capacity(all.len());
    if all.iter().all(|(id, ..)| seen.insert(*id)) {
        return problems;
    }
    all.sort_by(|a, b| a.1.source.cmp(&b.1.source));
    let mut first: BTreeMap<&str, (&Meta, PublicationState)> = BTreeMap::new();
    for (id, meta, state) in all {
        let Some((other, other_state)) = first.insert(id, (meta, state)) else { continue };
        let problem = if meta.id.is_none() && other.id.is_none() {
            // Ids that nobody wrote are URLs. Two pages with one URL collide in the plan, but
            // what is not shown yet must not surprise anybody on the day it is. Files without a
            // slug have had their error.
            let has_path =
                |state: PublicationState| state.has_page() || state == PublicationState::Scheduled;
            let is_planned = has_path(state) && has_path(other_state);
            if is_planned || meta.slug.is_empty() || other.slug.is_empty() {
                continue;
            }
            let message = format!("the URL `{id}` is also used by {}", other.source);
            let key = if meta.aliases.is_empty() { "slug" } else { "aliases" };
            Diagnostic::new(Code::UrlCollision, message)
                .at_key([key.into()])
                .help(format!("choose another `{key}`"))
        } else {
            let message = format!("the id `{id}` is also used by {}", other.source);
            let key = if meta.id.is_some() { "id" } else { "slug" };
            Diagnostic::new(Code::DuplicateId, message)
                .at_key([key.into()])
                .help("give each its own id; never change the id that was published first")
        };
        problems.push(problem.in_file(&meta.source));
    }
    problems
}
