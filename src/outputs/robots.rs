//! `robots.txt` (RFC 9309).

use std::fmt::Write;

use super::site::Site;
use crate::fingerprint::Fingerprint;
use crate::paths::UrlPath;
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

/// Allows everything, or everything but to those programs, and names the sitemaps. Robots read it
/// at the root of a host only, so a site under a sub-path has none.
pub(super) fn text(site: &Site) -> String {
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

pub(super) fn view(site: &Site) -> View<'_> {
    View::new().input("robots", Fingerprint::of(text(site).as_bytes()))
}
