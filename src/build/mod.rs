//! The whole pipeline: the only place that knows the order.
//!
//! In: a site's folder and a configuration. Out: a prepared site, and on request its bytes in a
//! sink. May import: all rows above.

mod render;

use std::sync::Arc;

use crate::assets::{Pictures, style_sheet};
use crate::builtin;
use crate::config::SiteConfig;
use crate::diagnostics::{Code, Diagnostics, Severity};
use crate::discover::{Found, THEME_FOLDER, discover};
use crate::files::Files;
use crate::index::{Clock, SiteIndex};
use crate::outputs::{self, Plan, Site};
use crate::parse;
use crate::paths::SourcePath;
use crate::template::{Engine, Settings, TemplateSource};

pub use render::{Discard, Failure, Progress, Sink, render};

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

/// Reads and checks everything but the pages' templates at work. Every problem is told, as far
/// as what is wrong leaves enough to go on.
pub fn prepare(files: &Files, config: &SiteConfig, clock: &Clock) -> Result<Prepared, Diagnostics> {
    let mut found = discover(files, config);
    let mut problems = std::mem::take(&mut found.problems);
    let engine = load_engine(files, config, &found.templates, &mut problems);
    let sheet_limit = config.limits.static_bytes as u64;
    let sheet = style_sheet(files, THEME_FOLDER, &found.theme_files, sheet_limit)
        .map_err(|sheet_problems| problems.extend(sheet_problems));
    // A file that could not be parsed is missing from the index, and links to it would be told
    // as broken; so the whole is checked only when each of its parts could be read.
    let is_whole = !problems.has_errors();
    let Found { articles, pages, authors, pictures, static_files, .. } = found;
    let (index, index_problems) = SiteIndex::new(articles, pages, authors, config, clock);
    problems.extend(index_problems);
    let (used, picture_problems) =
        outputs::used_pictures(files, &index, engine.as_ref(), &pictures);
    problems.extend(picture_problems);
    let (pictures, picture_problems) = Pictures::load(files, &used, &config.limits);
    problems.extend(picture_problems);
    let (Some(engine), Ok(sheet), true) = (engine, sheet, is_whole) else {
        return Err(placed(files, problems));
    };
    let site = Site::new(config.clone(), files.clone(), index, sheet, pictures, engine);
    let (plan, plan_problems) = outputs::plan(&site, &static_files);
    problems.extend(plan_problems);
    problems.extend(outputs::check(&site, &plan));
    let problems = placed(files, problems);
    if problems.has_errors() {
        return Err(problems);
    }
    Ok(Prepared { site: Arc::new(site), plan: Arc::new(plan), warnings: problems })
}

/// Loads the built-in templates, each replaced by the site's own of its name.
fn load_engine(
    files: &Files,
    config: &SiteConfig,
    own: &[SourcePath],
    problems: &mut Diagnostics,
) -> Option<Engine> {
    let mut sources: Vec<TemplateSource> = Vec::new();
    for path in own {
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
    let settings = Settings {
        markdown: parse::markdown_settings(config),
        sub_path: config.base_url.sub_path().to_owned(),
        origin: config.base_url.origin().to_owned(),
        max_page_bytes: config.limits.page_bytes as u64,
        max_range_items: config.limits.range_items as u64,
    };
    Engine::load(&sources, &settings)
        .map_err(|engine_problems| problems.extend(engine_problems))
        .ok()
}

/// A file larger than this is named without an excerpt.
const MAX_EXCERPT_BYTES: u64 = 64 << 20;

/// What stands before a built-in template's name in messages.
const BUILT_IN: &str = "<built-in>/templates/";

/// The text of a file that a diagnostic names, for its excerpt.
pub fn text_of(files: &Files, path: &SourcePath) -> Option<String> {
    if let Some(name) = path.as_str().strip_prefix(BUILT_IN) {
        let builtin = builtin::TEMPLATES.iter().find(|(other, _)| *other == name);
        return builtin.map(|(_, text)| (*text).to_owned());
    }
    let bytes = files.read(path, MAX_EXCERPT_BYTES).ok()?.bytes;
    let text = String::from_utf8_lossy(&bytes);
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// Gives every diagnostic its line and column.
pub fn placed(files: &Files, mut problems: Diagnostics) -> Diagnostics {
    parse::resolve_places(problems.iter_mut(), &|path| text_of(files, path));
    problems
}

/// Whether the problems say only that files changed while they were read, so that another try
/// may succeed.
pub fn is_worth_another_try(problems: &Diagnostics) -> bool {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    problems.has_errors() && errors.all(|problem| problem.code == Code::FileChanged)
}
