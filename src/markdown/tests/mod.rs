//! Tests.
use super::*;
use super::danish::*;
pub(super) fn settings(html: RawHtml) -> Settings {
    Settings { typography: Typography::default(), anchors: Anchors::Ascii, html, max_nesting: 200 }
}
#[test]
fn show() {
    let body = std::env::var("MD_FILE").map(|f| std::fs::read_to_string(f).unwrap()).unwrap_or_default();
    for html in [RawHtml::Allow, RawHtml::Sanitize] {
        let d = parse(&body, &settings(html));
        println!("{d:#?}");
        for p in &d.pieces { match p { Piece::Html(h) => print!("{h}"), other => print!("⟦{other:?}⟧") } }
        println!("\n=======");
    }
}
