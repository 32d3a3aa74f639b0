//! Tests of the hosts: a test for each kind and each limit.

use super::*;
use crate::config::RedirectStatus::{Found, MovedPermanently, PermanentRedirect};
use crate::paths::UrlPath;

fn to(from: &str, to: &str) -> Rule {
    let target = RuleTarget::To(to.into(), MovedPermanently);
    Rule { from: UrlPath::parse(from).unwrap(), target }
}

fn text(kind: HostKind, rules: &Rules, name: &str) -> String {
    let mut files = files(kind, rules, "x.dk").into_iter();
    files.find(|(other, _)| *other == name).unwrap().1
}

fn names(kind: HostKind, sub_path: &str, host: &str) -> Vec<&'static str> {
    let files = files(kind, &Rules::new(kind, sub_path), host);
    files.into_iter().map(|(name, _)| name).collect()
}

/// The former URLs that are rules, of those that are added.
fn added(kind: HostKind, rules: &[Rule]) -> (Rules, Vec<Added>) {
    let mut all = Rules::new(kind, "");
    let added = rules.iter().map(|rule| all.add(rule.clone())).collect();
    (all, added)
}

#[test]
fn github_pages_has_a_domain_and_no_rules() {
    let kind = HostKind::GithubPages;
    assert_eq!(names(kind, "", "digitalt.example"), [".nojekyll", "CNAME"]);
    assert_eq!(text(kind, &Rules::new(kind, ""), "CNAME"), "x.dk\n");
    for (sub_path, host) in [
        ("", "me.github.io"),
        ("/nyt", "x.dk"),
        ("", "localhost"),
        ("", "127.0.0.1"),
        ("", "[::1]"),
    ] {
        assert_eq!(names(kind, sub_path, host), [".nojekyll"], "{host}");
    }
    assert_eq!(added(kind, &[to("/a/", "/b/")]).1, [Added::Page]);
}

#[test]
fn s3_and_unknown_hosts_get_pages_and_no_files() {
    for kind in [HostKind::S3, HostKind::None] {
        assert_eq!(names(kind, "", "x.dk"), [""; 0]);
        let gone = Rule { from: UrlPath::file("a"), target: RuleTarget::Gone };
        assert_eq!(added(kind, &[to("/a/", "/b/"), gone]).1, [Added::Page, Added::Nothing]);
    }
}

#[test]
fn netlify_takes_encoded_paths_and_two_statuses() {
    let mut rules = Rules::new(HostKind::Netlify, "/nyt");
    rules.add(to("/ærø/", "/nyt/b/"));
    let target = RuleTarget::To("https://y.dk/".into(), PermanentRedirect);
    rules.add(Rule { from: UrlPath::parse("/a.php").unwrap(), target });
    assert_eq!(
        text(HostKind::Netlify, &rules, "_redirects"),
        "# Written by digest.\n/nyt/%C3%A6r%C3%B8/ /nyt/b/ 301\n/nyt/a.php https://y.dk/ 301\n"
    );
    assert_eq!(
        text(HostKind::Netlify, &rules, "_headers"),
        "# Written by digest.\n\
         /nyt/*\n  \
           Content-Security-Policy: frame-ancestors 'none'\n  \
           X-Content-Type-Options: nosniff\n  \
           Referrer-Policy: strict-origin-when-cross-origin\n  \
           Speculation-Rules: \"/nyt/speculation-rules.json\"\n\
         /nyt/aktiver/*\n  Cache-Control: public, max-age=31536000, immutable\n\
         /nyt/billeder/*\n  Cache-Control: public, max-age=31536000, immutable\n\
         /nyt/speculation-rules.json\n  Content-Type: application/speculationrules+json\n"
    );
}

#[test]
fn cloudflare_compares_whole_paths() {
    let kind = HostKind::CloudflarePages;
    let target = RuleTarget::To("/b/".into(), PermanentRedirect);
    let rule = Rule { from: UrlPath::parse("/a/").unwrap(), target };
    let (rules, _) = added(kind, &[rule]);
    assert_eq!(text(kind, &rules, "_redirects"), "# Written by digest.\n/a/ /b/ 308\n/a /b/ 308\n");
    let headers = text(kind, &rules, "_headers");
    let rules = headers.lines().filter(|line| line.starts_with('/')).count();
    assert!(rules <= 100 && headers.lines().all(|line| line.len() <= 2_000));
}

