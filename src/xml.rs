//! XML as the native writers write it: well-formed whatever the texts hold.

use std::borrow::Cow;
use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, is_forbidden, is_surely_allowed};

/// Writes XML into memory.
pub(crate) type Writer = quick_xml::Writer<Vec<u8>>;

/// Writes a document: its declaration, and what `write` adds. `what` names it in messages.
pub(crate) fn document(
    what: &str,
    write: impl FnOnce(&mut Writer) -> io::Result<()>,
) -> Result<Vec<u8>, Diagnostics> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    writer.write_event(declaration).and_then(|()| write(&mut writer)).map_err(|error| {
        Diagnostic::new(Code::InternalBug, format!("{what} cannot be written: {error}"))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes an element that contains a text.
pub(crate) fn text(writer: &mut Writer, name: &str, text: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

/// Writes an element that contains nothing but attributes.
pub(crate) fn empty(
    writer: &mut Writer,
    name: &str,
    attributes: &[(&str, &str)],
) -> io::Result<()> {
    let attributes: Vec<_> = attributes.iter().map(|(name, text)| (*name, clean(text))).collect();
    let attributes = attributes.iter().map(|(name, text)| (*name, &**text));
    writer.create_element(name).with_attributes(attributes).write_empty()?;
    Ok(())
}

/// A text without soft hyphens, which programs show in the midst of words, and without the
/// characters that XML 1.0 (§2.2) cannot contain or discourages.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let is_left_out = |c: char| c == '\u{ad}' || is_forbidden(c);
    if is_surely_allowed(text) || !text.contains(is_left_out) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(is_left_out, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reader_should_meet_is_left_out() {
        assert_eq!(
            clean("Ær\u{ad}lig\u{0}t\u{b}\u{1f}\u{7f}\u{85}\u{fffe}\u{ffff} 🎉\t\n"),
            "Ærligt 🎉\t\n"
        );
        assert!(matches!(clean("Ærligt ]]> & <"), Cow::Borrowed(_)));
    }

    #[test]
    fn texts_and_attributes_are_escaped() {
        let hostile = "a]]>&<b>\"'\u{1}🎉";
        let bytes = document("x", |writer| {
            writer.create_element("x").write_inner_content(|writer| {
                text(writer, "y", hostile)?;
                empty(writer, "z", &[("a", hostile)])
            })?;
            Ok(())
        });
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<x>\n \
            <y>a]]&gt;&amp;&lt;b&gt;&quot;&apos;🎉</y>\n \
            <z a=\"a]]&gt;&amp;&lt;b&gt;&quot;&apos;🎉\"/>\n</x>\n";
        assert_eq!(String::from_utf8(bytes.unwrap()).unwrap(), expected);
    }
}
