//! The links of `site.toml`: those of the menu, the publisher's logo, the images of tags.

use super::resolve::{Destination, Mode, configured};
use crate::config::PlacedLink;
use crate::diagnostics::{Code, Diagnostic};
use crate::paths::SourcePath;
use crate::site::Site;

/// The title and URL of each item of the menu that leads somewhere: one whose target is not shown
/// or does not exist is left out, as in other lists.
pub(crate) fn menu(site: &Site) -> impl Iterator<Item = (&str, String)> {
    site.config.menu.iter().filter_map(|item| {
        match configured(site, &item.url.text, Mode::Trusting) {
            Ok(Destination::Here(url)) => Some((item.title.as_str(), url)),
            Ok(Destination::Elsewhere(_)) => {
                Some((item.title.as_str(), item.url.link.href(&site.config.base_url)))
            }
            Ok(Destination::Hidden { .. }) | Err(_) => None,
        }
    })
}

/// The problems of the links, each at its position in the file.
pub(super) fn check(site: &Site, mode: Mode<'_>) -> Vec<Diagnostic> {
    let config = &site.config;
    let items = config.menu.iter().filter_map(|item| {
        Some(match configured(site, &item.url.text, mode) {
            Ok(Destination::Hidden { title, why }) => {
                let message = format!("»{title}« {why} and is left out of the menu");
                Diagnostic::new(Code::HiddenTarget, message)
                    .at_maybe(item.span)
                    .help("publish it first, or remove the item")
            }
            Ok(_) => return None,
            Err(bad) => {
                Diagnostic::new(bad.code, bad.message).at_maybe(item.url.span).help_maybe(bad.help)
            }
        })
    });
    let logo = config.publisher.logo.iter();
    let images = logo.chain(config.tags.declared.iter().filter_map(|tag| tag.image.as_ref()));
    let images = images.filter_map(|image| missing_image(site, image, mode));
    let file = SourcePath::new("site.toml");
    let in_file = |problem: Diagnostic| match &file {
        Some(file) => problem.in_file(file),
        None => problem,
    };
    items.chain(images).map(in_file).collect()
}

/// The problem of a link to an image of this site.
fn missing_image(site: &Site, image: &PlacedLink, mode: Mode<'_>) -> Option<Diagnostic> {
    let without_suffix = |url: &str| url.split(['?', '#']).next().map(str::to_owned);
    let path = without_suffix(&image.text)?;
    let (message, help) = match configured(site, &image.text, mode) {
        Ok(Destination::Elsewhere(_)) => return None,
        Ok(Destination::Here(url)) if !without_suffix(&url)?.ends_with('/') => return None,
        Ok(_) => (
            format!("`{path}` is not an image"),
            "write the path of an image in `static/`, such as `/logo.svg`".into(),
        ),
        Err(bad) => (
            format!("the image `{path}` does not exist"),
            bad.help.unwrap_or_else(|| format!("put the image at `static{path}`")),
        ),
    };
    let problem = Diagnostic::new(Code::MissingImage, message).at_maybe(image.span);
    Some(problem.help(help))
}
