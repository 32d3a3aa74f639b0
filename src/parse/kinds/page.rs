//! Plain pages.

use crate::model::{Meta, Page};
use crate::parse::fields::Fields;
use crate::parse::model::{FrontMatter, Text};
use crate::parse::raw::Raw;

impl FrontMatter for Page {
    const KEYS: &'static [&'static str] = &["description"];

    fn read(fields: &mut Fields<'_>, raw: Raw, meta: Meta, text: Text) -> Option<Self> {
        Some(Self { meta, description: fields.line(raw.description), body: text.body })
    }
}
