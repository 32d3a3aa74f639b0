//! A crawler over what a host serves while a site is being published.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::fixture::{Page, has_extension};
use crate::http::decoded;

/// Where readers and robots start from.
const STARTS: [&str; 7] =
    ["index.html", "atom.xml", "rss.xml", "feed.json", "sitemap.xml", "robots.txt", "llms.txt"];

/// The files of a built site, by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Crawls what is served. Gives every defect: a reference to what is missing, and a page that is
/// neither that of the old nor that of the new site.
pub(crate) fn crawl(served: &Files, base_url: &str, old: &Files, new: &Files) -> Vec<String> {
    let mut defects = Vec::new();
    if !old.contains_key("index.html") && !served.contains_key("index.html") {
        // The first publish has not got as far as to have readers.
        return defects;
    }
    let mut queue: Vec<String> = STARTS.map(String::from).to_vec();
    // Nobody knows the feeds of a site that never was there.
    queue.retain(|start| {
        served.contains_key(start) && (old.contains_key(start) || start == "index.html")
    });
    for start in STARTS {
        if old.contains_key(start) && new.contains_key(start) && !served.contains_key(start) {
            defects.push(format!("{start} is missing"));
        }
    }
    let mut reached: BTreeSet<String> = queue.iter().cloned().collect();
    while let Some(at) = queue.pop() {
        for (address, file) in references(&at, &served[&at], base_url) {
            if !served.contains_key(&file) {
                defects.push(format!("{at} refers to `{address}`, which is missing"));
            } else if reached.insert(file.clone()) {
                queue.push(file);
            }
        }
    }
    for (path, bytes) in served {
        if !old.contains_key(path) && !new.contains_key(path) {
            continue;
        }
        if old.get(path) != Some(bytes) && new.get(path) != Some(bytes) {
            defects.push(format!("{path} is neither old nor new"));
        }
        // Whatever leads a reader there: it must show with all that it is made of.
        if has_extension(path, "html") && !reached.contains(path) {
            for (address, file) in references(path, bytes, base_url) {
                if !is_page(&file) && !served.contains_key(&file) {
                    defects
                        .push(format!("unlinked {path} refers to `{address}`, which is missing"));
                }
            }
        }
    }
    defects
}

/// Whether a file is a page or a feed rather than a part of pages.
fn is_page(file: &str) -> bool {
    ["html", "xml"].iter().any(|extension| has_extension(file, extension))
        || file.ends_with("feed.json")
}

/// What a file of the site refers to within the site: the address and the file that it means.
fn references(at: &str, bytes: &[u8], base_url: &str) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let addresses: Vec<Cow<'_, str>> = if has_extension(at, "html") {
        let page = Page::read(&text);
        page.addresses().into_iter().map(|address| address.to_owned().into()).collect()
    } else if has_extension(at, "css") {
        let urls = text.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
        urls.map(|url| url.trim_matches(['"', '\'']).to_owned().into()).collect()
    } else if has_extension(at, "xml") || has_extension(at, "json") || has_extension(at, "txt") {
        // Every absolute URL of the site, wherever it is written.
        let ends = |c: char| c.is_whitespace() || "<>\"'()\\&,;".contains(c);
        let urls = text.match_indices(base_url).map(|(begin, _)| &text[begin..]);
        urls.filter_map(|rest| rest.split(ends).next()).map(|url| url.to_owned().into()).collect()
    } else {
        Vec::new()
    };
    let mut found = Vec::new();
    for address in addresses {
        let bare = address.split(['#', '?']).next().unwrap();
        let path = match bare.strip_prefix(base_url) {
            Some(path) => path,
            None if bare.starts_with('/') && !bare.starts_with("//") => bare,
            // In a style sheet, next to it.
            None if has_extension(at, "css") && !bare.is_empty() && !bare.contains(':') => {
                let directory = at.rsplit_once('/').map_or("", |(directory, _)| directory);
                found.push((address.to_string(), format!("{directory}/{}", decoded(bare))));
                continue;
            }
            None => continue,
        };
        let mut file = decoded(path.trim_start_matches('/'));
        if file.is_empty() || file.ends_with('/') {
            file += "index.html";
        }
        found.push((address.to_string(), file));
    }
    found
}
