//! Width and height of an SVG image, in pixels as CSS has them: 96 to the inch.

use quick_xml::events::BytesStart;

/// The size that the root element states; else that of its `viewBox`. Where only one length says
/// something, the other follows from the `viewBox`.
pub(super) fn of_root(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    let (width, height) = (length(root, "width"), length(root, "height"));
    let view_box = view_box(root);
    let (width, height) = match (width, height, view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (_, _, view_box) => view_box?,
    };
    pixels(width).zip(pixels(height))
}

/// A length with its unit. One in percent says nothing about the image's own size.
fn length(root: &BytesStart<'_>, name: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 9] = [
        ("px", 1.0),
        ("cm", 96.0 / 2.54),
        ("mm", 96.0 / 25.4),
        ("q", 96.0 / 101.6),
        ("in", 96.0),
        ("pt", 96.0 / 72.0),
        ("pc", 16.0),
        ("em", 16.0),
        ("ex", 8.0),
    ];
    let value = root.try_get_attribute(name).ok()??;
    let value = value.value.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(unit, size)| Some((value.strip_suffix(unit)?, *size)));
    let (number, unit) = unit.unwrap_or((&value, 1.0));
    let number: f64 = number.trim_end().parse().ok()?;
    (number.is_finite() && number > 0.0).then_some(number * unit)
}

fn view_box(root: &BytesStart<'_>) -> Option<(f64, f64)> {
    let value = root.try_get_attribute("viewBox").ok()??;
    let is_separator = |c: char| c == ',' || c.is_ascii_whitespace();
    let mut numbers = value.value.split(is_separator).filter(|part| !part.is_empty()).skip(2);
    let mut next = || {
        let number: f64 = numbers.next()?.parse().ok()?;
        (number.is_finite() && number > 0.0).then_some(number)
    };
    next().zip(next())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
fn pixels(number: f64) -> Option<u32> {
    (0.5..1e6).contains(&number).then_some(number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_units() {
        for (attributes, size) in [
            ("width='40px' height='30'", Some((40, 30))),
            ("width='1in' height='2.54cm'", Some((96, 96))),
            ("width='210mm' height='297mm'", Some((794, 1123))),
            ("width='72pt' height='6pc'", Some((96, 96))),
            ("width='1e2' height=' 5EM '", Some((100, 80))),
            ("width='100%' height='100%' viewBox='0 0 16 9'", Some((16, 9))),
            ("width='32' viewBox='0,0,16,9'", Some((32, 18))),
            ("height='18' width='100%' viewBox='0 0\n16 9'", Some((32, 18))),
            ("viewBox='-8 -4.5 16 9'", Some((16, 9))),
            ("width='100%' height='50'", None),
            ("width='0' height='0'", None),
            ("width='NaN' height='inf'", None),
            ("viewBox='0 0 0 9'", None),
            ("width='1e30' height='1'", None),
            ("", None),
        ] {
            let tag = format!("svg {attributes}");
            assert_eq!(of_root(&BytesStart::from_content(tag, 3)), size, "{attributes}");
        }
    }
}
