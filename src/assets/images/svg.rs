//! The size of an SVG image. It is shown through `<img>`, where browsers run no script in it
//! and load nothing for it; so it is only measured here, never rendered. Because a link may lead
//! to it as well, one with scripts is refused.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The most elements that an image may have.
const MAX_ELEMENTS: usize = 100_000;

/// Width and height in pixels: as the root element says, or of its `viewBox`.
pub(super) fn size(bytes: &[u8], max_bytes: usize) -> Result<(u32, u32), String> {
    if bytes.len() > max_bytes {
        return Err(format!("the SVG is {} bytes long; the limit is {max_bytes}", bytes.len()));
    }
    let text =
        std::str::from_utf8(bytes).map_err(|_| String::from("not a supported image format"))?;
    if !text.contains("<svg") {
        return Err("not a supported image format".into());
    }
    let mut reader = Reader::from_str(text);
    let (mut root, mut elements) = (None, 0);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                elements += 1;
                if elements > MAX_ELEMENTS {
                    return Err(format!("the SVG has more than {MAX_ELEMENTS} elements"));
                }
                refuse_scripts(&element)?;
                if root.is_none() {
                    root = Some(element.into_owned());
                }
            }
            Ok(Event::DocType(_)) => {
                return Err("the SVG has a doctype, which could define entities".into());
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return Err(format!("the SVG is damaged: {error}")),
        }
    }
    let root = root.ok_or("the SVG has no elements")?;
    let stated = length(&root, "width").zip(length(&root, "height"));
    let (width, height) = stated
        .or_else(|| view_box(&root))
        .ok_or("the SVG has neither width and height nor a viewBox")?;
    Ok((width, height))
}

/// A link may lead to the image itself, and there browsers would run its scripts in the name of
/// the site.
fn refuse_scripts(element: &BytesStart<'_>) -> Result<(), String> {
    let name = element.local_name();
    let name = name.as_ref().to_ascii_lowercase();
    if matches!(name.as_str(), "script" | "foreignobject" | "iframe" | "handler") {
        return Err(format!("the SVG contains `<{name}>`, which could run a script"));
    }
    for attribute in element.attributes().with_checks(false).flatten() {
        let key = attribute.key.local_name();
        let key = key.as_ref().to_ascii_lowercase();
        let value: String = attribute.value.chars().filter(|c| !c.is_whitespace()).collect();
        let is_program = value.to_ascii_lowercase().contains("javascript:");
        if key.starts_with("on") || is_program {
            return Err(format!("the SVG has the attribute `{key}`, which could run a script"));
        }
    }
    Ok(())
}

/// A length in pixels. One in percent says nothing about the image's own size.
fn length(root: &BytesStart<'_>, name: &str) -> Option<u32> {
    let value = root.try_get_attribute(name).ok()??;
    let value = value.value.trim();
    pixels(value.strip_suffix("px").unwrap_or(value))
}

fn view_box(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    let value = root.try_get_attribute("viewBox").ok()??;
    let mut numbers =
        value.value.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).skip(2);
    pixels(numbers.next()?).zip(pixels(numbers.next()?))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
fn pixels(number: &str) -> Option<u32> {
    let number: f64 = number.parse().ok()?;
    (0.5..1e6).contains(&number).then_some(number.round() as u32)
}
