//! From a site's folder to a plan without errors.

use std::sync::Arc;

use super::placed;
use crate::assets::{self, Pictures, static_files};
use crate::builtin;
use crate::config::SiteConfig;
use crate::data::Data;
use crate::diagnostics::Diagnostics;
use crate::discover::{Found, Readings, THEME_FOLDER, discover};
use crate::files::{Entry, Files};
use crate::index::{Clock, SiteIndex};
use crate::links;
use crate::parse;
use crate::paths::SourcePath;
use crate::plan::{self, Plan};
use crate::site::{self, Parts, Site};
use crate::template::{Engine, Settings, TemplateSource};

/// A site that is checked and ready to render.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The site.
    pub site: Arc<Site>,
    /// Its outputs.
    pub plan: Arc<Plan>,
    /// What authors should mend though it stops nothing.
    pub warnings: Diagnostics,
}

/// What earlier work found out that may hold still.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The sizes of pictures.
    pub pictures: Pictures,
    /// The templates.
    pub engine: Option<Arc<Engine>>,
    /// The data files.
    pub data: Data,
}

/// A site as far as it could be put together.
#[derive(Debug)]
pub struct Draft {
    /// The site and its outputs, if each of its parts could be read.
    pub site: Option<(Arc<Site>, Arc<Plan>)>,
    /// What is wrong, but for what only a look at all links tells.
    pub problems: Diagnostics,
}

/// Reads and checks everything but the pages' templates at work, believing nothing of what
/// earlier runs found.
pub fn prepare(files: &Files, config: &SiteConfig, clock: &Clock) -> Result<Prepared, Diagnostics> {
    let found = discover(files, config, &Readings::default());
    assemble(files, config, clock, &found, &Known::default())
}

/// Puts together and checks what was found. Every problem is told, as far as what is wrong leaves
/// enough to go on.
pub fn assemble(
    files: &Files,
    config: &SiteConfig,
    clock: &Clock,
    found: &Found,
    known: &Known,
) -> Result<Prepared, Diagnostics> {
    let Draft { site, mut problems } = put_together(files, config, clock, found, known);
    let Some((site, plan)) = site else { return Err(placed(files, problems)) };
    problems.extend(links::check(&site, &plan.claims));
    let problems = placed(files, problems);
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(Prepared { site, plan, warnings: problems })
}

/// Puts together what was found, without a look at its links.
pub fn put_together(
    files: &Files,
    config: &SiteConfig,
    clock: &Clock,
    found: &Found,
    known: &Known,
) -> Draft {
    let mut problems = found.problems.clone();
    let tree = &found.tree;
    let engine = load_engine(files, config, &tree.templates, known.engine.as_ref(), &mut problems);
    let limit = config.limits.static_bytes as u64;
    let theme = assets::theme(files, THEME_FOLDER, &tree.theme_files, limit)
        .map_err(|theme_problems| problems.extend(theme_problems));
    let (statics, static_problems) = static_files(files, &tree.static_files, limit);
    problems.extend(static_problems);
    let (data, data_problems) = Data::load(files, &tree.data, &config.limits, &known.data);
    problems.extend(data_problems);
    // A file that could not be parsed is missing from the index, and links to it would be told
    // as broken; so the whole is checked only when each of its parts could be read.
    let is_whole = !problems.has_errors();
    let (index, index_problems) = SiteIndex::new(found.models.clone(), config, clock);
    problems.extend(index_problems);
    let (used, picture_problems) = site::used_images(tree, &index, engine.as_deref());
    problems.extend(picture_problems);
    let (pictures, picture_problems) =
        Pictures::load(files, &used, &config.limits, &known.pictures);
    problems.extend(picture_problems);
    let (Some(engine), Ok(theme), true) = (engine, theme, is_whole) else {
        return Draft { site: None, problems };
    };
    let (theme, pictures, statics) = (Arc::new(theme), Arc::new(pictures), Arc::new(statics));
    let config = Arc::new(config.clone());
    let files = files.clone();
    let site = Site::new(Parts { config, files, index, theme, pictures, statics, data, engine });
    let (plan, plan_problems) = plan::plan(&site);
    problems.extend(plan_problems);
    Draft { site: Some((Arc::new(site), Arc::new(plan))), problems }
}

/// Loads the built-in templates, each replaced by the site's own of its name.
fn load_engine(
    files: &Files,
    config: &SiteConfig,
    own: &[Entry],
    known: Option<&Arc<Engine>>,
    problems: &mut Diagnostics,
) -> Option<Arc<Engine>> {
    let mut sources: Vec<TemplateSource> = Vec::new();
    for Entry { path, .. } in own {
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
            let file = SourcePath::new(&format!("{}{name}", super::BUILT_IN))?;
            sources.push(TemplateSource { name: (*name).into(), file, text: (*text).into() });
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    let settings = Settings {
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
