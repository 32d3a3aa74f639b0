//! Settings of other programs (Hugo, Jekyll, Zola, Eleventy), and what they are here.

/// The settings of other programs, by the name that they have there, and what to write here.
const KEYS: &[(&[&str], &str)] = &[
    (&["baseURL", "url", "site_url", "siteUrl"], "digest calls it `base_url`"),
    (&["name", "site_title"], "digest calls it `title`"),
    (
        &["languageCode", "lang", "locale", "default_language", "defaultContentLanguage"],
        "digest calls it `language`",
    ),
    (&["time_zone", "timeZone"], "digest calls it `timezone`"),
    (
        &["paginate", "paginate_by", "pagination"],
        "write `per_page` under `[front_page]`, `[tags]` or `[archive]`",
    ),
    (&["taxonomies", "categories", "keywords"], "declare each tag: `[[tag]]` with its `name`"),
    (&["params", "custom", "data"], "free values belong under `[extra]`"),
    (&["menus", "navigation", "nav"], "write the items under `[menu]`"),
    (&["author", "authors", "organization"], "write the publisher under `[publisher]`"),
    (&["markup"], "Markdown is set up under `[markdown]`"),
    (&["rssLimit", "feed_limit", "generate_feeds"], "feeds are set up under `[feeds]`"),
    (&["enableRobotsTXT"], "`robots.txt` is always written; see `[robots]`"),
];

/// What to write for a setting of another program.
pub(super) fn help(name: &str) -> Option<&'static str> {
    let of = |(foreign, _): &&(&[&str], &str)| {
        foreign.iter().any(|foreign| foreign.eq_ignore_ascii_case(name))
    };
    KEYS.iter().find(of).map(|(_, help)| *help)
}
