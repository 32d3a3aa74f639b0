//! What pages say to search engines (schema.org, as JSON-LD) and networks (Open Graph).

#![expect(clippy::unwrap_used, reason = "tests fail by a panic")]

use digest::testing::build;
use digest::testing::config::SiteConfig;
use digest::testing::files::Files;
use digest::testing::index::Clock;
use digest::testing::paths::SourcePath;
use serde_json::{Value, json};

const CONFIG: &str = "title = \"Digitalt\"\nbase_url = \"https://x.dk/nyt\"\n\
    description = \"Nyt\"\n[publisher]\nname = \"Forlaget\"\nlogo = \"/logo.svg\"\n\
    [front_page]\nper_page = 1\n[[tag]]\nname = \"smartphones\"\n[[tag]]\nname = \"AI\"\n";

const ARTICLE: &str = "---\ntitle: Et so\u{ad}vs & <b>\ndate: 2026-11-20 14:05\n\
    updated: 2026-11-21\ndescription: En manchet.\ntags: [smartphones, AI]\n\
    authors: [Eva Holm, Mobilredaktionen]\n\
    image: {src: /logo.svg, alt: Et mærke, caption: Mærket, credit: NN}\n\
    sources:\n  - {name: The Verge, url: \"https://v.example/\", date: 2026-11-19, language: en, paywall: true}\n\
    \x20 - name: Egen research\n\
    corrections:\n  - {date: 2026-11-22 09:12, text: \"Tallet var *ikke* 3 < 2, men [4](https://y.dk/).\"}\n\
    ---\nEt to tre.\n";

/// The pages of a site with these files in addition to the usual ones.
fn page(files: &[(&str, &str)], path: &str) -> String {
    let all = [
        (
            "content/forfattere/eva.md",
            "---\nname: Eva Holm\nrole: redaktør\nurl: https://eva.example/\n---\n",
        ),
        ("content/sider/om.md", "---\ntitle: Om\n---\n"),
        (
            "static/logo.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"/>",
        ),
    ];
    let all = all.iter().chain(files).copied();
    let files = Files::in_memory(all);
    let config = SiteConfig::read(&SourcePath::new("site.toml").unwrap(), CONFIG, &[]).unwrap().0;
    let clock = Clock {
        now: "2026-11-22T12:00:00Z".parse().unwrap(),
        timezone: config.timezone.clone(),
        drafts: false,
        future: false,
    };
    let prepared = build::prepare(&files, &config, &clock).unwrap();
    let job = prepared.plan.jobs.iter().find(|job| job.output.as_str() == path).unwrap();
    String::from_utf8(job.bytes(&prepared.site).unwrap()).unwrap()
}

/// The things that a page describes; none if it has no block.
fn graph(html: &str) -> Option<Vec<Value>> {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">")?;
    let json: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(json["@context"], "https://schema.org");
    Some(json["@graph"].as_array().unwrap().clone())
}

fn trail(graph: &[Value]) -> Vec<(&str, &str)> {
    let list = graph.iter().find(|thing| thing["@type"] == "BreadcrumbList").unwrap();
    let steps = list["itemListElement"].as_array().unwrap().iter();
    let places: Vec<_> = steps.clone().map(|step| step["position"].as_u64().unwrap()).collect();
    assert!(places.iter().copied().eq(1..=places.len() as u64), "{places:?}");
    steps.map(|step| (step["name"].as_str().unwrap(), step["item"].as_str().unwrap())).collect()
}

fn article(change: impl Fn(&str) -> String) -> String {
    page(&[("content/artikler/a.md", &change(ARTICLE))], "2026/11/a/index.html")
}

