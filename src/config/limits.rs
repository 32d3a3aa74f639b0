//! Limits: how much of anything a build accepts, so that no file can exhaust the machine.

use crate::diagnostics::nearest;
use crate::fingerprint::{Fingerprint, FingerprintBuilder};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const GIB: usize = 1 << 30;

/// Why a limit cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLimit {
    /// There is no limit of that name.
    #[error("there is no limit `{name}`{}", suggestion.map(|s| format!("; did you mean `{s}`?")).unwrap_or_default())]
    Unknown {
        /// The name as written.
        name: String,
        /// The name that was meant, if one is near.
        suggestion: Option<&'static str>,
    },
    /// The value is no number, or out of range.
    #[error("must be a whole number from 1 to {most}{}", if *.in_bytes { ", with or without KiB, MiB or GiB" } else { "" })]
    Value {
        /// The highest value allowed.
        most: usize,
        /// Whether the limit counts bytes.
        in_bytes: bool,
    },
}

/// Declares the limits, each with its name, its default and the highest value allowed.
macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $field:ident = $name:literal, $default:expr, up to $most:expr;)+) => {
        /// How much of anything a build accepts. Names that end in `-bytes` take a number of
        /// bytes, or one with KiB, MiB or GiB behind it; the others a plain number.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits { $($(#[doc = $doc])+ pub $field: usize,)+ }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl Limits {
            /// The names, in kebab case: the keys of `[limits]`, and what `--limit` takes.
            pub const NAMES: &[&'static str] = &[$($name,)+];

            /// Sets one limit from its text form.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), BadLimit> {
                match name {
                    $($name => self.$field = parse(value, $most, name.ends_with("-bytes"))?,)+
                    _ => return Err(BadLimit::Unknown {
                        name: name.to_owned(),
                        suggestion: nearest(name, Self::NAMES.iter().copied()),
                    }),
                }
                Ok(())
            }

            /// Gives one limit by its name.
            pub fn get(&self, name: &str) -> Option<usize> {
                match name {
                    $($name => Some(self.$field),)+
                    _ => None,
                }
            }

            /// The fingerprint of all limits.
            pub fn fingerprint(&self) -> Fingerprint {
                let mut builder = FingerprintBuilder::new("limits");
                $(builder.number(self.$field as u64);)+
                builder.finish()
            }
        }
    };
}

limits! {
    /// The size of an article or other content file.
    article_bytes = "article-bytes", 16 * MIB, up to GIB;
    /// The size of the front matter of a content file.
    front_matter_bytes = "front-matter-bytes", MIB, up to 64 * MIB;
    /// How deep lists and maps of front matter nest. Higher values would exhaust the stack.
    front_matter_depth = "front-matter-depth", 32, up to 100;
    /// The number of values in front matter, with every alias expanded.
    front_matter_nodes = "front-matter-nodes", 50_000, up to 10_000_000;
    /// The number of aliases (`*name`) in front matter.
    front_matter_aliases = "front-matter-aliases", 100, up to 100_000;
    /// The number of `[` and `{` in front matter.
    front_matter_openers = "front-matter-openers", 2_000, up to 1_000_000;
    /// The characters of a title.
    title_chars = "title-chars", 1_000, up to 100_000;
    /// The tags of a page.
    page_tags = "page-tags", 200, up to 10_000;
    /// How deep lists, quotes and emphasis of Markdown nest.
    markdown_nesting = "markdown-nesting", 200, up to 1_000;
    /// The size of an image in millions of pixels.
    image_megapixels = "image-megapixels", 100, up to 1_000;
    /// The memory that decoding an image takes.
    image_bytes = "image-bytes", 512 * MIB, up to 2 * GIB;
    /// The size of an SVG file.
    svg_bytes = "svg-bytes", 8 * MIB, up to 256 * MIB;
    /// The size of a data file.
    data_bytes = "data-bytes", 64 * MIB, up to GIB;
    /// How deep lists and maps of a data file nest. Higher values would exhaust the stack.
    data_depth = "data-depth", 32, up to 100;
    /// The number of values in a data file, with every alias expanded.
    data_nodes = "data-nodes", 1_000_000, up to 100_000_000;
    /// The size of a file that is copied as it is.
    static_bytes = "static-bytes", 512 * MIB, up to 2 * GIB;
    /// The size of a page that a template renders.
    page_bytes = "page-bytes", 64 * MIB, up to GIB;
    /// The seconds that rendering a page takes.
    render_seconds = "render-seconds", 10, up to 3_600;
    /// The numbers that all calls of `range` on a page give.
    range_items = "range-items", 1_000_000, up to 1_000_000_000;
}

fn parse(text: &str, most: usize, in_bytes: bool) -> Result<usize, BadLimit> {
    let unit = |(suffix, unit)| Some((text.strip_suffix(suffix)?.trim_end(), unit));
    let units = [("KiB", KIB), ("MiB", MIB), ("GiB", GIB)];
    let with_unit = if in_bytes { units.into_iter().find_map(unit) } else { None };
    let (digits, unit) = with_unit.unwrap_or((text, 1));
    let number = digits.parse().ok().and_then(|number: usize| number.checked_mul(unit));
    number
        .filter(|number| digits.bytes().all(|b| b.is_ascii_digit()) && (1..=most).contains(number))
        .ok_or(BadLimit::Value { most, in_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_set_by_name() {
        let mut limits = Limits::default();
        let fingerprint = limits.fingerprint();
        for (name, value, expected) in [
            ("title-chars", "70", 70),
            ("svg-bytes", "12", 12),
            ("svg-bytes", "3 KiB", 3_072),
            ("svg-bytes", "4MiB", 4_194_304),
            ("static-bytes", "1GiB", 1_073_741_824),
        ] {
            limits.set(name, value).unwrap();
            assert_eq!(limits.get(name), Some(expected), "{name} = {value}");
        }
        assert_ne!(limits.fingerprint(), fingerprint);
    }

    #[test]
    fn bad_limits_are_refused() {
        let mut limits = Limits::default();
        for value in ["", "0", "-1", "+1", "1.5", "101 GiB", "MiB", "x", "99999999999999999999 GiB"]
        {
            assert!(limits.set("svg-bytes", value).is_err(), "{value} was accepted");
        }
        assert_eq!(
            limits.set("title-chars", "1KiB").unwrap_err().to_string(),
            "must be a whole number from 1 to 100000"
        );
        assert_eq!(
            limits.set("titel-chars", "1").unwrap_err().to_string(),
            "there is no limit `titel-chars`; did you mean `title-chars`?"
        );
        assert_eq!(limits, Limits::default());
    }

    #[test]
    fn every_default_is_in_range() {
        for name in Limits::NAMES {
            let default = Limits::default().get(name).unwrap();
            assert_eq!(Limits::default().set(name, &default.to_string()), Ok(()), "{name}");
        }
    }
}
