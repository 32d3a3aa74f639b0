//! Favicons and `/site.webmanifest`, by which browsers and home screens show the site.

use serde::Serialize;

use crate::builtin;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::{Fingerprint, FingerprintBuilder};
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;
use crate::write::Phase;
use crate::xml::clean;

/// The color of paper in the theme, and of the bars of a browser around it.
const PAPER: &str = "#fdfcf9";

#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    lang: &'a str,
    dir: &'static str,
    id: &'a str,
    start_url: &'a str,
    scope: &'a str,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: Vec<Icon>,
}

#[derive(Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    #[serde(rename = "type")]
    media_type: &'static str,
    purpose: &'static str,
}

/// One of the built-in icons.
#[derive(Debug)]
struct IconFile(&'static [u8]);

#[derive(Debug)]
struct WebManifest;

pub(crate) fn plan(planner: &mut Planner<'_>) {
    planner.generated(WebManifest, UrlPath::file("site.webmanifest"));
    for (name, bytes) in builtin::ICONS {
        planner.generated(IconFile(bytes), UrlPath::file(name));
    }
}

impl FileOutput for IconFile {
    fn name(&self) -> &'static str {
        "icon"
    }

    fn phase(&self) -> Phase {
        Phase::Asset
    }

    fn view<'a>(&self, _site: &'a Site, _url: &UrlPath) -> View<'a> {
        View::new().input("file", Fingerprint::of(self.0))
    }

    fn bytes(&self, _site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(self.0.to_vec())
    }
}

impl FileOutput for WebManifest {
    fn name(&self) -> &'static str {
        "manifest"
    }

    fn phase(&self) -> Phase {
        Phase::Asset
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        let config = &site.config;
        let manifest = FingerprintBuilder::new("manifest")
            .text(&config.title)
            .text(&config.description)
            .text(&config.language)
            .text(config.base_url.sub_path())
            .finish();
        View::new().input("manifest", manifest)
    }

    /// As <https://www.w3.org/TR/appmanifest/> has it.
    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        let config = &site.config;
        let sub_path = config.base_url.sub_path();
        let home = site.home.under(sub_path);
        let icon = |name, sizes, media_type, purpose| Icon {
            src: UrlPath::file(name).under(sub_path),
            sizes,
            media_type,
            purpose,
        };
        let description = clean(&config.description);
        let manifest = Manifest {
            name: &clean(&config.title),
            description: Some(&*description).filter(|text| !text.is_empty()),
            lang: &config.language,
            dir: "ltr",
            id: &home,
            start_url: &home,
            scope: &home,
            display: "minimal-ui",
            background_color: PAPER,
            theme_color: PAPER,
            icons: vec![
                icon("favicon.svg", "any", "image/svg+xml", "any"),
                icon("icon-192.png", "192x192", "image/png", "any maskable"),
                icon("icon-512.png", "512x512", "image/png", "any maskable"),
            ],
        };
        let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(|error| {
            Diagnostic::new(Code::InternalBug, format!("the manifest cannot be written: {error}"))
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, ImageFormat, load_from_memory_with_format};

    use super::*;

    fn icon(name: &str) -> Vec<u8> {
        let icon = builtin::ICONS.iter().find(|(other, _)| *other == name);
        icon.unwrap().1.to_vec()
    }

    #[test]
    fn icons_have_their_sizes() {
        for (name, size) in
            [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)]
        {
            let image = load_from_memory_with_format(&icon(name), ImageFormat::Png).unwrap();
            assert_eq!(image.dimensions(), (size, size), "{name}");
        }
        let ico = icon("favicon.ico");
        // One image, of 32 by 32 pixels, behind a head of 22 bytes.
        assert_eq!(ico[..8], [0, 0, 1, 0, 1, 0, 32, 32]);
        let image = load_from_memory_with_format(&ico[22..], ImageFormat::Png).unwrap();
        assert_eq!(image.dimensions(), (32, 32));
        assert_eq!(image.get_pixel(0, 0)[3], 0, "the corners are cut off");
    }

    #[test]
    fn the_mark_is_within_the_circle_that_every_mask_leaves() {
        for (name, size) in
            [("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)]
        {
            let image = load_from_memory_with_format(&icon(name), ImageFormat::Png).unwrap();
            let middle = f64::from(size) / 2.0;
            let background = image.get_pixel(0, 0);
            assert_eq!(background.0, [0x9b, 0x1c, 0x1c, 255]);
            let mut marked = 0;
            for (x, y, color) in image.pixels().filter(|(_, _, color)| *color != background) {
                marked += 1;
                let (x, y) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
                assert!(x.hypot(y) <= 0.4 * f64::from(size), "{name} at {x}, {y}: {color:?}");
            }
            assert!(marked > size * size / 10, "{name} shows no mark");
        }
    }
}
