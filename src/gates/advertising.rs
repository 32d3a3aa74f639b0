//! Links that are paid for, in an article that does not say so.
//!
//! The law wants commercial intent to be clear: an article with such links is to be marked as an
//! advertisement with `sponsored`.

use url::Url;

use super::editorial::editorial;
use super::web;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::html::{Token, tokens};
use crate::model::{Article, Body, Link, LinkOrigin, OptionalKeys};
use crate::site::Site;

/// The hosts through which affiliate networks lead readers to shops, with all below them.
const HOSTS: [&str; 40] = [
    // Danish and Nordic.
    "partner-ads.com",
    "track.adtraction.com",
    "click.adrecord.com",
    "addrevenue.io",
    "track.double.net",
    // Tradedoubler, Awin, TradeTracker, Daisycon, Webgains.
    "clk.tradedoubler.com",
    "clkde.tradedoubler.com",
    "clkuk.tradedoubler.com",
    "pdt.tradedoubler.com",
    "awin1.com",
    "ad.zanox.com",
    "tidd.ly",
    "zenaps.com",
    "tc.tradetracker.net",
    "ds1.nl",
    "jf79.net",
    "lt45.net",
    "track.webgains.com",
    // CJ, Rakuten, ShareASale, Impact, Partnerize.
    "anrdoezrs.net",
    "dpbolvw.net",
    "jdoqocy.com",
    "kqzyfj.com",
    "tkqlhce.com",
    "click.linksynergy.com",
    "shareasale.com",
    "7eer.net",
    "evyy.net",
    "ojrq.net",
    "pxf.io",
    "sjv.io",
    "prf.hn",
    // Those that turn ordinary links into such, and shops.
    "go.redirectingat.com",
    "go.skimresources.com",
    "redirect.viglink.com",
    "amzn.to",
    "rover.ebay.com",
    "s.click.aliexpress.com",
    "click.linkpizza.com",
    "go.metaffiliation.com",
    "t.cfjump.com",
];

/// Parameters that identify the affiliate, on any site.
const PARAMETERS: [&str; 15] = [
    "affid",
    "aff_id",
    "affiliate",
    "affiliate_id",
    "affiliateid",
    "afftrack",
    "at_gd",
    "awc",
    "awinaffid",
    "cjevent",
    "irclickid",
    "partnerid",
    "ransiteid",
    "sscid",
    "tduid",
];

/// Parameters that do so on the sites of one shop: a label of its host, and the name.
const OF_SHOPS: [(&str, &str); 4] =
    [("amazon", "tag"), ("booking", "aid"), ("ebay", "campid"), ("ebay", "mkcid")];

pub(super) fn check(site: &Site, found: &mut Diagnostics) {
    for entry in editorial(site) {
        let article = &entry.content;
        let problem = |why: &str| {
            let message = format!("{why}, but the article is not marked as an advertisement");
            let help = "add `sponsored: NAME` with the advertiser's name, or link without it";
            Diagnostic::new(Code::UnmarkedAd, message).in_file(&article.meta.source).help(help)
        };
        let mut text = None;
        for link in &article.body.links {
            let why = paid(&link.target).or_else(|| {
                let text = text.get_or_insert_with(|| text_of(site, article)).as_deref()?;
                is_sponsored(text, link).then(|| "the link has `rel=\"sponsored\"`".to_owned())
            });
            found.extend(why.map(|why| problem(&why).at_bytes(link.range.clone())));
        }
        for call in &article.body.components {
            let urls = call.options.iter().filter(|(name, ..)| name == "url");
            found.extend(urls.filter_map(|(_, value, range)| {
                Some(problem(&paid(value)?).at_bytes(range.clone()))
            }));
        }
        for (key, address) in article.addresses() {
            found.extend(paid(address).map(|why| problem(&why).at_key(key)));
        }
    }
}

