//! The kinds of problems, each with a stable name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether a problem stops the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The build fails and the published site stays as it is.
    Error,
    /// The build goes on; the problem is reported again on the next build.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// How much was done to find problems, each including what comes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// A build.
    Build,
    /// `check`, which asks the quality gates too.
    Check,
    /// `check --external`, which requests links to other sites.
    External,
}

/// What a code is by itself.
enum Class {
    Fatal,
    Error,
    Warning,
}

/// Declares the codes, each with its meaning, its name and its usual severity.
/// An error is fatal if it leaves nothing to render, or not one thing: then no setting lowers it.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $class:ident;)+) => {
        /// The kind of a problem. Its name, such as `unknown-tag`, is part of the contract:
        /// tools may look for it. `docs/diagnostics.md` explains each.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name, in kebab case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What problems of this kind are, in a sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// The code of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }

            /// The severity that problems of this kind have unless a setting changes it.
            pub fn severity(self) -> Severity {
                match self.class() {
                    Class::Fatal | Class::Error => Severity::Error,
                    Class::Warning => Severity::Warning,
                }
            }

            /// Whether problems of this kind leave nothing to render, so that they are always
            /// errors.
            pub fn is_fatal(self) -> bool {
                matches!(self.class(), Class::Fatal)
            }

            fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)+ }
            }
        }
    };
}

