//! The plan: every output, each with a path of its own.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::file::FileKind;
use super::job::{Job, JobKind};
use super::site::Site;
use super::{author, feed, front, icons, listing, now, security, sitemap, tag};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::index::{State, Target};
use crate::model::Meta;
use crate::paths::{BadOutputPath, Claimant, Claims, Collision, OutputPath, SourcePath, UrlPath};

/// Every output of the site.
#[derive(Debug)]
pub struct Plan {
    /// The jobs, in order of their kinds.
    pub jobs: Vec<Job>,
    /// Who claims which path.
    pub claims: Claims,
    by_path: OnceLock<HashMap<OutputPath, usize>>,
}

impl Plan {
    /// The job that makes a file.
    pub fn job(&self, path: &OutputPath) -> Option<&Job> {
        let number = |(number, job): (usize, &Job)| (job.output.clone(), number);
        let by_path =
            self.by_path.get_or_init(|| self.jobs.iter().enumerate().map(number).collect());
        by_path.get(path).map(|number| &self.jobs[*number])
    }
}

/// Plans all outputs. Two that want one path are a problem that names both.
pub fn plan(site: &Site) -> (Plan, Diagnostics) {
    let likely = site.index.articles.len() * 3 / 2;
    let mut planner = Planner {
        site,
        plan: Plan {
            jobs: Vec::with_capacity(likely),
            claims: Claims::with_capacity(likely),
            by_path: OnceLock::new(),
        },
        problems: Diagnostics::default(),
    };
    planner.content();
    planner.lists();
    planner.static_files();
    planner.machine_files();
    planner.aliases();
    for collision in planner.plan.claims.files_in_the_way() {
        planner.collision(&collision);
    }
    (planner.plan, planner.problems)
}

struct Planner<'a> {
    site: &'a Site,
    plan: Plan,
    problems: Diagnostics,
}

