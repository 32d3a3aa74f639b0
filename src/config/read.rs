//! How `site.toml` is read, table by table.

use jiff::tz::{TimeZone, db};

use super::address::{BaseUrl, PlacedLink, parse_email, parse_web};
use super::limits::Limits;
use super::list_length::list_length;
use super::reader::{Complaint, ConfigReader, Section, ValueSource, one_line};
use super::sections::{
    ArchiveConfig, ContentConfig, FeedsConfig, FrontPageConfig, Html, MarkdownConfig, MenuItem,
    PublisherConfig, RelatedConfig, RobotsConfig,
};
use super::site_config::SiteConfig;
use super::{check, csp, extra, hosting, publish, security, tags};
use crate::danish::{Anchors, Quotes, Typography};
use crate::diagnostics::{Code, Diagnostics, nearest};
use crate::paths::{Glob, SourcePath};

/// The time zone of Denmark.
const DEFAULT_TIMEZONE: &str = "Europe/Copenhagen";
impl SiteConfig {
    /// Reads the text of `file`, overridden by `variables` (name and value), of which those count
    /// whose name begins with `DIGEST_`. Gives the settings with warnings, or every problem.
    pub fn read(
        file: &SourcePath,
        text: &str,
        variables: &[(String, String)],
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let (config, diagnostics) = ConfigReader::run(file, text, variables, read);
        match config {
            Some(config) if !diagnostics.has_errors() => Ok((config, diagnostics)),
            _ => Err(diagnostics),
        }
    }
}

/// Reads the whole file. `None` means that something is wrong and was reported.
fn read(top: &mut Section<'_, '_>) -> Option<SiteConfig> {
    top.require("title");
    let title = top.parsed("title", one_line);
    let description = top.text("description").unwrap_or_default();
    top.require("base_url");
    let base_url = top.parsed("base_url", BaseUrl::parse);
    let own_base_url = top
        .placed_in_file("base_url", BaseUrl::parse)
        .or_else(|| top.placed("base_url", BaseUrl::parse));
    let language = top.one_of("language", &[("da", "da")], "da").to_owned();
    let timezone = if top.has("timezone") {
        top.parsed("timezone", parse_timezone)
    } else {
        parse_timezone(DEFAULT_TIMEZONE).ok()
    };
    let publisher = top.section("publisher", publisher);
    let tags = tags::read(top);
    let front_page = top.section("front_page", |table| FrontPageConfig {
        per_page: list_length(table, "per_page"),
        lead: table.boolean("lead", true),
    });
    let archive =
        top.section("archive", |table| ArchiveConfig { per_page: list_length(table, "per_page") });
    let feeds = top.section("feeds", |table| feeds(table, own_base_url.as_ref()));
    let robots = top.section("robots", robots);
    let zone = timezone.as_ref();
    let security_txt = top.section("security_txt", |table| security::read(table, zone));
    let related = top.section("related", related);
    let typography = top.section("typography", typography);
    let hosting = top.section("hosting", hosting::read);
    let redirects = hosting::read_redirects(top);
    let publish = publish::read(top);
    let content = top.section("content", content);
    let markdown = top.section("markdown", markdown);
    let menu = top.section("menu", menu);
    let check = top.section("check", check::read);
    let csp = top.section("csp", csp::read);
    let limits = top.section("limits", limits);
    let extra = extra::read(top, "extra");

    Some(SiteConfig {
        title: title?,
        description,
        base_url: base_url?,
        own_base_url: own_base_url?.0,
        language,
        timezone: timezone?,
        publisher,
        tags,
        front_page,
        archive,
        feeds,
        robots,
        security_txt,
        related,
        typography,
        hosting,
        redirects,
        publish,
        content,
        markdown,
        menu,
        check,
        csp,
        limits,
        extra,
    })
}

fn publisher(table: &mut Section<'_, '_>) -> PublisherConfig {
    let name = table.parsed("name", one_line);
    let logo = PlacedLink::read(table, "logo");
    let (url, source) = table.placed("url", |text| parse_web(text).map(String::from)).unzip();
    PublisherConfig {
        name,
        logo,
        url,
        url_span: source.and_then(|source| table.span(&source)),
        email: table.parsed("email", parse_email),
    }
}