#[test]
fn an_article_with_everything() {
    let html = article(str::to_owned);
    let graph = graph(&html).unwrap();
    let url = "https://x.dk/nyt/2026/11/a/";
    assert_eq!(
        graph[0],
        json!({
            "@type": "NewsArticle",
            "url": url,
            "mainEntityOfPage": { "@type": "WebPage", "@id": url },
            "headline": "Et sovs & <b>",
            "description": "En manchet.",
            "image": [{
                "@type": "ImageObject", "url": "https://x.dk/nyt/logo.svg", "width": 40, "height": 30,
                "caption": "Mærket", "creditText": "NN",
            }],
            "datePublished": "2026-11-20T14:05:00+01:00",
            "dateModified": "2026-11-22T09:12:00+01:00",
            "author": [
                { "@type": "Person", "name": "Eva Holm", "url": "https://x.dk/nyt/forfattere/eva/" },
                {
                    "@type": "Organization", "name": "Mobilredaktionen",
                    "url": "https://x.dk/nyt/forfattere/mobilredaktionen/",
                },
            ],
            "publisher": {
                "@type": "Organization", "@id": "https://x.dk/nyt/#udgiver", "name": "Forlaget",
                "url": "https://x.dk/nyt/",
                "logo": { "@type": "ImageObject", "url": "https://x.dk/nyt/logo.svg" },
            },
            "inLanguage": "da",
            "articleSection": "smartphones",
            "keywords": ["smartphones", "AI"],
            "isAccessibleForFree": true,
            "wordCount": 3,
            "citation": [
                {
                    "@type": "CreativeWork", "name": "The Verge", "url": "https://v.example/",
                    "publisher": { "@type": "Organization", "name": "The Verge" },
                    "datePublished": "2026-11-19", "inLanguage": "en", "isAccessibleForFree": false,
                },
                {
                    "@type": "CreativeWork", "name": "Egen research",
                    "publisher": { "@type": "Organization", "name": "Egen research" },
                    "isAccessibleForFree": true,
                },
            ],
            "isBasedOn": ["https://v.example/"],
            "correction": [{
                "@type": "CorrectionComment", "text": "Tallet var ikke 3 < 2, men 4.",
                "datePublished": "2026-11-22T09:12:00+01:00",
            }],
        })
    );
    assert_eq!(
        trail(&graph),
        [
            ("Forside", "https://x.dk/nyt/"),
            ("Smartphones", "https://x.dk/nyt/emner/smartphones/"),
            ("Et sovs & <b>", url),
        ]
    );
}

#[test]
fn an_article_with_nothing() {
    let graph = graph(&article(|_| "---\ntitle: A\ndate: 2026-11-20\n---\n".into())).unwrap();
    let news = &graph[0];
    assert_eq!(news["datePublished"], "2026-11-20T00:00:00+01:00");
    assert_eq!(news["dateModified"], news["datePublished"]);
    assert_eq!(news["author"], json!([news["publisher"]]));
    for absent in ["image", "description", "keywords", "citation", "isBasedOn", "correction"] {
        assert_eq!(news.get(absent), None, "{absent}");
    }
    assert_eq!(trail(&graph).len(), 2);
}

#[test]
fn advertisements_say_so_and_withdrawn_articles_nothing() {
    let graph_of =
        |key: &str| graph(&article(|text| text.replacen("tags:", &format!("{key}\ntags:"), 1)));
    let advertisement = graph_of("sponsored: A/S").unwrap();
    assert_eq!(advertisement[0]["@type"], "AdvertiserContentArticle");
    assert_eq!(advertisement[0]["sponsor"], json!({ "@type": "Organization", "name": "A/S" }));
    let unsigned = "---\ntitle: A\ndate: 2026-11-20\nsponsored: A/S\n---\n";
    let unsigned = &graph(&article(|_| unsigned.into())).unwrap()[0];
    assert_eq!(unsigned["author"], json!([unsigned["sponsor"]]));
    assert_eq!(graph_of("withdrawn: {date: 2026-11-22, text: Fejl}"), None);
}

