//! `robots.txt` (RFC 9309).

use std::fmt::Write;

use crate::diagnostics::Diagnostics;
use crate::fingerprint::Fingerprint;
use crate::output::{FileOutput, Planner};
use crate::paths::UrlPath;
use crate::site::Site;
use crate::view::View;

/// The programs that gather texts to train language models, or to answer in their words, as their
/// makers name them for this file (2026).
const AI_AGENTS: &[&str] = &[
    "AI2Bot",
    "Ai2Bot-Dolma",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "DeepSeekBot",
    "Diffbot",
    "DuckAssistBot",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "meta-externalagent",
    "meta-externalfetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "omgili",
    "PanguBot",
    "Perplexity-User",
    "PerplexityBot",
    "Timpibot",
    "Webzio-Extended",
    "YouBot",
];

#[derive(Debug)]
struct Robots;

/// Robots read it at the root of a host only, so a site under a sub-path has none.
pub(crate) fn plan(planner: &mut Planner<'_>) {
    if planner.site.config.base_url.sub_path().is_empty() {
        planner.generated(Robots, UrlPath::file("robots.txt"));
    }
}

impl FileOutput for Robots {
    fn name(&self) -> &'static str {
        "robots.txt"
    }

    fn view<'a>(&self, site: &'a Site, _url: &UrlPath) -> View<'a> {
        View::new().input("robots", Fingerprint::of(text(site).as_bytes()))
    }

    fn bytes(&self, site: &Site, _url: &UrlPath) -> Result<Vec<u8>, Diagnostics> {
        Ok(text(site).into_bytes())
    }
}

/// Allows everything, or everything but to those programs, and names the sitemaps.
fn text(site: &Site) -> String {
    let config = &site.config;
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if config.robots.blocks_ai {
        text.push('\n');
        let mut agent = |name: &str| {
            // A text in memory takes whatever it is given.
            let _ = writeln!(text, "User-agent: {name}");
        };
        match &config.robots.ai_agents {
            Some(own) => own.iter().for_each(|name| agent(name)),
            None => AI_AGENTS.iter().for_each(|name| agent(name)),
        }
        text.push_str("Disallow: /\n");
    }
    text.push('\n');
    for name in ["sitemap.xml", "news-sitemap.xml"] {
        let _ = writeln!(text, "Sitemap: {}", config.base_url.absolute(&UrlPath::file(name)));
    }
    text
}
