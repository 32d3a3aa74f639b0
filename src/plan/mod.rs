//! The plan: every output of the site, each with a path of its own.
//!
//! In: a [`Site`]. Out: a [`Plan`]. This is the one list of the kinds of outputs; what a kind is,
//! is in its own file. May import: `output`, the modules of the kinds, and the rows below them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::diagnostics::Diagnostics;
use crate::hosting::Rules;
use crate::output::{Job, Planner};
use crate::paths::{Claims, OutputPath};
use crate::site::Site;
use crate::{feeds, machine_files, pages};

/// Every kind of output, in the order in which they claim their paths: a generated file gives way
/// to one below `static`, and of two that collide the later one is reported.
const KINDS: &[fn(&mut Planner<'_>)] = &[
    pages::article::plan,
    pages::event::plan,
    pages::people::plan,
    pages::page::plan,
    pages::edition::plan,
    pages::front::plan,
    pages::tag::plan,
    pages::archive::plan,
    pages::author::plan,
    pages::edition::plan_list,
    pages::event::plan_list,
    pages::people::plan_list,
    pages::live::plan,
    machine_files::copied::plan_static,
    machine_files::theme::plan,
    machine_files::copied::plan_images,
    pages::not_found::plan,
    machine_files::sitemap::plan,
    machine_files::news_sitemap::plan,
    machine_files::opml::plan,
    machine_files::llms::plan,
    machine_files::icons::plan,
    machine_files::calendar::plan,
    machine_files::robots::plan,
    machine_files::security::plan,
    feeds::editions::plan,
    feeds::articles::plan,
    pages::redirect::plan,
    machine_files::hosting::plan,
];

/// Every output of the site.
#[derive(Debug)]
pub struct Plan {
    /// The jobs, in the order of their kinds.
    pub jobs: Arc<[Job]>,
    /// The claims to paths.
    pub claims: Arc<Claims>,
    /// The redirects of the host.
    pub(crate) rules: Arc<Rules>,
    by_path: OnceLock<HashMap<OutputPath, usize>>,
}

impl Plan {
    /// The job that makes a file.
    pub fn job(&self, path: &OutputPath) -> Option<&Job> {
        let by_path = self.by_path.get_or_init(|| {
            let numbered = self.jobs.iter().enumerate();
            numbered.map(|(number, job)| (job.output.clone(), number)).collect()
        });
        by_path.get(path).map(|number| &self.jobs[*number])
    }
}

/// Plans all outputs. Two that want one path are a problem that names both.
pub(crate) fn plan(site: &Site) -> (Plan, Diagnostics) {
    let mut planner = Planner::new(site);
    for add in KINDS {
        add(&mut planner);
    }
    let (jobs, claims, rules, problems) = planner.finish();
    let (claims, rules) = (Arc::new(claims), Arc::new(rules));
    (Plan { jobs: jobs.into(), claims, rules, by_path: OnceLock::new() }, problems)
}
