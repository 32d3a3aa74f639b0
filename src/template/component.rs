//! What articles may pass to a component.

use tera::ComponentInfo;

/// A component's signature, as its template declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// Whether it has no default.
    pub required: bool,
}

/// The name by which Tera knows a component that a fenced block calls: it allows no hyphen.
pub(super) fn tera_name(name: &str) -> String {
    name.replace('-', "_")
}

impl Component {
    pub(super) fn new(info: &ComponentInfo) -> Self {
        let parameter = |arg: &tera::ComponentArg| Parameter {
            name: arg.name().to_owned(),
            required: arg.is_required(),
        };
        Self { parameters: info.args().iter().map(parameter).collect() }
    }

    /// Whether it has a parameter of this name.
    pub fn takes(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }

    /// Whether an article may give this option: a parameter, or for a component that takes an
    /// image one of the options that describe it.
    pub fn has_option(&self, name: &str) -> bool {
        let is_filled_by_us = name == "image" || name == "cards";
        let describes_image = matches!(name, "src" | "alt" | "caption" | "credit");
        (self.takes(name) && !is_filled_by_us) || (describes_image && self.takes("image"))
    }

    /// The options that an article may give, for messages.
    pub fn options(&self) -> Vec<&str> {
        let mut options: Vec<&str> = self.parameters.iter().map(|p| p.name.as_str()).collect();
        options.retain(|name| self.has_option(name));
        if self.takes("image") {
            options.extend(["src", "alt", "caption", "credit"]);
        }
        options.dedup();
        options
    }
}
