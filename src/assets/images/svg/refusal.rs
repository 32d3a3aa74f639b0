//! Why an SVG image is refused. May import: nothing.

use std::ops::Range;

/// Why an SVG image is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::assets::images) struct Refusal {
    pub(in crate::assets::images) message: String,
    /// How to change the file; none if it must be saved again.
    pub(in crate::assets::images) help: Option<String>,
    /// What is refused, in bytes of the file.
    pub(in crate::assets::images) range: Option<Range<usize>>,
}

impl From<&str> for Refusal {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, range: None }
    }

    /// An element that runs a script.
    pub(super) fn script(element: &str) -> Self {
        let help = format!(
            "delete it, from `<{element}` to `</{element}>`; or export the image without \
             interaction, or as PNG"
        );
        Self::new(format!("the SVG contains `<{element}>`, which could run a script")).help(help)
    }

    /// HTML in an image, which could run scripts.
    pub(super) fn foreign_content(what: &str) -> Self {
        let help = "export the image with its texts as SVG text (Mermaid: `htmlLabels: false`; \
                    draw.io: without formatted text), or as PNG";
        Self::new(format!("the SVG contains {what}, which could run a script")).help(help)
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn at(self, range: Range<usize>) -> Self {
        Self { range: Some(range), ..self }
    }
}