#[test]
fn cloudflare_takes_two_thousand_rules() {
    let many: Vec<_> = (0..1_002).map(|n| to(&format!("/a{n}/"), "/b/")).collect();
    let (rules, how) = added(HostKind::CloudflarePages, &many);
    assert_eq!(rules.iter().count(), 1_000);
    assert!(how[..1_000].iter().all(|how| *how == Added::Rule));
    assert_eq!(how[1_000..], [Added::Page; 2]);
    assert_eq!(rules.beyond().unwrap().0, 2);
}

#[test]
fn cloudflare_takes_rules_of_a_thousand_characters() {
    let long = |length: usize| to("/a.html", &format!("/{}", "b".repeat(length)));
    // `/a.html `, the slash and ` 301`.
    let (rules, how) = added(HostKind::CloudflarePages, &[long(988), long(987), to("/c/", "/d/")]);
    assert_eq!(how, [Added::Page, Added::Rule, Added::Rule]);
    assert_eq!(rules.beyond().unwrap().0, 1);
}

#[test]
fn gitlab_takes_a_thousand_rules() {
    let many: Vec<_> = (0..1_001).map(|n| to(&format!("/a{n}/"), "/b/")).collect();
    let (rules, how) = added(HostKind::GitlabPages, &many);
    assert_eq!(how.iter().filter(|how| **how == Added::Rule).count(), 1_000);
    assert_eq!((how[1_000], rules.beyond().unwrap().0), (Added::Page, 1));
}

#[test]
fn gitlab_takes_sixty_four_kilobytes() {
    let many: Vec<_> =
        (0..800).map(|n| to(&format!("/a{n}/"), &format!("/{}/", "b".repeat(100)))).collect();
    let (rules, how) = added(HostKind::GitlabPages, &many);
    let text = text(HostKind::GitlabPages, &rules, "_redirects");
    let line = text.lines().last().unwrap().len() + 1;
    assert!(text.len() <= 64 * 1024 && text.len() + line > 64 * 1024);
    // Nothing after the first that does not fit, although it would.
    let first = how.iter().position(|how| *how == Added::Page).unwrap();
    assert!(how[first..].iter().all(|how| *how == Added::Page));
}

#[test]
fn gitlab_takes_two_statuses_and_plain_paths() {
    let target = RuleTarget::To("/b/".into(), Found);
    let rules = [
        Rule { from: UrlPath::parse("/a/").unwrap(), target },
        to("/ærø/", "/b/"),
        Rule { from: UrlPath::file("c"), target: RuleTarget::Gone },
    ];
    let (rules, how) = added(HostKind::GitlabPages, &rules);
    assert_eq!(how, [Added::Rule, Added::Page, Added::Nothing]);
    assert_eq!(text(rules.kind(), &rules, "_redirects"), "# Written by digest.\n/a/ /b/ 302\n");
    assert_eq!(rules.beyond(), None);
}

#[test]
fn servers_take_any_number_of_rules_of_any_kind() {
    for kind in [HostKind::Nginx, HostKind::Caddy] {
        let mut many: Vec<_> = (0..5_000).map(|n| to(&format!("/a{n}/"), "/b/")).collect();
        many.push(Rule { from: UrlPath::file("c"), target: RuleTarget::Gone });
        let (rules, how) = added(kind, &many);
        assert!(how.iter().all(|how| *how == Added::Rule));
        assert_eq!((rules.iter().count(), rules.beyond()), (5_001, None));
    }
}

#[test]
fn what_servers_would_read_as_a_variable_is_encoded() {
    let rule = to("/a\u{e6} {b}/", "https://y.dk/?$a={b}\"");
    for (kind, name, wanted) in [
        (
            HostKind::Nginx,
            "_nginx.conf",
            "location = \"/aæ {b}/\" { return 301 \"https://y.dk/?%24a={b}\\\"\"; }",
        ),
        (HostKind::Caddy, "_caddyfile", "\t\"/aæ {b}/\" \"https://y.dk/?$a=%7Bb%7D\\\"\""),
    ] {
        let (rules, _) = added(kind, std::slice::from_ref(&rule));
        let text = text(kind, &rules, name);
        assert!(text.lines().any(|line| line == wanted), "{text}");
    }
}
