//! Articles without tags, and tags that lead from an article to nowhere else.

use super::editorial::editorial;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::paths::SourcePath;
use crate::site::Site;

pub(super) fn check(site: &Site, found: &mut Diagnostics) {
    let index = &site.index;
    // A site that uses no tags at all has none to choose from.
    if index.tags.is_empty() {
        return;
    }
    for entry in editorial(site).filter(|entry| entry.content.tags.is_empty()) {
        let problem = Diagnostic::new(Code::NoTags, "the article has no tags");
        let help = "add a tag under `tags`, so that readers find the article on the tag's page";
        let file = &entry.content.meta.source;
        found.push(problem.in_file(file).at_key(["title".into()]).help(help));
    }
    let Some(config) = SourcePath::new("site.toml") else { return };
    let mut articles = vec![0_usize; index.tags.len()];
    for entry in index.articles.iter().filter(|entry| entry.state.is_checked()) {
        for tag in &entry.tags {
            articles[*tag] += 1;
        }
    }
    let lonely = index.tags.iter().zip(articles).filter(|(_, articles)| *articles == 1);
    for (tag, _) in lonely {
        let declared = site.config.tags.declared.iter().find(|other| other.slug == tag.slug);
        let Some(declared) = declared else { continue };
        let message = format!("only one article has the tag `{}`", declared.name);
        let problem = Diagnostic::new(Code::LoneTag, message).in_file(&config);
        let help = "add the tag to other articles, or make it an alias of a wider tag";
        found.push(problem.at_maybe(declared.span).help(help));
    }
}
