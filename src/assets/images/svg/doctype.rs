//! The declarations within a doctype. Illustrator gives namespaces short names there, which it uses
//! in `xmlns` attributes, and Sodipodi declares the prefix `xlink`. Nothing else is accepted: other
//! declarations could read files, expand without end, or add attributes that the file does not show.

use super::allowed::{XLINK, is_namespace};

/// The entities of a doctype: names and the namespaces that they stand for.
pub(super) type Entities<'t> = Vec<(&'t str, &'t str)>;

/// Reads a doctype from its root name on. None if it declares anything but names of namespaces.
pub(super) fn entities(doctype: &str) -> Option<Entities<'_>> {
    let mut entities = Entities::new();
    let Some((_, subset)) = doctype.split_once('[') else { return Some(entities) };
    let mut rest = subset.trim_end().strip_suffix(']')?.trim_start();
    while !rest.is_empty() {
        let (words, after) = declaration(rest)?;
        match words[..] {
            ["<!ENTITY", name, value] => {
                let value = unquoted(value).filter(|value| is_namespace(value))?;
                // XML takes the first of two; other programs may not.
                let is_new = entities.iter().all(|(known, _)| *known != name);
                let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                let is_predefined = ["lt", "gt", "amp", "quot", "apos"].contains(&name);
                if !is_new || !is_name || is_predefined {
                    return None;
                }
                entities.push((name, value));
            }
            // No file may bind this prefix otherwise, so the default changes nothing.
            ["<!ATTLIST", _, "xmlns:xlink", "CDATA", "#FIXED", value]
                if unquoted(value) == Some(XLINK) => {}
            _ => return None,
        }
        rest = after.trim_start();
    }
    Some(entities)
}

/// The words of the declaration that `text` begins with, quoted ones with their marks, and what
/// follows it.
fn declaration(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return Some((words, after));
        }
        let end = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest[1..].find(quote)? + 2,
            _ => rest.find(|c: char| c.is_whitespace() || ">\"'".contains(c))?,
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
}

fn unquoted(word: &str) -> Option<&str> {
    let value = word.strip_prefix(['"', '\''])?;
    value.strip_suffix(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_namespaces_are_declared() {
        assert_eq!(entities("svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'"), Some(vec![]));
        assert_eq!(entities("svg [\n]"), Some(vec![]));
        let illustrator = "svg PUBLIC \"a\" \"b\" [\n\t<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\n\
            <!ENTITY ns_ai 'http://ns.adobe.com/AdobeIllustrator/10.0/' >]";
        let expected = vec![
            ("ns_svg", "http://www.w3.org/2000/svg"),
            ("ns_ai", "http://ns.adobe.com/AdobeIllustrator/10.0/"),
        ];
        assert_eq!(entities(illustrator), Some(expected));
        let sodipodi =
            "svg [<!ATTLIST svg\n xmlns:xlink CDATA #FIXED \"http://www.w3.org/1999/xlink\">]";
        assert_eq!(entities(sodipodi), Some(vec![]));
        for bad in [
            "svg [<!ENTITY a 'x'>]",
            "svg [<!ENTITY a 'javascript:x'>]",
            "svg [<!ENTITY a 'http://www.w3.org/1999/xhtml'>]",
            "svg [<!ENTITY a 'http://ns.adobe.com/&#60;x'>]",
            "svg [<!ENTITY a 'http://ns.adobe.com/<x/>'>]",
            "svg [<!ENTITY lt 'http://ns.adobe.com/'>]",
            "svg [<!ENTITY a 'http://ns.adobe.com/'><!ENTITY a 'http://www.w3.org/2000/svg'>]",
            "svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]",
            "svg [<!ENTITY % a 'http://www.w3.org/2000/svg'> %a;]",
            "svg [<!ATTLIST svg onload CDATA 'x'>]",
            "svg [<!ATTLIST g xmlns:x CDATA #FIXED 'http://www.w3.org/2000/svg'>]",
            "svg [<!ATTLIST svg xmlns:xlink CDATA #FIXED 'http://www.w3.org/2000/svg'>]",
            "svg PUBLIC '[' ']' [<!ENTITY a 'x'>]",
            "svg [<!ENTITY a",
            "svg [<!ENTITY a 'x",
            "svg [%a;]",
        ] {
            assert_eq!(entities(bad), None, "{bad}");
        }
    }
}