#[test]
fn lists_tell_the_way_to_them() {
    let second = ARTICLE.replacen("2026-11-20", "2026-11-19", 1);
    let files = [("content/artikler/a.md", ARTICLE), ("content/artikler/b.md", &second)];
    let trail_of = |path: &str| -> String {
        let graph = graph(&page(&files, path)).unwrap();
        let trail = trail(&graph).into_iter();
        trail
            .map(|(name, url)| format!("{name} {}", url.replace("https://x.dk/nyt", "")))
            .collect::<Vec<_>>()
            .join(" > ")
    };
    for (path, expected) in [
        ("side/1/index.html", "Side 1 /side/1/"),
        ("emner/index.html", "Emner /emner/"),
        ("emner/ai/index.html", "Emner /emner/ > AI /emner/ai/"),
        ("2026/index.html", "2026 /2026/"),
        ("2026/11/index.html", "2026 /2026/ > November 2026 /2026/11/"),
        ("forfattere/index.html", "Forfattere /forfattere/"),
        ("forfattere/eva/index.html", "Forfattere /forfattere/ > Eva Holm /forfattere/eva/"),
    ] {
        assert_eq!(trail_of(path), format!("Forside / > {expected}"));
    }
    for path in ["om/index.html", "404.html"] {
        assert_eq!(graph(&page(&files, path)), None, "{path}");
    }
}

#[test]
fn the_front_page_names_publisher_and_site_and_authors_have_profiles() {
    let files = [("content/artikler/a.md", ARTICLE)];
    let front = graph(&page(&files, "index.html")).unwrap();
    assert_eq!(front.len(), 2);
    assert_eq!(front[0]["@type"], "Organization");
    assert_eq!(front[1]["@type"], "WebSite");
    assert_eq!(front[1]["publisher"]["@id"], front[0]["@id"]);
    let author = graph(&page(&files, "forfattere/eva/index.html")).unwrap();
    assert_eq!(
        author[0]["mainEntity"],
        json!({
            "@type": "Person", "name": "Eva Holm", "url": "https://x.dk/nyt/forfattere/eva/",
            "jobTitle": "redaktør", "sameAs": ["https://eva.example/"],
        })
    );
}

#[test]
fn only_pages_whose_templates_ask_for_it_have_json_ld() {
    let files =
        [("content/artikler/a.md", ARTICLE), ("templates/article.html", "{{ page.title }}")];
    assert_eq!(page(&files, "2026/11/a/index.html"), "Et sovs &amp; &lt;b&gt;");
}

#[test]
fn networks_learn_of_author_section_and_image() {
    let html = article(|text| text.replacen("Et mærke", &"æ".repeat(500), 1));
    let metas = |name: &str| -> Vec<&str> {
        let mark = format!("\"{name}\" content=\"");
        html.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
    };
    assert_eq!(metas("og:title"), ["Et sovs &amp; &lt;b&gt;"]);
    assert_eq!(metas("article:published_time"), ["2026-11-20T14:05:00+01:00"]);
    assert_eq!(metas("article:modified_time"), ["2026-11-21"]);
    assert_eq!(
        metas("article:author"),
        ["https://x.dk/nyt/forfattere/eva/", "https://x.dk/nyt/forfattere/mobilredaktionen/"]
    );
    assert_eq!(metas("author"), ["Eva Holm og Mobilredaktionen"]);
    assert_eq!(metas("article:section"), ["smartphones"]);
    assert_eq!(metas("article:tag"), ["smartphones", "AI"]);
    assert_eq!(metas("twitter:card"), ["summary_large_image"]);
    for name in ["og:image:alt", "twitter:image:alt"] {
        assert_eq!(metas(name).iter().map(|alt| alt.chars().count()).collect::<Vec<_>>(), [420]);
    }
    assert!(html.contains("<title>Et sovs &amp; &lt;b&gt; – Digitalt</title>"));
    let html = article(|text| {
        text.lines().filter(|line| !line.contains("image:")).collect::<Vec<_>>().join("\n")
    });
    assert!(html.contains("\"twitter:card\" content=\"summary\"") && !html.contains("og:image"));
}