codes! {
    /// `site.toml` is not valid TOML.
    ConfigSyntax = "config-syntax", Fatal;
    /// `site.toml` has a key that does not exist.
    ConfigUnknownKey = "config-unknown-key", Fatal;
    /// A key of `site.toml` has a value of the wrong type.
    ConfigType = "config-type", Fatal;
    /// A key of `site.toml` has a value that is not allowed, or a required key is missing.
    ConfigValue = "config-value", Fatal;
    /// `site.toml` has a password, a key or another secret.
    ConfigSecret = "config-secret", Fatal;
    /// Two tags of `site.toml` share a name, slug or alias.
    ConfigTag = "config-tag", Fatal;
    /// `site.toml` does not say what the ids in feeds begin with.
    NoIdBase = "no-id-base", Warning;

    /// A source file cannot be read.
    Unreadable = "unreadable", Fatal;
    /// A source is a pipe, socket, device or directory where a file is expected.
    NotAFile = "not-a-file", Fatal;
    /// A symbolic link leads nowhere, in a circle, to a directory or out of the site.
    BadLink = "bad-link", Fatal;
    /// A file name cannot be used: not UTF-8, or with control characters.
    FileName = "file-name", Fatal;
    /// A file is larger than its limit.
    FileSize = "file-size", Fatal;
    /// A file changed each time it was read.
    FileChanged = "file-changed", Fatal;
    /// A text file is not UTF-8.
    InvalidUtf8 = "invalid-utf8", Fatal;
    /// A text contains a control character, which no web page may contain.
    ControlCharacter = "control-character", Fatal;
    /// A file is in a directory for which no kind of content is defined.
    StrayFile = "stray-file", Error;

    /// A data file cannot be parsed.
    DataSyntax = "data-syntax", Fatal;
    /// A data file is too deep, has too many values or too many aliases.
    DataLimit = "data-limit", Fatal;
    /// Templates cannot name a data file, or two data files share a name.
    DataName = "data-name", Fatal;
    /// `data/laest.json` names what is no article of the site.
    UnknownMostRead = "unknown-most-read", Warning;

    /// A content file has no front matter.
    FrontMatterMissing = "front-matter-missing", Fatal;
    /// The front matter has no closing `---`.
    FrontMatterUnclosed = "front-matter-unclosed", Fatal;
    /// The front matter is not valid YAML.
    FrontMatterSyntax = "front-matter-syntax", Fatal;
    /// The front matter is too large, too deep or has too many aliases.
    FrontMatterLimit = "front-matter-limit", Fatal;
    /// A key occurs twice in one mapping.
    DuplicateKey = "duplicate-key", Fatal;
    /// The front matter has a key that its kind of content does not know.
    UnknownKey = "unknown-key", Error;
    /// A key's value has the wrong type.
    WrongType = "wrong-type", Fatal;
    /// A value without quotes ends at ` #`, which begins a comment.
    CutValue = "cut-value", Warning;
    /// A required key is missing.
    MissingKey = "missing-key", Fatal;
    /// A key's value is of the right type but not allowed.
    BadValue = "bad-value", Fatal;
    /// A date does not exist or is not written as a date.
    BadDate = "bad-date", Fatal;
    /// A local time does not exist or exists twice, because the clocks change then.
    ClockChange = "clock-change", Warning;
    /// The file of an edition is not named after a week.
    BadWeek = "bad-week", Fatal;
    /// The file of an edition is for a week in which there is no article.
    EmptyWeek = "empty-week", Warning;
    /// A piece of people news has no last day, though it is personal data.
    NoExpiry = "no-expiry", Warning;
    /// The last day that content is shown comes before the day it is published.
    NeverShown = "never-shown", Warning;
    /// A list names a thing twice, or an article itself.
    DuplicateEntry = "duplicate-entry", Warning;
    /// A date is years away, or in the future though it is that of something that was done.
    UnlikelyDate = "unlikely-date", Warning;
    /// An event has no place and is not online either.
    NoPlace = "no-place", Warning;
    /// A tag is not declared in `site.toml`.
    UnknownTag = "unknown-tag", Error;
    /// A slug, alias or other part of a URL is not allowed.
    BadUrl = "bad-url", Fatal;
    /// Two outputs want one path.
    UrlCollision = "url-collision", Fatal;
    /// A redirect cannot be set up as it is written.
    BadRedirect = "bad-redirect", Error;
    /// The host takes no more redirects, so the rest become pages.
    RedirectLimit = "redirect-limit", Warning;
    /// The site has more than the host accepts.
    HostLimit = "host-limit", Error;
    /// The whole site is larger than its host accepts: only `check` finds it.
    LargeSite = "large-site", Warning;
    /// A file below `static` replaces one that the program writes for the host.
    ReplacedHostFile = "replaced-host-file", Warning;
    /// Two content files have the same id.
    DuplicateId = "duplicate-id", Fatal;

    /// A link, `read_also` entry or component names a target that no source has.
    MissingTarget = "missing-target", Error;
    /// A link names an anchor that its target does not have.
    MissingAnchor = "missing-anchor", Error;
    /// A link's target exists but is not shown now; the link becomes plain text.
    HiddenTarget = "hidden-target", Warning;
    /// A `@slug` names more than one content file.
    AmbiguousTarget = "ambiguous-target", Error;
    /// An image does not exist.
    MissingImage = "missing-image", Error;
    /// An image has no alternative text.
    MissingAlt = "missing-alt", Error;
    /// An image is damaged, of an unknown kind, or too large.
    BadImage = "bad-image", Error;
    /// A link's address is not allowed here.
    UnsafeLink = "unsafe-link", Warning;
    /// A link to another site leads to nothing any more: only `check --external` finds it.
    ExternalLink = "external-link", Warning;
    /// A source is permanently at another URL: only `check --external` finds it.
    MovedSource = "moved-source", Warning;
    /// Browsers will not load or run a part of a page, because its policy blocks it.
    BlockedByCsp = "blocked-by-csp", Warning;

    /// A fenced block names a component that does not exist.
    UnknownComponent = "unknown-component", Error;
    /// A component has an option that it does not know, or lacks one that it needs.
    ComponentOption = "component-option", Error;
    /// A text contains the syntax of another program, which readers see.
    ForeignSyntax = "foreign-syntax", Warning;
    /// A text contains what looks like Markdown but is none, which readers see.
    LiteralMarkup = "literal-markup", Warning;
    /// A link has no target.
    EmptyLink = "empty-link", Warning;
    /// A note is referred to but not defined.
    UndefinedNote = "undefined-note", Warning;
    /// A note is defined but not referred to, so it is not shown.
    UnusedNote = "unused-note", Warning;
    /// A quote begins with the name of an alert that does not exist.
    UnknownAlert = "unknown-alert", Warning;
    /// The Markdown nests deeper than its limit.
    MarkdownLimit = "markdown-limit", Fatal;

    /// A template does not exist.
    MissingTemplate = "missing-template", Fatal;
    /// A template cannot be parsed, or refers to something that does not exist.
    TemplateSyntax = "template-syntax", Fatal;
    /// A template failed while it rendered a page.
    TemplateRender = "template-render", Fatal;
    /// A template ran too long or wrote too much.
    TemplateLimit = "template-limit", Fatal;
    /// A page's worker panicked, which is a bug in digest.
    InternalBug = "internal-bug", Fatal;

    /// What an earlier build kept in `.digest` cannot be used, or nothing can be kept there.
    CacheUnusable = "cache-unusable", Warning;
    /// The file of known problems is missing, or is not such a file.
    BadBaseline = "bad-baseline", Fatal;
    /// The file of known problems lists some that are no longer found.
    OutdatedBaseline = "outdated-baseline", Warning;
    /// `build --verify` found an output that differs from that of a build without a cache.
    StaleOutput = "stale-output", Fatal;
    /// A page that the last build published has no page or redirect at its URL any more.
    GoneUrl = "gone-url", Warning;
    /// What the last build published has another id now.
    ChangedId = "changed-id", Warning;
    /// The output directory contains a file that is not ours.
    ForeignFile = "foreign-file", Warning;
    /// The last day of `security.txt` is near or over, or more than a year away.
    SecurityTxt = "security-txt", Warning;
    /// A source leads to the front page of a site instead of a report.
    BareSource = "bare-source", Warning;
    /// An article does not say whose reporting it digests.
    NoSource = "no-source", Warning;
    /// A title is too long for search results and social cards.
    LongTitle = "long-title", Warning;
    /// A description is too long for search results and social cards.
    LongDescription = "long-description", Warning;
    /// An article has no tags.
    NoTags = "no-tags", Warning;
    /// Only one article has a declared tag.
    LoneTag = "lone-tag", Warning;
    /// Two articles have the same main source within a few days.
    LikelyDuplicate = "likely-duplicate", Warning;
    /// A link is paid for, but its article is not marked as an advertisement.
    UnmarkedAd = "unmarked-ad", Warning;
    /// A page is too large to load quickly.
    HeavyPage = "heavy-page", Warning;
    /// The clock is earlier than every article.
    ClockBeforeArticles = "clock-before-articles", Warning;
}

impl Code {
    /// The least that must be done to find such a problem.
    pub fn scope(self) -> Scope {
        match self {
            Self::ExternalLink | Self::MovedSource => Scope::External,
            Self::BareSource
            | Self::NoSource
            | Self::LongTitle
            | Self::LongDescription
            | Self::NoTags
            | Self::LoneTag
            | Self::LikelyDuplicate
            | Self::UnmarkedAd
            | Self::HeavyPage
            | Self::LargeSite => Scope::Check,
            _ => Scope::Build,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| Code::named(code.as_str()) == Some(*code)));
        for name in names {
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
        }
    }
}
