//! Texts for JSON-LD.

use serde_json::Value as Json;

/// Writes JSON so that it can stand in a `<script>`: nothing in it ends the element, opens a
/// comment, or is a line break to JavaScript. Soft hyphens are left out.
pub(crate) fn in_script(json: &Json) -> String {
    let text = json.to_string();
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.as_str();
    // No other byte begins what is not written as it is.
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | 0xc2 | 0xe2)) {
        safe.push_str(&rest[..at]);
        let mut characters = rest[at..].chars();
        match characters.next() {
            Some('<') if characters.as_str().starts_with('/') => safe.push_str("<\\"),
            Some('<') => safe.push_str("\\u003c"),
            Some('\u{2028}') => safe.push_str("\\u2028"),
            Some('\u{2029}') => safe.push_str("\\u2029"),
            Some('\u{ad}') | None => {}
            Some(character) => safe.push(character),
        }
        rest = characters.as_str();
    }
    safe.push_str(rest);
    safe
}

/// The text of HTML that our own renderer wrote, without its tags.
pub(crate) fn of_html(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    let mut quote = None;
    for character in html.chars() {
        match (tag, quote, character) {
            (false, _, '<') => tag = true,
            (false, _, character) => text.push(character),
            (true, None, '>') => tag = false,
            (true, None, '"' | '\'') => quote = Some(character),
            (true, Some(open), character) if character == open => quote = None,
            (true, ..) => {}
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    let text = entities.iter().fold(text, |text, (entity, sign)| text.replace(entity, sign));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::property_tests::seeded;

    #[test]
    fn nothing_ends_the_script() {
        let text =
            in_script(&json!(["</script>", "<!-- <script>", "a\u{2028}b\u{2029}", "so\u{ad}vs"]));
        assert_eq!(text, r#"["<\/script>","\u003c!-- \u003cscript>","a\u2028b\u2029","sovs"]"#);
    }

    #[test]
    fn texts_lose_their_tags() {
        let html = "Tallet <em>2 &lt; 3</em> &amp;amp; <a href=\"/a>b\">her</a>";
        assert_eq!(of_html(html), "Tallet 2 < 3 &amp; her");
    }

    proptest! {
        #![proptest_config(seeded())]

        #[test]
        fn every_text_reads_back(text in "(\\PC|</|<!--|[\"\\\\\u{2028}\u{ad}\n]){0,40}") {
            let safe = in_script(&Json::from(text.as_str()));
            prop_assert!(!safe.contains("</") && !safe.contains("<!"));
            let read: String = serde_json::from_str(&safe).unwrap();
            prop_assert_eq!(read, text.replace('\u{ad}', ""));
        }
    }
}
