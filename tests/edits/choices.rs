//! Everything but articles: each part of `site.toml` and each other file is one of few.

use std::io::Cursor;
use std::sync::OnceLock;

use digest::testing::builtin;

use crate::newsroom;

/// A file, and its possible contents; `None` for a file that is not there.
pub(crate) struct Choice {
    pub(crate) path: &'static str,
    pub(crate) texts: Vec<Option<Vec<u8>>>,
}

/// The parts of `site.toml`, in their order.
pub(crate) const CONFIG: &[&[&str]] = &[
    &["title = \"Prøven\"\n", "title = \"Prøve & co\"\n"],
    &["", "description = \"Nyt og gammelt\"\n"],
    &[
        "base_url = \"https://x.dk\"\n",
        "base_url = \"https://x.dk/nyt\"\n",
        "base_url = \"http://y.dk\"\n",
    ],
    &["", "", "timezone = \"Asia/Tokyo\"\n", "timezone = \"America/New_York\"\n"],
    &["[front_page]\nper_page = 2\n", "[front_page]\nper_page = 3\nlead = false\n"],
    &["[archive]\nper_page = 2\n", "[archive]\nper_page = 3\n"],
    &["[tags]\nopen = true\nper_page = 2\n", "[tags]\nopen = true\nper_page = 3\n"],
    &[
        "[feeds]\nlimit = 5\n",
        "[feeds]\nlimit = 9\nfull_text = false\n",
        "[feeds]\nid_base = \"tag:x.dk,2026:\"\nhub = \"https://hub.dk/\"\n",
        "[feeds]\nlimit = 2\ntags = false\n",
    ],
    &["", "[robots]\nai = \"block\"\n", "[robots]\nai_agents = [\"GPTBot\"]\nai = \"block\"\n"],
    &[
        "",
        "[security_txt]\ncontact = \"mailto:r@x.dk\"\nexpires = 2026-12-20\n",
        "[security_txt]\ncontact = \"https://x.dk/\"\nexpires = 2026-11-24\n",
        "[security_txt]\ncontact = \"https://x.dk/\"\nexpires = 2027-11-23\n",
    ],
    &["", "[typography]\nquotes = \"curly\"\n", "[typography]\nno_break = false\n"],
    &[
        "",
        "[markdown]\nanchors = \"unicode\"\n",
        "[markdown]\nhtml = \"sanitize\"\n",
        "[markdown]\nautolink = false\n",
    ],
    &[
        "",
        "[menu]\nitems = [{ title = \"Om\", url = \"/om/\" }]\n",
        "[menu]\nitems = [{ title = \"Om os\", url = \"/om/\" }, { title = \"AI\", url = \"/emner/ai/\" }]\n",
    ],
    &["", "[publisher]\nname = \"Udgiveren\"\nlogo = \"/logo.png\"\nemail = \"r@x.dk\"\n"],
    &[
        "",
        "",
        "[limits]\nimage-megapixels = 2\n",
        "[limits]\nimage-bytes = 90\n",
        "[limits]\npage-bytes = 9000\n",
    ],
    &["", "[extra]\nfarve = \"blå\"\ntal = 1\n", "[extra]\ntal = 1\nfarve = \"blå\"\n"],
    &[
        "[[tag]]\nname = \"AI\"\n",
        "[[tag]]\nname = \"Kunstig intelligens\"\nslug = \"ai\"\naliases = [\"AI\"]\n",
        "[[tag]]\nname = \"Zen\"\nslug = \"ai\"\naliases = [\"AI\"]\ndescription = \"Ro\"\n",
        "[[tag]]\nname = \"AI\"\nslug = \"robotter\"\n",
        "",
    ],
    &[
        "",
        "[hosting]\nkind = \"nginx\"\n",
        "[hosting]\nredirects = \"data/flyttet.csv\"\n",
        "[hosting]\nkind = \"nginx\"\nredirects = \"data/flyttet.csv\"\n",
        "[hosting]\nkind = \"caddy\"\nredirects = \"data/flyttet.csv\"\n",
        "[hosting]\nkind = \"netlify\"\nredirects = \"data/flyttet.csv\"\n",
        "[hosting]\nkind = \"cloudflare-pages\"\nredirects = \"data/flyttet.csv\"\n",
        "[hosting]\nkind = \"gitlab-pages\"\nredirects = \"data/flyttet.csv\"\n",
        "[hosting]\nkind = \"github-pages\"\n",
        "[hosting]\nkind = \"s3\"\n",
    ],
    &[
        "",
        "[[redirect]]\nfrom = \"/flyttet/\"\nto = \"/emner/\"\n",
        "[[redirect]]\nfrom = \"/flyttet/\"\nto = \"/om/\"\nstatus = 302\n",
        "[[redirect]]\nfrom = \"/flyttet/\"\nstatus = 410\n",
        "[[redirect]]\nfrom = \"/ude/\"\nto = \"https://x.example/?a=1\"\nstatus = 308\n\
         [[redirect]]\nfrom = \"/væk.html\"\nto = \"/a.txt\"\n",
        // The first leads on to the second, which is a mistake.
        "[[redirect]]\nfrom = \"/flyttet/\"\nto = \"/ude/\"\n\
         [[redirect]]\nfrom = \"/ude/\"\nto = \"/emner/\"\n",
    ],
    &["", "[[tag]]\nname = \"Mobil\"\nsort_key = \"Aaa\"\n", "[[tag]]\nname = \"Tom\"\n"],
];

