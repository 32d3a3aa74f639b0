//! From content that was read to a site that can be rendered, step by step: [`PartialSite`],
//! [`CheckedSite`], [`ReadySite`]. No step can be left out or taken twice.

use std::sync::Arc;

use super::policy::without_baseline;
use super::problems::located;
use crate::assets::{self, ImageFiles, static_files};
use crate::builtin;
use crate::config::SiteConfig;
use crate::data::Data;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::discover::{DiscoveredSources, Readings, THEME_DIRECTORY, Tree, discover};
use crate::files::{Files, SourceFile};
use crate::index::{Clock, KeptLists, SiteIndex};
use crate::links;
use crate::pages;
use crate::parse;
use crate::paths::SourcePath;
use crate::plan::{self, Plan};
use crate::site::{self, Parts, Site};
use crate::template::{BUILT_IN, Engine, TemplateSettings, TemplateSource};

/// Results of an earlier run that may still be valid.
#[derive(Clone, Debug, Default)]
pub(crate) struct CachedInputs {
    /// The sizes of images.
    pub images: ImageFiles,
    /// The templates.
    pub engine: Option<Arc<Engine>>,
    /// The data files.
    pub data: Data,
}

/// A site, as far as its sources allow one.
#[derive(Debug)]
pub(crate) struct PartialSite {
    /// The site and its outputs, if each of its parts could be read.
    pub site: Option<(Arc<Site>, Arc<Plan>)>,
    /// What is wrong, but for what only the check of all links finds.
    pub problems: Diagnostics,
}

/// A site that may be rendered: whatever is wrong with it leaves something to render.
#[derive(Debug)]
pub(crate) struct CheckedSite {
    site: Arc<Site>,
    plan: Arc<Plan>,
    problems: Diagnostics,
}

/// A site that can be rendered.
#[derive(Clone, Debug)]
pub struct ReadySite {
    /// What the plan's jobs read.
    pub site: Arc<Site>,
    /// Its outputs.
    pub plan: Arc<Plan>,
    /// Problems that stop nothing on this site, each with the severity of its code.
    pub warnings: Diagnostics,
}

/// Reads and checks everything, believing nothing that earlier runs kept. No problem counts as
/// known.
pub fn prepare(
    files: &Files,
    config: &SiteConfig,
    clock: &Clock,
) -> Result<ReadySite, Diagnostics> {
    let policy = without_baseline(config);
    prepare_unless(files, config, clock, |problems| policy.stops(problems))
}

/// Does what [`prepare`] does, unless there are problems that stop it.
pub(super) fn prepare_unless(
    files: &Files,
    config: &SiteConfig,
    clock: &Clock,
    stops: impl FnOnce(&Diagnostics) -> bool,
) -> Result<ReadySite, Diagnostics> {
    let found = discover(files, config, &Readings::default());
    let site = assemble(files, config, clock, &found, &CachedInputs::default());
    Ok(site.check(files, stops)?.relate(None))
}

/// Assembles a site from everything that was found. Every problem is reported, as far as what is
/// wrong leaves enough to go on.
pub(crate) fn assemble(
    files: &Files,
    config: &SiteConfig,
    clock: &Clock,
    found: &DiscoveredSources,
    cached: &CachedInputs,
) -> PartialSite {
    let mut problems = found.problems.clone();
    let tree = &found.tree;
    let engine = load_engine(files, config, &tree.templates, cached.engine.as_ref(), &mut problems);
    let limit = config.limits.static_bytes as u64;
    let theme = assets::theme(files, THEME_DIRECTORY, &tree.theme_files, limit)
        .map_err(|theme_problems| problems.extend(theme_problems));
    let (statics, static_problems) = static_files(files, &tree.static_files, limit);
    problems.extend(static_problems);
    let redirects = config.hosting.redirects.as_ref().map(|file| &file.path);
    let settings = (&config.limits, redirects);
    let (data, data_problems) = Data::load(files, &tree.data, settings, &cached.data);
    problems.extend(data_problems);
    problems.extend(missing_redirects(config, tree));
    // A file that could not be parsed is missing from the index, and links to it would be reported
    // as broken; so the whole is checked only when each of its parts could be read.
    let is_whole = !problems.has_fatal();
    let (index, index_problems) = SiteIndex::new(found.models.clone(), config, clock);
    problems.extend(index_problems);
    let (used, image_problems) = site::used_images(tree, &index, engine.as_deref(), config);
    problems.extend(image_problems);
    let (images, image_problems) = ImageFiles::load(files, &used, &config.limits, &cached.images);
    problems.extend(image_problems);
    let (Some(engine), Ok(theme), true) = (engine, theme, is_whole) else {
        return PartialSite { site: None, problems };
    };
    let (theme, images, statics) = (Arc::new(theme), Arc::new(images), Arc::new(statics));
    let config = Arc::new(config.clone());
    let files = files.clone();
    let site = Site::new(Parts { config, files, index, theme, images, statics, data, engine });
    let (plan, plan_problems) = plan::plan(&site);
    site.set_claims(Arc::clone(&plan.claims));
    problems.extend(plan_problems);
    PartialSite { site: Some((Arc::new(site), Arc::new(plan))), problems }
}

