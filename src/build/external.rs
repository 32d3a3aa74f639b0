//! The check of links to other sites, with what earlier checks found.

use std::collections::{BTreeMap, BTreeSet};

use digest_network::external;
pub(crate) use digest_network::external::Outcome;
use digest_network::external::Settings;
use jiff::Timestamp;

use super::observer::Observer;
use super::pipeline::OpenSite;
use super::problems::located;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::incremental::{load_known_links, save_known_links};
use crate::links::OutsideLink;

/// What a check of links to other sites found.
#[derive(Debug, Default)]
pub(crate) struct OutsideReport {
    /// What is at each URL.
    pub outcomes: BTreeMap<String, Outcome>,
    /// How many of them earlier checks found.
    pub known: usize,
    pub problems: Diagnostics,
}

/// Asks for every link that is not known from the last days. Fails if the network cannot be used.
pub(crate) fn check_outside(
    site: &OpenSite,
    links: &[OutsideLink],
    now: Timestamp,
    observer: &dyn Observer,
) -> Result<OutsideReport, String> {
    let config = &site.config;
    let mut problems = Diagnostics::default();
    let (mut known, problem) = load_known_links(&site.files);
    problems.extend(problem);
    let before = known.clone();
    let urls: BTreeSet<String> = links.iter().map(|link| link.url.clone()).collect();
    let private_hosts = config.check.external_private.clone();
    let settings = Settings::new(&config.own_base_url.as_text(), private_hosts);
    let time = (now.as_second(), config.check.external_days);
    let is_interrupted = || observer.is_interrupted();
    let checked = external::check(urls, &settings, &mut known, time, &is_interrupted)?;
    if known != before {
        problems.extend(save_known_links(&site.root, &known).err());
    }
    problems.extend(links.iter().filter_map(|link| {
        let outcome = checked.outcomes.get(&link.url)?;
        complaint(link, outcome)
    }));
    observer.stage("checked links to other sites");
    let problems = located(&site.files, problems);
    Ok(OutsideReport { outcomes: checked.outcomes, known: checked.known, problems })
}

/// The problem of a link, at its position.
fn complaint(link: &OutsideLink, outcome: &Outcome) -> Option<Diagnostic> {
    let url = &link.url;
    let (code, message, help) = match outcome {
        Outcome::Dead(why) => (
            Code::ExternalLink,
            format!("the link to `{url}` is dead: {why}"),
            "write the page's present URL, or remove the link".to_owned(),
        ),
        Outcome::Moved(new) if link.is_source => (
            Code::MovedSource,
            format!("the source `{url}` has moved permanently"),
            format!("write `{new}`"),
        ),
        _ => return None,
    };
    let place = link.place.clone();
    Some(Diagnostic { code, severity: code.severity(), message, help: Some(help), ..place })
}
