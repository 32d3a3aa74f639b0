//! What is wrong with the sources, as the browser gets it.

use digest::testing::diagnostics::Severity;

use crate::site::{CANARY, Entry, Served};

const POLICY: Option<&str> = Some("default-src 'self'");
const EVIL: &str = "error: <script>alert(1)</script> & \"quoted\" 'too' \u{1b}[31m </pre>";

/// Nothing of the kind that a policy of `default-src 'self'` stops.
fn assert_nothing_inline(html: &str) {
    for bad in ["<script>", "<style", " style=", " onclick", "javascript:", "http:", "\u{1b}"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
}

#[test]
fn a_page_that_cannot_be_rendered_says_why() {
    let served = Served::new();
    served.site.set("index.html", Entry::Failed);
    served.site.set_problems(&[(Severity::Error, EVIL)]);
    let answer = served.get("/");
    assert_eq!((answer.status, answer.field("content-security-policy")), (500, POLICY));
    assert_eq!(answer.field("cache-control"), Some("no-store"));
    let text = answer.text();
    assert!(text.contains(
        "error: &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; &#39;too&#39; \
         \u{fffd}[31m &lt;/pre&gt;"
    ));
    assert_nothing_inline(&text);
    assert_eq!(served.mark("/").version, "failed");
}

#[test]
fn a_path_cannot_break_out_of_the_page_that_says_why() {
    let served = Served::new();
    let path = "a&'`=b.html";
    served.site.set(path, Entry::Failed);
    served.site.set_problems(&[(Severity::Error, "error: x")]);
    let answer = served.get("/a&'%60=b.html");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("data-page=\"/a%26%27%60%3Db.html\""), "{}", answer.text());
    for path in ["/<script>alert(1)</script>", "/\"onload=\"x"] {
        let answer = served.get(path);
        assert!([400, 404].contains(&answer.status), "{path}");
        assert!(!answer.text().contains("alert") && !answer.text().contains("onload"), "{path}");
    }
}

#[test]
fn a_page_that_panics_is_one_that_cannot_be_made() {
    let served = Served::new();
    served.site.set("index.html", Entry::Panic);
    let answer = served.get("/");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("The page could not be rendered."));
    assert_eq!(served.get("/om/").status, 200);
}

#[test]
fn the_last_good_page_stays_and_knows_of_the_problems() {
    let served = Served::new();
    served.site.set_problems(&[(Severity::Error, EVIL)]);
    let answer = served.get("/");
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains(CANARY) && !answer.text().contains("alert"));
    assert_eq!(served.mark("/").problems.len(), 32);
}

#[test]
fn the_overlay_reports_everything_once_and_escaped() {
    let served = Served::new();
    let path = format!("{}problems", served.mark("/").own);
    assert_eq!(served.get(&path).text(), "");
    served.site.set_problems(&[
        (Severity::Error, EVIL),
        (Severity::Warning, "warning: first\n2 | line"),
        (Severity::Warning, "warning: second"),
    ]);
    let answer = served.get(&path);
    assert_eq!((answer.status, answer.field("content-security-policy")), (200, POLICY));
    assert_eq!(answer.field("content-type"), Some("text/html; charset=utf-8"));
    let text = answer.text();
    assert_nothing_inline(&text);
    assert!(text.contains("&lt;script&gt;alert(1)"));
    assert!(text.contains("<h1 id=\"heading\">1 error, 2 warnings</h1>"), "{text}");
    assert!(text.contains("<pre class=\"warning\" tabindex=\"0\">warning: first\n2 | line</pre>"));
    assert!(text.contains("<dialog class=\"error\""));
    served.site.set_problems(&[(Severity::Warning, "warning: x")]);
    assert!(served.get(&path).text().contains("<dialog class=\"warning\""));
}
