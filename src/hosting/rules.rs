//! The redirects that a host follows by itself, within its limits.

use super::lines;
use super::rule::{Rule, RuleTarget};
use crate::config::HostKind;
use crate::paths::OutputPath;

/// The most rules of GitLab Pages, and the most bytes of its file.
const GITLAB_RULES: usize = 1_000;
const GITLAB_BYTES: usize = 64 * 1024;
/// The most rules of Cloudflare Pages, and the most characters of one.
const CLOUDFLARE_RULES: usize = 2_000;
const CLOUDFLARE_CHARACTERS: usize = 1_000;

/// What becomes of a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    Rule,
    /// The host cannot do it, so a page must.
    Page,
    /// Nothing is needed: the host has nothing to say about a URL without a page but 404.
    Nothing,
}

/// The redirects of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    kind: HostKind,
    sub_path: String,
    all: Vec<Rule>,
    /// How many lines and bytes these take in the host's file.
    lines: usize,
    bytes: usize,
    /// Whether the host's file is full: one rule did not fit, so none after it is added.
    is_full: bool,
    /// How many redirects are pages because of the host's limits.
    beyond: usize,
}

impl Rules {
    pub(crate) fn new(kind: HostKind, sub_path: &str) -> Self {
        let bytes = lines::HEAD.len();
        let (sub_path, all) = (sub_path.to_owned(), Vec::new());
        Self { kind, sub_path, all, lines: 0, bytes, is_full: false, beyond: 0 }
    }

    /// Adds a redirect if the host can do it. The first come first: what exceeds the limits is not
    /// added, nor is anything after that.
    pub(crate) fn add(&mut self, rule: Rule) -> Added {
        if matches!(rule.target, RuleTarget::Gone | RuleTarget::Withdrawn) {
            if !matches!(self.kind, HostKind::Nginx | HostKind::Caddy) {
                return Added::Nothing;
            }
            self.all.push(rule);
            return Added::Rule;
        }
        let fits = match self.kind {
            HostKind::Nginx | HostKind::Caddy | HostKind::Netlify => true,
            // It is not documented whether the path that is compared is encoded.
            HostKind::GitlabPages if rule.from.as_str().contains('%') => return Added::Page,
            HostKind::GitlabPages | HostKind::CloudflarePages => self.reserve(&rule),
            HostKind::GithubPages | HostKind::S3 | HostKind::None => return Added::Page,
        };
        if !fits {
            self.beyond += 1;
            return Added::Page;
        }
        self.all.push(rule);
        Added::Rule
    }

    /// Reserves room for a rule in the host's file; false if there is none.
    fn reserve(&mut self, rule: &Rule) -> bool {
        let new = lines::of(self.kind, &self.sub_path, rule);
        // A rule that is too long leaves room for others.
        let is_too_long = self.kind == HostKind::CloudflarePages
            && new.iter().any(|line| line.chars().count() > CLOUDFLARE_CHARACTERS);
        if self.is_full || is_too_long {
            return false;
        }
        let lines = self.lines + new.len();
        let bytes = self.bytes + new.iter().map(|line| line.len() + 1).sum::<usize>();
        self.is_full = match self.kind {
            HostKind::GitlabPages => lines > GITLAB_RULES || bytes > GITLAB_BYTES,
            _ => lines > CLOUDFLARE_RULES,
        };
        if !self.is_full {
            (self.lines, self.bytes) = (lines, bytes);
        }
        !self.is_full
    }

    pub(crate) fn kind(&self) -> HostKind {
        self.kind
    }

    /// The directory of the host in which the site is: empty, or such as `/nyt`.
    pub(crate) fn sub_path(&self) -> &str {
        &self.sub_path
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.all.iter()
    }

    /// The host's rule for the URL of an output.
    pub(crate) fn at(&self, output: &OutputPath) -> Option<&RuleTarget> {
        let is_there = |rule: &&Rule| rule.from.output().is_ok_and(|other| other == *output);
        self.all.iter().find(is_there).map(|rule| &rule.target)
    }

    /// How many redirects exceed the host's limits, and what these are.
    pub(crate) fn beyond(&self) -> Option<(usize, &'static str)> {
        let limit = match self.kind {
            HostKind::GitlabPages => "1000 rules and 64 KiB",
            _ => "2000 rules of 1000 characters, two for each directory",
        };
        (self.beyond > 0).then_some((self.beyond, limit))
    }
}
