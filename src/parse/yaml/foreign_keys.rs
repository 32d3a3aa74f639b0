//! Front matter keys of other programs (Hugo, Jekyll, Zola, Eleventy), and what they are here.

/// The keys of other programs for each key of ours, by the name that they have there.
const KEYS: &[(&str, &[&str])] = &[
    ("title", &["headline", "heading", "linkTitle"]),
    ("tags", &["categories", "category", "keywords", "taxonomies", "topics"]),
    ("updated", &["lastmod", "last_modified_at", "modified", "updated_at", "date_modified"]),
    ("date", &["publishDate", "publish_date", "pubDate", "published_at", "created", "day"]),
    ("expires", &["expiryDate", "expiry_date", "unpublishdate", "unpublishDate"]),
    ("description", &["summary", "excerpt", "subtitle", "lead", "teaser", "abstract"]),
    ("authors", &["author", "byline", "writer"]),
    ("template", &["layout", "type"]),
    (
        "image",
        &["cover", "featured_image", "featuredImage", "thumbnail", "hero", "banner", "images"],
    ),
    ("aliases", &["redirect_from", "redirects"]),
    ("slug", &["path"]),
    ("sort_key", &["weight", "order"]),
    ("read_also", &["related", "related_posts"]),
    ("story", &["series"]),
    ("featured", &["pinned", "sticky", "highlight"]),
    ("extra", &["params", "data", "custom"]),
    ("start", &["startDate", "start_date", "date"]),
    ("end", &["endDate", "end_date"]),
    ("place", &["location", "venue"]),
];

/// What to write for a key of another program, if it has a counterpart among those that are known.
pub(super) fn help(name: &str, known: &[&str]) -> Option<String> {
    let is_known = |key: &&str| known.contains(key);
    match name {
        "published" => return Some("write `draft: true` for `published: false`".into()),
        "url" | "permalink" if is_known(&"slug") => {
            return Some("the URL ends in the `slug`; former URLs belong in `aliases`".into());
        }
        "redirect_to" => {
            return Some("write the former URL in the `aliases` of the page it leads to".into());
        }
        _ => {}
    }
    let of = |(_, foreign): &&(&str, &[&str])| {
        foreign.iter().any(|foreign| foreign.eq_ignore_ascii_case(name))
    };
    let mut counterparts = KEYS.iter().filter(of).map(|(key, _)| *key).filter(is_known);
    counterparts.next().map(|key| format!("digest calls it `{key}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_other_programs_have_counterparts() {
        let known = ["title", "tags", "date", "updated", "slug", "aliases", "draft"];
        let help = |name| help(name, &known).unwrap_or_default();
        assert_eq!(help("categories"), "digest calls it `tags`");
        assert_eq!(help("lastMod"), "digest calls it `updated`");
        assert_eq!(help("published"), "write `draft: true` for `published: false`");
        assert!(help("permalink").contains("`slug`"));
        // A page has no authors.
        assert_eq!(help("author"), "");
        assert_eq!(help("titel"), "");
    }
}