impl Planner<'_> {
    fn content(&mut self) {
        let index = &self.site.index;
        // Of all that is planned there are most articles: their paths are made on all cores.
        let articles = index.articles.par_iter().with_min_len(64);
        let outputs: Vec<_> = articles.map(|entry| entry.url.output()).collect();
        for ((id, entry), output) in index.articles.iter().enumerate().zip(outputs) {
            let meta = &entry.article.meta;
            if entry.state.has_page() {
                if self.check_template(meta) {
                    let claimant = claimant(Some(&meta.source), "article", Some("slug"));
                    self.claim_at(JobKind::Article(id), &entry.url, output, claimant);
                }
            } else if entry.state == State::Scheduled {
                self.reserve(&entry.url, meta, "article");
            }
        }
        for content in index.other_contents() {
            let (kind, what) = match content.target {
                Target::Event(id) => (JobKind::Event(id), "event"),
                Target::Person(id) => (JobKind::Person(id), "people news"),
                Target::Page(id) => (JobKind::Page(id), "page"),
                // A profile is shown on its author's page, and an edition's file on that of its
                // week; article's are done.
                Target::Author(_) | Target::Edition(_) | Target::Article(_) => continue,
            };
            if content.state.has_page() {
                self.of_content(kind, content.url, content.meta, what);
            } else if content.state == State::Scheduled {
                self.reserve(content.url, content.meta, what);
            }
        }
        for (id, entry) in index.editions.iter().enumerate() {
            let file = entry.file.as_ref().filter(|(_, state)| state.has_page());
            if !entry.has_page() || file.is_none() {
                let waiting = entry.file.as_ref().filter(|_| entry.is_checked());
                if let Some((file, _)) = waiting {
                    self.check_template(&file.meta);
                }
            }
            if !entry.has_page() {
                continue;
            }
            match file {
                Some((file, _)) => {
                    self.of_content(JobKind::Edition(id), &entry.url, &file.meta, "edition");
                }
                None => self.add(JobKind::Edition(id), &entry.url, "a week's edition"),
            }
        }
    }

    /// Claims the path of what is not shown yet, so that it collides now and not on its day.
    fn reserve(&mut self, url: &UrlPath, meta: &Meta, what: &'static str) {
        self.check_template(meta);
        if let Ok(output) = url.output() {
            let claimant = claimant(Some(&meta.source), what, Some("slug"));
            if let Err(collision) = self.plan.claims.claim(&output, claimant) {
                self.collision(&collision);
            }
        }
    }

    fn lists(&mut self) {
        let site = self.site;
        let index = &site.index;
        for number in front::page(site, &site.home, None).numbers() {
            let url = listing::page_url(&site.home, number);
            self.add(JobKind::Front(number), &url, "the front page's list");
        }
        for (id, entry) in index.tags.iter().enumerate() {
            for number in tag::page(site, entry, None).numbers() {
                let url = listing::page_url(&entry.url, number);
                self.add(JobKind::Tag(id, number), &url, format!("the tag »{}«", entry.name));
            }
        }
        self.add(JobKind::Tags, &UrlPath::folder(["emner"]), "the list of all tags");
        for (id, year) in index.years.iter().enumerate() {
            self.add(JobKind::Year(id), &year.url, "a year's archive");
            for (month, entry) in year.months.iter().enumerate() {
                self.add(JobKind::Month(id, month), &entry.url, "a month's archive");
            }
        }
        for (id, entry) in index.authors.iter().enumerate() {
            // That a name makes no slug has been told at the article that gives it.
            if !entry.has_page() || entry.slug.is_empty() {
                continue;
            }
            for number in author::page(site, entry, None).numbers() {
                let url = listing::page_url(&entry.url, number);
                let kind = JobKind::Author(id, number);
                match &entry.profile {
                    Some(profile) => self.of_content(kind, &url, &profile.meta, "profile"),
                    None => self.add(kind, &url, format!("the author »{}«", entry.name)),
                }
            }
        }
        self.add(JobKind::Authors, &UrlPath::folder(["forfattere"]), "the list of all authors");
        self.add(JobKind::Editions, &UrlPath::folder(["udgaver"]), "the list of all editions");
        // Of what a site has never had, it needs no list.
        if index.has_events() {
            self.add(JobKind::Events, &UrlPath::folder(["events"]), "the list of all events");
        }
        if index.has_people() {
            let url = UrlPath::folder(["navnenyt"]);
            self.add(JobKind::People, &url, "the list of all people news");
        }
        self.add(JobKind::Now, &now::url(), "what changes all the time");
    }

    fn static_files(&mut self) {
        let site = self.site;
        for (source, fingerprint) in &*site.statics {
            let Some(path) = source.below("static") else { continue };
            match OutputPath::new(path) {
                Ok(output) => {
                    let url = UrlPath::of_output(&output);
                    let claimant = claimant(Some(source), "file", None);
                    let kind = JobKind::File(FileKind::Copied(source.clone(), *fingerprint));
                    self.job(kind, output, url, claimant);
                }
                Err(error) => {
                    let problem = Diagnostic::new(Code::FileName, error.to_string());
                    self.problems.push(problem.in_file(source).help("rename the file"));
                }
            }
        }
        for (kind, file, what) in [
            (FileKind::StyleSheet, &site.theme.style_sheet, "the theme's style sheet"),
            (FileKind::Script, &site.theme.script, "the theme's script"),
        ] {
            let kind = JobKind::File(kind);
            self.job(kind, file.output.clone(), file.url.clone(), claimant(None, what, None));
        }
        let mut taken: BTreeSet<&OutputPath> = BTreeSet::new();
        for (source, picture) in site.pictures.iter() {
            let Some(output) = &picture.output else { continue };
            // Two sources with the same bytes are one picture.
            if taken.insert(output) {
                let claimant = claimant(Some(source), "picture", None);
                let kind = FileKind::Copied(source.clone(), picture.fingerprint);
                let kind = JobKind::File(kind);
                self.job(kind, output.clone(), picture.url.clone(), claimant);
            }
        }
    }

    /// What a file below `static` may replace.
    fn machine_files(&mut self) {
        let site = self.site;
        let mut files = vec![
            (FileKind::Sitemap, UrlPath::file("sitemap.xml")),
            (FileKind::NewsSitemap, UrlPath::file("news-sitemap.xml")),
            (FileKind::FeedList, UrlPath::file("feeds.opml")),
            (FileKind::Llms, UrlPath::file("llms.txt")),
            (FileKind::Manifest, UrlPath::file("site.webmanifest")),
        ];
        if feed::has_editions(site) {
            files.push((FileKind::EditionFeed, feed::editions_url()));
        }
        if site.index.has_events() {
            files.push((FileKind::Calendar, UrlPath::file("events.ics")));
        }
        let icons = icons::names().enumerate();
        files.extend(icons.map(|(number, name)| (FileKind::Icon(number), UrlPath::file(name))));
        let sitemaps = 0..sitemap::number_of_parts(site);
        files.extend(sitemaps.map(|part| (FileKind::SitemapPart(part), sitemap::part_url(part))));
        if site.config.base_url.sub_path().is_empty() {
            files.push((FileKind::Robots, UrlPath::file("robots.txt")));
            if site.config.security_txt.is_some() {
                files.push((FileKind::Security, security::url()));
            }
        }
        let tags = site.index.tags.iter().enumerate().filter(|(_, tag)| feed::has_feed(site, tag));
        for tag in std::iter::once(None).chain(tags.map(Some)) {
            files.extend(feed::Format::ALL.map(|format| {
                let (id, tag) = tag.unzip();
                (FileKind::Feed(format, id), feed::url(tag, format))
            }));
        }
        let files = files.into_iter().map(|(kind, url)| (JobKind::File(kind), url));
        let not_found = (JobKind::NotFound, UrlPath::file("404.html"));
        for (kind, url) in std::iter::once(not_found).chain(files) {
            let Ok(output) = url.output() else { continue };
            let is_replaced = self.plan.claims.claimant(&output).is_some_and(|claimant| {
                claimant.source.as_ref().is_some_and(|s| s.below("static").is_some())
            });
            if !is_replaced {
                self.job(kind, output, url, claimant(None, "a generated file", None));
            }
        }
    }

    fn aliases(&mut self) {
        for content in self.site.index.contents() {
            if self.has_page(content.target, content.state) {
                self.aliases_of(content.meta, content.target);
            } else if content.state == State::Scheduled {
                self.reserve_aliases(content.meta);
            }
        }
    }

    /// Claims the former addresses of what is not shown yet, as [`Self::reserve`] does its own.
    fn reserve_aliases(&mut self, meta: &Meta) {
        for alias in &meta.aliases {
            let claimant = claimant(Some(&meta.source), "alias", Some("aliases"));
            if let Ok(output) = alias.url.output()
                && let Err(collision) = self.plan.claims.claim(&output, claimant)
            {
                self.collision(&collision);
            }
        }
    }

    /// Whether there is a page for a former address to lead to.
    fn has_page(&self, target: Target, state: State) -> bool {
        match target {
            Target::Edition(id) => self.site.index.editions[id].has_page() && state.has_page(),
            Target::Author(_) => state == State::Listed,
            _ => state.has_page(),
        }
    }

    fn aliases_of(&mut self, meta: &Meta, target: Target) {
        for alias in &meta.aliases {
            let claimant = claimant(Some(&meta.source), "alias", Some("aliases"));
            // An alias was checked when it was read, and so has an output path.
            if let Ok(output) = alias.url.output() {
                self.job(JobKind::Redirect(target), output, alias.url.clone(), claimant);
            }
        }
    }

    fn of_content(&mut self, kind: JobKind, url: &UrlPath, meta: &Meta, what: &'static str) {
        if self.check_template(meta) {
            self.claim(kind, url, claimant(Some(&meta.source), what, Some("slug")));
        }
    }

    /// Whether the template that a content file names exists.
    fn check_template(&mut self, meta: &Meta) -> bool {
        if let Some(template) = &meta.template
            && !self.site.engine.has(template)
        {
            let names = self.site.engine.names();
            let near = crate::diagnostics::nearest(template, names);
            let message = format!("there is no template `{template}`");
            let problem = Diagnostic::new(Code::MissingTemplate, message).in_file(&meta.source);
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.problems.push(problem.at_key(["template".into()]).help_maybe(help));
            return false;
        }
        true
    }

    fn add(&mut self, kind: JobKind, url: &UrlPath, what: impl Into<Cow<'static, str>>) {
        self.claim(kind, url, claimant(None, what, None));
    }

    fn claim(&mut self, kind: JobKind, url: &UrlPath, claimant: Claimant) {
        self.claim_at(kind, url, url.output(), claimant);
    }

    fn claim_at(
        &mut self,
        kind: JobKind,
        url: &UrlPath,
        output: Result<OutputPath, BadOutputPath>,
        claimant: Claimant,
    ) {
        match output {
            Ok(output) => self.job(kind, output, url.clone(), claimant),
            Err(error) => {
                let message = format!("{} has no possible URL: {error}", claimant.what);
                let problem = Diagnostic::new(Code::BadUrl, message);
                let problem = match claimant.key {
                    Some(key) => {
                        problem.at_key([key.into()]).help(format!("write another `{key}`"))
                    }
                    None => problem,
                };
                self.problems.push(match &claimant.source {
                    Some(source) => problem.in_file(source),
                    None => problem,
                });
            }
        }
    }

    fn job(&mut self, kind: JobKind, output: OutputPath, url: UrlPath, claimant: Claimant) {
        match self.plan.claims.claim(&output, claimant) {
            Ok(()) => self.plan.jobs.push(Job { output, url, kind }),
            Err(collision) => self.collision(&collision),
        }
    }

    /// Told at a file that an author can mend, naming the other.
    fn collision(&mut self, collision: &Collision) {
        let (first, second) = (&collision.first, &collision.second);
        let (own, other) = if second.source.is_some() { (second, first) } else { (first, second) };
        let by = match &other.source {
            Some(source) => format!("{} {source}", other.what),
            None => other.what.to_string(),
        };
        let own_name = match &own.source {
            Some(_) => format!("this {}", own.what),
            None => own.what.to_string(),
        };
        let message = format!("{own_name} and {by} both want the path `{}`", collision.path);
        let mut problem = Diagnostic::new(Code::UrlCollision, message);
        if let Some(source) = &own.source {
            problem = problem.in_file(source);
        }
        self.problems.push(match own.key {
            Some("aliases") => problem.at_key(["aliases".into()]).help("take the alias out"),
            Some(key) => problem.at_key([key.into()]).help(format!("give it another `{key}`")),
            None => problem.help("rename one of the two"),
        });
    }
}

fn claimant(
    source: Option<&SourcePath>,
    what: impl Into<Cow<'static, str>>,
    key: Option<&'static str>,
) -> Claimant {
    Claimant { source: source.cloned(), what: what.into(), key }
}