/// The text of an article with raw HTML, as its links' ranges count its bytes; none of others.
fn text_of(site: &Site, article: &Article) -> Option<String> {
    let Body { links, text, .. } = &article.body;
    if links.iter().all(|link| link.origin == LinkOrigin::Markdown) {
        return None;
    }
    if let Some(text) = text {
        return Some(text.to_string());
    }
    let limit = site.config.limits.article_bytes as u64;
    site.files.read_text(&article.meta.source, limit).ok()
}

/// Whether the tag of a link has the word `sponsored` in `rel`.
fn is_sponsored(text: &str, link: &Link) -> bool {
    let range = link.range.clone();
    if link.origin != LinkOrigin::RawLink || text.get(range.clone()).is_none() {
        return false;
    }
    let Some(start) = text[..range.start].rfind('<') else { return false };
    let Some(Token::Start(tag)) = tokens(&text[start..]).next() else { return false };
    let rel = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case("rel"));
    let mut words = rel.into_iter().flat_map(|rel| rel.value.split_whitespace());
    words.any(|word| word.eq_ignore_ascii_case("sponsored"))
}

/// Why an address is that of an advertisement, if it is.
fn paid(address: &str) -> Option<String> {
    let address = address.trim();
    let url = match address.strip_prefix("//") {
        Some(rest) => web::read(&format!("https://{rest}"))?,
        None => web::read(address)?,
    };
    let host = url.host_str()?.trim_end_matches('.');
    let is_of = |known: &str| {
        let rest = host.strip_suffix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    // An article about a network may link to its front page.
    if let Some(known) = HOSTS.iter().find(|known| is_of(known) && !web::is_front_page(&url)) {
        return Some(format!("the link leads through the affiliate network `{known}`"));
    }
    let parameter = paid_parameter(&url, host)?;
    Some(format!("the link has the affiliate parameter `{parameter}`"))
}

fn paid_parameter(url: &Url, host: &str) -> Option<String> {
    let names: Vec<(String, String)> =
        url.query_pairs().map(|(name, value)| (name.to_lowercase(), value.into())).collect();
    let has = |name: &str| names.iter().any(|(other, _)| other == name);
    // Adtraction, behind the shop's own host.
    if url.path() == "/t/t" && (has("a") && has("as") || has("epi")) {
        return Some("a".into());
    }
    let of_shop = |name: &str| {
        let mut labels = host.split('.');
        OF_SHOPS.iter().any(|(shop, other)| *other == name && labels.any(|label| label == *shop))
    };
    let is_paid = |(name, value): &&(String, String)| {
        let is_medium = name == "utm_medium" && value.to_lowercase().starts_with("affiliate");
        PARAMETERS.contains(&name.as_str()) || is_medium || of_shop(name)
    };
    names.iter().find(is_paid).map(|(name, _)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_paid_for() {
        for address in [
            "https://www.partner-ads.com/dk/klikbanner.php?partnerid=1&bannerid=2",
            "//www.awin1.com/cread.php?awinmid=1&awinaffid=2",
            "https://clk.tradedoubler.com/click?p=1&a=2",
            "https://track.adtraction.com/t/t?a=1&as=2&t=2&tk=1",
            "https://to.shop.dk/t/t?a=1&as=2&t=2&tk=1&url=x",
            "https://www.amazon.de/dp/B01?tag=navn-21",
            "https://www.amazon.co.uk/dp/B01/?th=1&TAG=navn-21",
            "https://shop.dk/vare?utm_source=x&utm_medium=affiliate",
            "https://shop.dk/vare?AWC=1",
        ] {
            assert!(paid(address).is_some(), "{address}");
        }
        for address in [
            "https://www.partner-ads.com/",
            "https://www.dr.dk/nyheder?tag=ai",
            "https://www.dr.dk/nyheder?utm_medium=social",
            "https://notawin1.com/x",
            "https://www.tradedoubler.com/en/blog",
            "https://amazon.de/dp/B01",
            "https://x.dk/t/t?a=1",
            "/t/t?a=1&as=2",
            "mailto:x@awin1.com",
        ] {
            assert_eq!(paid(address), None, "{address}");
        }
    }
}