/// `base_url` is what ids begin with if the table does not say it.
fn feeds(table: &mut Section<'_, '_>, base_url: Option<&(BaseUrl, ValueSource)>) -> FeedsConfig {
    let default = base_url.map(|(url, source)| (format!("https://{}", url.host()), source));
    if let Some((id_base, source)) = &default
        && !table.has("id_base")
        && !table.is_damaged()
    {
        let complaint = Complaint::new("also determines the ids in feeds and the calendar")
            .help(format!(
                "write `id_base = \"{id_base}\"` under `[feeds]`, and the ids stay the same when the \
                 site moves to another host"
            ));
        table.report(source, Code::NoIdBase, complaint);
    }
    let id_base = table.placed("id_base", parse_id_base);
    let id_base = id_base.or(default.map(|(id_base, source)| (id_base, source.clone())));
    let (id_base, source) = id_base.unzip();
    FeedsConfig {
        limit: list_length(table, "limit"),
        full_text: table.boolean("full_text", true),
        tags: table.boolean("tags", true),
        id_base: id_base.unwrap_or_default(),
        id_base_span: source.and_then(|source| table.span(&source)),
        hub: table.parsed("hub", |text| parse_web(text).map(String::from)),
    }
}

fn robots(table: &mut Section<'_, '_>) -> RobotsConfig {
    let agents = table.texts("ai_agents", parse_agent);
    let agents: Vec<String> = agents.into_iter().map(|(agent, _)| agent).collect();
    RobotsConfig {
        blocks_ai: table.one_of("ai", &[("allow", false), ("block", true)], false),
        ai_agents: Some(agents).filter(|agents| !agents.is_empty()),
    }
}

fn related(table: &mut Section<'_, '_>) -> RelatedConfig {
    let RelatedConfig { count, minimum } = RelatedConfig::default();
    let minimum = table.integer("minimum", &(0..=100), minimum as usize);
    RelatedConfig {
        count: table.integer("count", &(0..=20), count),
        minimum: u32::try_from(minimum).unwrap_or(100),
    }
}

fn typography(table: &mut Section<'_, '_>) -> Typography {
    Typography {
        quotes: table.one_of("quotes", &Quotes::NAMES, Quotes::Guillemets),
        no_break: table.boolean("no_break", true),
    }
}

fn content(table: &mut Section<'_, '_>) -> ContentConfig {
    let glob = |text: &str| Glob::new(text).map_err(|error| Complaint::new(error.to_string()));
    let ignore = table.texts("ignore", glob);
    ContentConfig { ignore: ignore.into_iter().map(|(glob, _)| glob).collect() }
}

fn markdown(table: &mut Section<'_, '_>) -> MarkdownConfig {
    let html = [("allow", Html::Allow), ("sanitize", Html::Sanitize)];
    let anchors = [("ascii", Anchors::Ascii), ("unicode", Anchors::Unicode)];
    MarkdownConfig {
        html: table.one_of("html", &html, Html::Allow),
        anchors: table.one_of("anchors", &anchors, Anchors::Ascii),
        autolink: table.boolean("autolink", true),
    }
}

fn menu(table: &mut Section<'_, '_>) -> Vec<MenuItem> {
    let items = table.sections("items", |item| {
        item.require("title");
        item.require("url");
        let title = item.parsed("title", one_line);
        let url = PlacedLink::read(item, "url");
        Some(MenuItem { title: title?, url: url?, span: item.head() })
    });
    items.into_iter().flatten().collect()
}

fn limits(table: &mut Section<'_, '_>) -> Limits {
    let mut limits = Limits::default();
    for name in Limits::NAMES {
        table.amount(name, |value| {
            limits.set(name, value).map_err(|error| Complaint::new(error.to_string()))
        });
    }
    limits
}

/// Reads the name of a time zone of the IANA database, which is part of the program.
fn parse_timezone(name: &str) -> Result<TimeZone, Complaint> {
    TimeZone::get(name).map_err(|_| {
        let names: Vec<String> = db().available().map(|name| name.to_string()).collect();
        let near = nearest(name, names.iter().map(String::as_str)).unwrap_or(DEFAULT_TIMEZONE);
        Complaint::new(format!("is not a time zone: `{name}`"))
            .help(format!("did you mean `{near}`?"))
    })
}

/// Reads what ids are put behind: the beginning of an IRI (RFC 3987), with its scheme.
fn parse_id_base(text: &str) -> Result<String, Complaint> {
    let allowed = |c: char| !c.is_whitespace() && !"\"<>\\^`{|}".contains(c);
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        let mut letters = scheme.bytes();
        letters.next().is_some_and(|b| b.is_ascii_alphabetic())
            && letters.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            && !rest.is_empty()
    });
    if has_scheme && text.chars().all(allowed) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new("must begin with a scheme and contain no spaces")
        .help("write, for example, `tag:digitalt.example,2020:`"))
}

/// Reads the name that a robot goes by in `robots.txt`.
fn parse_agent(text: &str) -> Result<String, Complaint> {
    let name = one_line(text)?;
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./ ".contains(c)) {
        Ok(name)
    } else {
        Err(Complaint::new("must be the name of a crawler, such as `GPTBot`"))
    }
}