/// A built-in template that says something else in one place.
fn built_in(name: &str, from: &str, to: &str) -> Vec<u8> {
    let text = builtin::TEMPLATES.iter().find(|(other, _)| *other == name).unwrap().1;
    assert!(text.contains(from), "{name} has no `{from}`");
    text.replacen(from, to, 1).into_bytes()
}

/// An image; each number is another one, some of them of the same size.
pub(crate) fn png(number: usize) -> Vec<u8> {
    static MADE: OnceLock<[Vec<u8>; 4]> = OnceLock::new();
    MADE.get_or_init(|| [0, 1, 2, 3].map(encoded))[number].clone()
}

fn encoded(number: usize) -> Vec<u8> {
    let shade = u8::try_from(number).unwrap();
    let (width, height) = [(4, 3), (4, 3), (7, 5), (2_000, 1_500)][number];
    let image = image::GrayImage::from_pixel(width, height, image::Luma([shade]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A file that may contain one of some texts.
pub(crate) fn choice(path: &'static str, texts: &[Option<&str>]) -> Choice {
    let texts = texts.iter().map(|text| text.map(|text| text.as_bytes().to_vec())).collect();
    Choice { path, texts }
}

/// A built-in template, and its possible replacements.
fn replaced(path: &'static str, name: &str, places: &[(&str, &str)]) -> Choice {
    let others = places.iter().map(|(from, to)| Some(built_in(name, from, to)));
    Choice { path, texts: std::iter::once(None).chain(others).collect() }
}

/// An image that may be one of several.
fn image(path: &'static str, numbers: &[usize]) -> Choice {
    Choice { path, texts: numbers.iter().map(|number| Some(png(*number))).collect() }
}

/// The files. Of each the first is what a new site has.
pub(crate) fn files() -> Vec<Choice> {
    [own_templates(), replaced_templates(), statics(), content(), newsroom::files(), data()]
        .into_iter()
        .flatten()
        .collect()
}

fn own_templates() -> Vec<Choice> {
    vec![
        choice(
            "templates/dele/fod.html",
            &[Some("<p>Fod</p>"), Some("<p>{{ menu | length }}</p>")],
        ),
        choice(
            "templates/egne.html",
            &[
                Some(
                    "{% component mini.kort(title: string) %}<i>{{ title }}</i>{% endcomponent mini.kort %}",
                ),
                Some(
                    "{% component mini.kort(title: string) %}<b>{{ title }}</b>{% endcomponent mini.kort %}",
                ),
            ],
        ),
        choice(
            "templates/zz-noter.html",
            &[
                None,
                Some(
                    "{# {% component mini.kort(x) %} {% component card(x) %} {% component citat() %} #}",
                ),
                Some("{% raw %}{% component tip_boks(x) %}{% component moment() %}{% endraw %}"),
            ],
        ),
        choice(
            "templates/side.html",
            &[
                Some(
                    "<h1>{{ page.title }}</h1>{% for t in all_tags %}{{ t.name }} {{ t.count }};{% endfor %}",
                ),
                Some(
                    "{% extends \"base.html\" %}{% block content %}{{ body }}{% for c in recent_articles %}{{ <card card={c} /> }}{% endfor %}{% endblock %}",
                ),
                Some(
                    "{{ \"a\\\"b\" }}{{ theme.stylesheets | length }}{{ \"x\" }}{{ <mini.kort title={page.title} /> }}",
                ),
                Some("{{ site.title }} {{ 'menu' }} {{ page.canonical }}"),
                Some(
                    "{{ data?.tal.en }}{% for c in most_read %}{{ c.title }};{% endfor %}{% if data?.by %}{{ data[\"by\"] | length }}{% endif %}",
                ),
                Some(
                    "{% for e in all_events.coming %}{{ e.title }} {{ e.span }};{% endfor %}{% for p in all_people %}{{ p.title }}{% endfor %}",
                ),
                Some("{% for e in all_editions %}{{ e.title }} {{ e.count }};{% endfor %}"),
                Some("{% for name, value in data %}{{ name }}{% endfor %}{% set d = data %}"),
            ],
        ),
        choice(
            "templates/components/tip-boks.html",
            &[
                Some(
                    "{% component tip_boks(title: string = \"Tip\") %}<aside>{{ <mini.kort title={title} /> }}{{ body }}</aside>{% endcomponent tip_boks %}",
                ),
                Some(
                    "{% component tip_boks(title: string = \"Råd\") %}<aside class=\"tip\">{{ title }}{{ body }}</aside>{% endcomponent tip_boks %}",
                ),
            ],
        ),
        choice(
            "templates/components/fremhaevet.html",
            &[
                Some(
                    "{% component fremhaevet(image: map) %}<em>{{ image.url }} {{ image.width }}</em>{% endcomponent fremhaevet %}",
                ),
                Some(
                    "{% component fremhaevet(src: string, alt: string) %}<em>{{ src }} {{ alt }}</em>{% endcomponent fremhaevet %}",
                ),
            ],
        ),
        choice(
            "templates/components/citat.html",
            &[
                None,
                Some(
                    "{% component citat(speaker: string = \"\") %}<q>{{ body }} {{ speaker }}</q>{% endcomponent citat %}",
                ),
            ],
        ),
    ]
}

fn statics() -> Vec<Choice> {
    vec![
        choice("static/a.txt", &[Some("a"), Some("b"), Some("aa")]),
        choice("static/b.txt", &[None, Some("a"), Some("b")]),
        choice("static/d/c.txt", &[None, Some("c")]),
        choice("static/d", &[None, None, Some("a file where a directory was")]),
        choice("static/LICENSE", &[Some("MIT"), Some("Apache")]),
        choice("static/film.mp4", &[Some("film")]),
        choice("static/robots.txt", &[None, Some("User-agent: x\n")]),
        choice("static/404.html", &[None, Some("<p>Væk</p>")]),
        choice("static/atom.xml", &[None, Some("<feed/>")]),
        choice("static/emner/ai/rss.xml", &[None, None, Some("<rss/>")]),
        choice("static/events.ics", &[None, None, Some("BEGIN:VCALENDAR")]),
        choice("static/tema/egen.js", &[None, Some("let a;"), Some("let b;")]),
        choice("static/news-sitemap.xml", &[None, None, Some("<urlset/>")]),
        choice("static/llms.txt", &[None, Some("# X\n")]),
        choice("static/favicon.svg", &[None, None, Some("<svg/>")]),
        choice("static/site.webmanifest", &[None, None, Some("{}")]),
        choice("static/_redirects", &[None, None, Some("/a/ /b/ 301\n")]),
        choice("static/_nginx.conf", &[None, None, Some("charset utf-8;\n")]),
        choice("static/om/index.html.br", &[None, None, None, Some("no sibling")]),
        choice("static/feeds.opml", &[None, Some("<opml/>")]),
        choice("static/tema/egen.css", &[None, Some("p { color: red }"), Some("p { color: tan }")]),
        choice("static/tema/tema.css", &[None, Some("body { margin: 0 }")]),
        image("static/logo.png", &[0, 1, 2]),
    ]
}

fn content() -> Vec<Choice> {
    vec![
        choice(
            "content/sider/om.md",
            &[
                Some("---\ntitle: Om os\n---\n## Afsnit\n\nVi er [her](/emner/).\n"),
                Some(
                    "---\ntitle: Om\ndescription: Hvem\naliases: [/om-os/]\n---\n## Afsnit\n\nNyt.\n",
                ),
                Some("---\ntitle: Om os\nexpires: 2026-11-22\n---\n## Afsnit\n"),
                Some("---\ntitle: Om os\ntemplate: side.html\n---\n```{tip-boks}\nx\n```\n"),
                Some(
                    "---\ntitle: Om os\nwithdrawn: {date: 2026-11-22, text: Fejl}\nnoindex: true\n---\nX\n",
                ),
                Some("---\ntitle: Om os\ndraft: true\n---\n![Logo](/logo.png)\n"),
            ],
        ),
        choice(
            "content/sider/kontakt.md",
            &[
                None,
                Some(
                    "---\ntitle: Kontakt\n---\nSkriv til [Mette](@mette-holm). ![Fælles](../artikler/faelles.png)\n",
                ),
                Some("---\ntitle: Kontakt\nslug: skriv\n---\nSkriv til [os](om.md#afsnit).\n"),
            ],
        ),
        choice(
            "content/forfattere/mette-holm.md",
            &[
                Some("---\nname: Mette Holm\nrole: redaktør\n---\nSkriver.\n"),
                Some(
                    "---\nname: Mette Holm\nsort_key: Aa\nimage: {src: ../artikler/faelles.png, alt: Mette}\n---\nSkriver.\n",
                ),
                Some("---\nname: Mette Holm\nexpires: 2026-11-22\n---\n"),
                Some("---\nname: Mette Holm\ndraft: true\n---\n"),
                Some("---\nname: METTE HOLM\ntemplate: side.html\nnoindex: true\n---\n"),
            ],
        ),
        choice(
            "content/forfattere/bo.md",
            &[
                None,
                Some("---\nname: Bo Aa\nslug: bo\n---\n"),
                Some(
                    "---\nname: Bo Aa\nslug: boaa\naliases: [/bo/]\n---\nSe [Mette](mette-holm.md).\n",
                ),
            ],
        ),
        image("content/artikler/faelles.png", &[2, 1, 0]),
    ]
}

fn data() -> Vec<Choice> {
    vec![
        choice(
            "data/tal.json",
            &[Some("{\"en\": 1}"), Some("{\"en\": 2}"), Some("{\"to\": 3, \"en\": 1}")],
        ),
        choice("data/by.yaml", &[None, Some("[Århus]"), Some("[Aarhus, Ribe]")]),
        choice(
            "data/flyttet.csv",
            &[
                Some("from,to,status\n/ad/,/emner/,301\n"),
                Some("from,to,status\n/ad/,/emner/,302\n/v%C3%A6k/,,410\n"),
                Some("from,to,status\n/ad/,https://x.example/,\n/langt/væk/,/om/,307\n"),
                Some("from,to,status\n/ad/,/ingen/,301\n"),
                Some("from,to,status\n"),
            ],
        ),
        choice("data/by.csv", &[None, None, None, None, Some("a\n1\n")]),
        choice(
            "data/laest.json",
            &[
                None,
                Some("[\"a1\", \"/2025/12/a2/\", \"/\", \"a3\"]"),
                Some(
                    "[{\"url\": \"https://x.dk/gammel/1/\", \"views\": 3}, {\"url\": \"/emner/\"}]",
                ),
            ],
        ),
    ]
}

fn replaced_templates() -> Vec<Choice> {
    vec![
        replaced(
            "templates/base.html",
            "base.html",
            &[
                ("</footer>", "{% include \"dele/fod.html\" %}</footer>"),
                ("</footer>", "{{ all_tags | length }}</footer>"),
            ],
        ),
        replaced(
            "templates/article.html",
            "article.html",
            &[
                ("{{ body }}", "{{ body }}<hr>"),
                ("{{ body }}", "{{ body }}{{ <mini.kort title={article.title} /> }}"),
                ("{{ body }}", "{{ body }}{{ data?.by | default(value=\"\") }}"),
            ],
        ),
        replaced(
            "templates/tag.html",
            "tag.html",
            &[
                ("{{- <pager", "{{ \"\\\"\" }}{{ menu | length }}{{ \"x\" }}{{- <pager"),
                (
                    "{{- <pager",
                    "{% for c in cards %}{{ <mini.kort title={c.title} /> }}{% endfor %}{{- <pager",
                ),
            ],
        ),
        replaced(
            "templates/components.html",
            "components.html",
            &[("<article class=\"card", "<article class=\"kort card")],
        ),
        replaced(
            "templates/components/laes-ogsaa.html",
            "components/laes-ogsaa.html",
            &[("<ul>", "<ul class=\"liste\">")],
        ),
    ]
}
