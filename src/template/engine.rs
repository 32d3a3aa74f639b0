//! Loading and rendering.

use tera::Tera;

use super::closure::Closures;
use super::component::{self, Component};
use super::limits::{Budget, LimitedWriter};
use super::settings::{TemplateSettings, TemplateSource, Templates};
use super::undefined::Scope;
use super::{error, filters, functions};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::view::{Value, View};

/// All templates, checked and ready.
#[derive(Debug)]
pub struct Engine {
    fingerprint: Fingerprint,
    tera: Tera,
    closures: Closures,
    templates: Templates,
    max_page_bytes: u64,
    max_range_items: u64,
}

impl Engine {
    /// Loads all templates at once; every problem is reported.
    pub fn load(
        sources: &[TemplateSource],
        settings: &TemplateSettings,
    ) -> Result<Self, Diagnostics> {
        let mut tera = Tera::new();
        filters::register(&mut tera, settings);
        functions::register(&mut tera);
        let templates: Templates =
            sources.iter().map(|source| (source.name.clone(), source.clone())).collect();
        let pairs = sources.iter().map(|source| (source.name.as_str(), source.text.as_str()));
        if let Err(error) = tera.add_raw_templates(pairs) {
            return Err(load_problems(&error, &templates));
        }
        let closures = Closures::new(sources);
        let engine = Self {
            fingerprint: Self::fingerprint_of(sources, settings),
            tera,
            closures,
            templates,
            max_page_bytes: settings.max_page_bytes,
            max_range_items: settings.max_range_items,
        };
        let problems = engine.forbidden(sources);
        if problems.is_empty() { Ok(engine) } else { Err(problems) }
    }

    /// The fingerprint of all that an engine would be made of.
    pub fn fingerprint_of(sources: &[TemplateSource], settings: &TemplateSettings) -> Fingerprint {
        let mut all = FingerprintBuilder::new("engine");
        all.text(&format!("{settings:?}"));
        for TemplateSource { name, file, text } in sources {
            all.text(name).text(file.as_str()).text(text);
        }
        all.finish()
    }

    /// The fingerprint of all that it was made of.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// What Tera allows but a pure template must not do: reach for its caller's values.
    fn forbidden(&self, sources: &[TemplateSource]) -> Diagnostics {
        let mut problems = Diagnostics::default();
        for source in sources {
            if let Some(at) = source.text.find("__tera_context") {
                let message = "`__tera_context` is not allowed: it exposes every value at once";
                problems.push(
                    Diagnostic::new(Code::TemplateSyntax, message)
                        .in_file(&source.file)
                        .at_bytes(at..at + "__tera_context".len())
                        .help("name the values you need"),
                );
            }
        }
        let mut names: Vec<&str> = self.tera.get_component_names().collect();
        names.sort_unstable();
        for name in names {
            let component = self.tera.get_component_definition(name);
            let implicit =
                component.iter().flat_map(tera::ComponentInfo::args).find(|arg| arg.is_implicit());
            if let Some(arg) = implicit {
                let arg = arg.name();
                let message = format!("the component `{name}` reads `@{arg}` from its caller");
                let help = format!("declare the parameter `{arg}` and pass it as an argument");
                let problem = Diagnostic::new(Code::TemplateSyntax, message).help(help);
                let mut files = self.closures.files_of_component(name);
                problems.push(match files.find_map(|file| self.templates.get(file)) {
                    Some(template) => problem.in_file(&template.file),
                    None => problem,
                });
            }
        }
        problems
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.templates.contains_key(name)
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str)
    }

    /// The site's own templates, in the order of their names.
    pub fn own_sources(&self) -> impl Iterator<Item = &TemplateSource> {
        self.templates.values().filter(|source| !source.is_built_in())
    }

    /// What a template is made of, and which names it uses.
    pub fn closures(&self) -> &Closures {
        &self.closures
    }

    /// The component that a fenced block of this name calls; `-` in the name stands for `_`.
    pub fn component(&self, name: &str) -> Option<Component> {
        if !self.has(&format!("components/{name}.html")) {
            return None;
        }
        let info = self.tera.get_component_definition(&component::tera_name(name))?;
        Some(Component::new(&info))
    }

    /// The names of the components that articles can call, sorted.
    pub fn component_names(&self) -> impl Iterator<Item = &str> {
        self.names().filter_map(|name| name.strip_prefix("components/")?.strip_suffix(".html"))
    }

    /// Renders a page. `page` names it in messages: its URL and content file.
    pub fn render(
        &self,
        template: &str,
        view: &View<'_>,
        page: &str,
    ) -> Result<Vec<u8>, Diagnostics> {
        let _budget = Budget::start(self.max_range_items);
        let context = view.context()?;
        let mut writer = LimitedWriter::new(self.max_page_bytes);
        match self.tera.render_to(template, &context, &mut writer) {
            Ok(()) => Ok(writer.into_bytes()),
            Err(_) if writer.is_over() => {
                let limit = self.max_page_bytes;
                let message = format!("wrote more than {limit} bytes while rendering {page}");
                Err(self.stopped(template, &message).into())
            }
            Err(error) => {
                let scope = Scope { names: view.names().collect(), values: &context };
                Err(error::render(&error, template, &scope, &self.templates, page).into())
            }
        }
    }

    /// Renders a component with its arguments and its body, which is HTML.
    pub fn render_component(
        &self,
        name: &str,
        arguments: Vec<(String, Value)>,
        body: &str,
        page: &str,
    ) -> Result<String, Diagnostic> {
        let _budget = Budget::start(self.max_range_items);
        let mut context = tera::Context::new();
        for (name, value) in arguments {
            context.insert_value(name, value.into_tera());
        }
        let mut writer = LimitedWriter::new(self.max_page_bytes);
        let component = component::tera_name(name);
        match self.tera.render_component_to(&component, &context, Some(body), true, &mut writer) {
            Ok(()) => Ok(String::from_utf8_lossy(&writer.into_bytes()).into_owned()),
            Err(_) if writer.is_over() => {
                let limit = self.max_page_bytes;
                let message = format!("wrote more than {limit} bytes while rendering {page}");
                Err(self.stopped(&format!("components/{name}.html"), &message))
            }
            Err(error) => {
                let template = format!("components/{name}.html");
                let scope = Scope { names: Vec::new(), values: &context };
                Err(error::render(&error, &template, &scope, &self.templates, page))
            }
        }
    }

    /// The diagnostic of a template that did not end.
    pub fn stopped(&self, template: &str, message: &str) -> Diagnostic {
        let problem = Diagnostic::new(Code::TemplateLimit, format!("the template {message}"));
        match self.templates.get(template) {
            Some(template) => problem.in_file(&template.file),
            None => problem,
        }
        .help("look for nested loops, or raise the limit under `[limits]` in site.toml")
    }
}

/// Tera stops at the first error, so the templates are tried one by one for syntax errors, and
/// only then is the error about all of them reported.
fn load_problems(error: &tera::Error, templates: &Templates) -> Diagnostics {
    let mut problems = Diagnostics::default();
    for source in templates.values() {
        let alone = Tera::new().add_raw_template(&source.name, &source.text);
        if let Err(error) = alone
            && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
        {
            problems.extend(error::load(&error, templates));
        }
    }
    if problems.is_empty() {
        problems.extend(error::load(error, templates));
    }
    problems
}