impl PartialSite {
    /// Checks all links. `files` are those that the site was read from. Fails if something leaves
    /// nothing to render, or if `stops` says so of all problems.
    pub(crate) fn check(
        self,
        files: &Files,
        stops: impl FnOnce(&Diagnostics) -> bool,
    ) -> Result<CheckedSite, Diagnostics> {
        let Self { site, mut problems } = self;
        let Some((site, plan)) = site else { return Err(located(files, problems)) };
        problems.extend(links::check(&site, &plan.claims));
        let problems = located(files, problems);
        if problems.has_fatal() || stops(&problems) {
            return Err(problems);
        }
        Ok(CheckedSite { site, plan, problems })
    }
}

impl CheckedSite {
    /// Whether a page shows related articles.
    pub(crate) fn shows_related(&self) -> bool {
        pages::shows_related(&self.site)
    }

    /// Finds the related articles of all articles, if a page shows them; faster with what an
    /// earlier build kept.
    pub(crate) fn relate(self, kept: Option<&KeptLists>) -> ReadySite {
        let Self { site, plan, problems } = self;
        if pages::shows_related(&site) {
            pages::find_all_related(&site, kept);
        }
        ReadySite { site, plan, warnings: problems }
    }
}

/// The problem of the name of the file of redirects.
fn missing_redirects(config: &SiteConfig, tree: &Tree) -> Option<Diagnostic> {
    let file = config.hosting.redirects.as_ref()?;
    if tree.data.iter().any(|found| found.path == file.path) {
        return None;
    }
    let message = format!("the file of redirects `{}` does not exist", file.path);
    let names = tree.data.iter().map(|found| found.path.as_str());
    let help = match nearest(file.path.as_str(), names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "create it, with the columns from, to and status".into(),
    };
    let problem = Diagnostic::new(Code::BadRedirect, message).help(help);
    // A variable has no position in the file.
    let toml = file.span.and_then(|_| SourcePath::new("site.toml"));
    Some(Diagnostic { file: toml, ..problem.at_maybe(file.span) })
}

/// Loads the built-in templates, each replaced by the site's own of its name.
fn load_engine(
    files: &Files,
    config: &SiteConfig,
    own: &[SourceFile],
    known: Option<&Arc<Engine>>,
    problems: &mut Diagnostics,
) -> Option<Arc<Engine>> {
    let mut sources: Vec<TemplateSource> = Vec::new();
    for SourceFile { path, .. } in own {
        match files.read_text(path, config.limits.article_bytes as u64) {
            Ok(text) => sources.push(TemplateSource {
                name: path.below("templates").unwrap_or_default().to_owned(),
                file: path.clone(),
                text,
            }),
            Err(problem) => problems.push(problem),
        }
    }
    for (name, text) in builtin::TEMPLATES {
        if sources.iter().all(|source| source.name != *name) {
            let file = SourcePath::new(&format!("{BUILT_IN}{name}"))?;
            sources.push(TemplateSource { name: (*name).into(), file, text: (*text).into() });
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    let settings = TemplateSettings {
        markdown: parse::markdown_settings(config),
        sub_path: config.base_url.sub_path().to_owned(),
        origin: config.base_url.origin().to_owned(),
        max_page_bytes: config.limits.page_bytes as u64,
        max_range_items: config.limits.range_items as u64,
    };
    let fingerprint = Engine::fingerprint_of(&sources, &settings);
    if let Some(known) = known.filter(|known| known.fingerprint() == fingerprint) {
        return Some(Arc::clone(known));
    }
    Engine::load(&sources, &settings)
        .map(Arc::new)
        .map_err(|engine_problems| problems.extend(engine_problems))
        .ok()
}
