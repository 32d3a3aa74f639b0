//! Objects of schema.org as JSON.

use serde_json::Value as Json;

use crate::model::ImageRef;
use crate::paths::SourcePath;
use crate::site::{self, Site};

/// An object of a type, from those fields that have a value.
pub(super) fn object<const N: usize>(kind: &str, fields: [(&str, Option<Json>); N]) -> Json {
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let kind = ("@type".to_owned(), Json::from(kind));
    Json::Object(std::iter::once(kind).chain(fields).collect())
}

/// A list, or nothing instead of an empty one.
pub(super) fn list(values: impl IntoIterator<Item = Json>) -> Option<Json> {
    let values: Vec<Json> = values.into_iter().collect();
    (!values.is_empty()).then_some(Json::Array(values))
}

/// An image.
pub(super) fn image_object(site: &Site, from: &SourcePath, image: &ImageRef) -> Option<Json> {
    let file = site::find_image(site, from, &image.src)?;
    Some(object(
        "ImageObject",
        [
            ("url", Some(site.config.base_url.absolute(&file.url).into())),
            ("width", Some(file.width.into())),
            ("height", Some(file.height.into())),
            ("caption", image.caption.as_deref().map(Json::from)),
            ("creditText", image.credit.as_deref().map(Json::from)),
        ],
    ))
}
