//! Authors' profiles.

use crate::model::{Author, Meta};
use crate::parse::fields::Fields;
use crate::parse::model::{FrontMatter, Text};
use crate::parse::raw::Raw;

impl FrontMatter for Author {
    const KEYS: &'static [&'static str] = &["name", "role", "description", "image", "url", "email"];
    const TITLE_KEY: &'static str = "name";

    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self> {
        Some(Self {
            meta,
            role: raw.role,
            description: fields.line(raw.description),
            image: raw.image.and_then(|image| fields.image(image)),
            url: raw.url.and_then(|url| fields.web_address(&["url".into()], &url)),
            email: raw.email.and_then(|email| fields.email(email)),
            body: text.body,
        })
    }
}
