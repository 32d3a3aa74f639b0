//! The theme's style sheet and script.

use crate::assets::ThemeFile;
use crate::diagnostics::Diagnostics;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;

#[derive(Debug)]
enum ThemeAsset {
    StyleSheet,
    Script,
}

pub(crate) fn plan(planner: &mut Planner<'_>) {
    for (theme, what) in [
        (ThemeAsset::StyleSheet, "the theme's style sheet"),
        (ThemeAsset::Script, "the theme's script"),
    ] {
        let file = theme.file(planner.site);
        planner.file(theme, file.output.clone(), file.url.clone(), what);
    }
}

impl ThemeAsset {
    fn file<'a>(&self, site: &'a Site) -> &'a ThemeFile {
        match self {
            Self::StyleSheet => &site.theme.style_sheet,
            Self::Script => &site.theme.script,
        }
    }
}

impl FileOutput for ThemeAsset {
    fn name(&self) -> &'static str {
        match self {
            Self::StyleSheet => "style sheet",
            Self::Script => "script",
        }
    }

    fn phase(&self) -> Phase {
        Phase::Asset
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        let part = match self {
            Self::StyleSheet => "style_sheet",
            Self::Script => "script",
        };
        View::new().input(part, self.file(site).fingerprint)
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(self.file(site).text.clone().into_bytes())
    }
}
