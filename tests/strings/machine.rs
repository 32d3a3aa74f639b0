//! What `literals` would take for words to readers, but is not.

/// Sources whose words nobody reads, each with its reason.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("src/danish/stem.rs", "words that are reduced to their stems"),
    ("src/related/words.rs", "words that do not count in comparisons"),
    ("src/related/terms.rs", "weighs words"),
    ("src/related/stems.rs", "endings of words"),
    ("src/danish/slug.rs", "letters of addresses"),
    ("src/danish/price.rs", "reads prices"),
    ("src/danish/typography/quotes.rs", "names of settings, and what marks are told by"),
    ("src/danish/typography/spaces.rs", "abbreviations that keep to their number"),
    ("src/danish/typography/addresses.rs", "beginnings of addresses"),
    ("src/danish/typography/units.rs", "units that keep to their number"),
    ("src/machine_files/robots.rs", "names of crawlers"),
];

/// Sources with Danish for authors, outside the modules that write output.
pub(crate) const FOR_AUTHORS: &[&str] = &["src/cli/new/texts.rs"];

/// Strings for machines, or for those who run the program.
pub(crate) const LITERALS: &[&str] = &[
    // Messages and labels for those who run the program, without a word that only English has.
    "a compressed file",
    "a generated file",
    "a month's archive",
    "a week's edition",
    "a year's archive",
    "all editions",
    "all events",
    "all people",
    "all tags",
    "`picks` takes articles only; link to other pages in the text",
    "build again",
    "copied file",
    "edition card",
    "event card",
    "front page",
    "nest them less deeply",
    "news article",
    "news sitemap",
    "people news",
    "person card",
    "plain card",
    "read also",
    "recent articles",
    "style sheet",
    "text follows {{{name}}}",
    // What an author may have meant by an unknown alert.
    "bemærk",
    "bemærkning",
    // Types of schema.org.
    "Event",
    "Offer",
    "Organization",
    "Person",
    "Place",
    // Fields and values of other formats.
    "Canonical: {}",
    "Contact: {} Expires: {} ",
    "any maskable",
    "opml",
    "Sitemap: {}",
    // Parts of addresses and keys of values, which are Danish words as well.
    "emner",
    "feed",
    "feeds",
    "forfattere",
    "navnenyt",
    "online",
    "side",
    "udgaver",
    "uge-{}",
    // Names of styles of dates, and of a language.
    "da",
    "day-month",
    "day-month-short",
    "full",
    "long",
    "medium",
    "medium-time",
    "month-heading",
    "month-year",
    "short",
    "stamp",
    "time",
    "time-seconds",
    "weekday",
];
