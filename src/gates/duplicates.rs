//! Two articles that digest the same report within a few days.

use std::collections::HashMap;

use jiff::ToSpan;

use super::editorial::editorial;
use super::web;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::index::ArticleEntry;
use crate::site::Site;

/// The most days between two articles.
const DAYS: i64 = 3;

pub(super) fn check(site: &Site, found: &mut Diagnostics) {
    let mut articles: Vec<&ArticleEntry> = editorial(site).collect();
    articles.sort_by(|a, b| {
        let key = |entry: &ArticleEntry| entry.content.date.zoned.timestamp();
        key(a).cmp(&key(b)).then_with(|| a.content.meta.source.cmp(&b.content.meta.source))
    });
    let mut latest: HashMap<String, &ArticleEntry> = HashMap::new();
    for entry in articles {
        let article = &entry.content;
        let mut addresses = article.sources.iter().enumerate();
        let main = addresses.find_map(|(item, source)| Some((item, source.url.as_deref()?)));
        let Some((item, address)) = main else { continue };
        // A front page is nobody's report; it has a warning of its own.
        let Some(url) = web::read(address).filter(|url| !web::is_front_page(url)) else { continue };
        let Some(earlier) = latest.insert(web::key(&url), entry) else { continue };
        let earlier = &earlier.content;
        let limit = earlier.date.zoned.checked_add(DAYS.days());
        if limit.is_ok_and(|limit| article.date.zoned <= limit) {
            let message = format!(
                "»{}« ({}) has the same main source, at most {DAYS} days earlier",
                earlier.meta.title, earlier.meta.source
            );
            let problem = Diagnostic::new(Code::LikelyDuplicate, message);
            let key = ["sources".into(), item.into(), "url".into()];
            let help = "merge the two articles, or write the address of the report that is new";
            found.push(problem.in_file(&article.meta.source).at_key(key).help(help));
        }
    }
}
