//! Tags: the tables `[tags]` and `[[tag]]`.

use std::collections::BTreeMap;

use super::address::PlacedLink;
use super::list_length::list_length;
use super::reader::{Complaint, Section, ValueSource, one_line};
use crate::danish;
use crate::diagnostics::{Code, Span};
use crate::paths::OutputPath;

/// How articles are tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagsConfig {
    /// Whether articles may have tags that are not declared.
    pub open: bool,
    /// The number of articles on a tag's numbered pages.
    pub per_page: usize,
    /// The declared tags, in the order of the file.
    pub declared: Vec<DeclaredTag>,
}

/// A tag that `site.toml` declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredTag {
    /// The name that readers see.
    pub name: String,
    /// The part of the tag's URL.
    pub slug: String,
    /// What the tag is about.
    pub description: Option<String>,
    /// Other names under which articles may write it.
    pub aliases: Vec<String>,
    /// An image for cards and feeds.
    pub image: Option<PlacedLink>,
    /// The text to sort the tag by instead of its name.
    pub sort_key: Option<String>,
    /// Where the file has the name, unless a variable does.
    pub span: Option<Span>,
}

/// Reads both tables. No two tags share a name, slug or alias, whatever its case.
pub(super) fn read(top: &mut Section<'_, '_>) -> TagsConfig {
    let (open, per_page) =
        top.section("tags", |tags| (tags.boolean("open", false), list_length(tags, "per_page")));
    let claims = top.sections("tag", read_tag);
    let declared = check(top, claims.into_iter().flatten().collect());
    TagsConfig { open, per_page, declared }
}

/// A tag with each of its names, and the position of that.
struct Claim {
    tag: DeclaredTag,
    known_by: Vec<(String, ValueSource)>,
}

fn read_tag(section: &mut Section<'_, '_>) -> Option<Claim> {
    section.require("name");
    let name = section.placed("name", one_line);
    let slug = section.placed("slug", check_slug);
    let has_slug = section.has("slug");
    let description = section.text("description");
    let aliases = section.texts("aliases", one_line);
    let image = PlacedLink::read(section, "image");
    let sort_key = section.parsed("sort_key", one_line);

    let (name, source) = name?;
    let slug = match slug {
        Some(slug) => slug,
        None if has_slug => return None,
        None => match danish::slug(&name) {
            slug if slug.is_empty() => {
                let complaint = Complaint::new("has no letter or digit to make a URL from");
                section.report(&source, Code::ConfigTag, complaint.help("add a `slug`"));
                return None;
            }
            slug => (slug, source.clone()),
        },
    };
    if let Err(error) = OutputPath::new(&slug.0) {
        let complaint = Complaint::new(format!("cannot be part of a URL: {error}"));
        section.report(&slug.1, Code::ConfigTag, complaint.help("write another `slug`"));
        return None;
    }
    let mut known_by = vec![(name.clone(), source), slug.clone()];
    known_by.extend(aliases.iter().cloned());
    let aliases = aliases.into_iter().map(|(alias, _)| alias).collect();
    let span = section.span(&known_by[0].1);
    let tag = DeclaredTag { name, slug: slug.0, description, aliases, image, sort_key, span };
    Some(Claim { tag, known_by })
}

fn check_slug(text: &str) -> Result<String, Complaint> {
    let slug = danish::slug(text);
    if slug == text && !slug.is_empty() {
        return Ok(slug);
    }
    let complaint = if text.len() > danish::MAX_SLUG {
        let (length, limit) = (text.chars().count(), danish::MAX_SLUG);
        Complaint::new(format!("has {length} characters; the limit is {limit}"))
    } else {
        Complaint::new("must contain only a-z, 0-9 and single hyphens between them")
    };
    Err(if slug.is_empty() { complaint } else { complaint.help(format!("write `{slug}`")) })
}

fn check(top: &mut Section<'_, '_>, claims: Vec<Claim>) -> Vec<DeclaredTag> {
    let mut owners: BTreeMap<String, (usize, &ValueSource)> = BTreeMap::new();
    for (number, claim) in claims.iter().enumerate() {
        let mut reported = None;
        for (text, source) in &claim.known_by {
            let (owner, first) = *owners.entry(text.to_lowercase()).or_insert((number, source));
            // A name and the slug made from it stand in one place, and mostly clash together.
            if owner == number || reported == Some(source) {
                continue;
            }
            reported = Some(source);
            let line = top.line(first).map(|line| format!(" (line {line})")).unwrap_or_default();
            let complaint = Complaint::new(format!(
                "clashes with the tag `{}`{line}: both use `{}`",
                claims[owner].tag.name,
                text.to_lowercase()
            ));
            let help = "change one of them, or make one tag an alias of the other";
            top.report(source, Code::ConfigTag, complaint.help(help));
        }
    }
    claims.into_iter().map(|claim| claim.tag).collect()
}
