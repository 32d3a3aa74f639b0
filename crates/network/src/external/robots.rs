//! `robots.txt` (RFC 9309), and its `Crawl-delay`.
//!
//! In: the text of the file. Out: whether a path may be requested, and how long to wait in between.

use std::time::Duration;

/// How much of a file is read; the rest does not count (RFC 9309, §2.5).
pub(super) const MAX_BYTES: usize = 500 << 10;

/// The name under which files may speak to this program.
const AGENT: &str = "digest";

/// What a host asks of this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Robots {
    /// Whether each pattern allows, and the pattern.
    rules: Vec<(bool, String)>,
    pub(super) delay: Option<Duration>,
}

impl Robots {
    /// Reads a file: the groups that name the program, or else those for all.
    pub(super) fn parse(text: &str) -> Self {
        let (mut own, mut all) = (None::<Self>, Self::default());
        // Whether the current group is for the program, or for all; whether its head has ended.
        let (mut is_own, mut is_all, mut is_head) = (false, false, true);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !is_head {
                    (is_own, is_all, is_head) = (false, false, true);
                }
                let name = value.split(['/', ' ']).next().unwrap_or_default();
                is_own |= name.eq_ignore_ascii_case(AGENT);
                is_all |= value == "*";
                if is_own {
                    own.get_or_insert_default();
                }
                continue;
            }
            let is_rule = matches!(key.as_str(), "allow" | "disallow");
            if !is_rule && key != "crawl-delay" {
                continue;
            }
            is_head = false;
            let groups = own.as_mut().filter(|_| is_own).into_iter();
            for group in groups.chain(is_all.then_some(&mut all)) {
                if !is_rule {
                    let seconds = value.parse().ok().filter(|seconds: &f64| *seconds >= 0.0);
                    let delay =
                        seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                    group.delay = delay.or(group.delay);
                } else if !value.is_empty() {
                    group.rules.push((key == "allow", value.to_owned()));
                }
            }
        }
        own.unwrap_or(all)
    }

    /// Whether a path with its query may be requested: the longest pattern that matches decides,
    /// and of two equally long ones the one that allows.
    pub(super) fn allows(&self, path: &str) -> bool {
        let matching = self.rules.iter().filter(|(_, pattern)| matches(pattern, path));
        matching.max_by_key(|(allows, pattern)| (pattern.len(), *allows)).is_none_or(|rule| rule.0)
    }
}

/// Whether a path begins as a pattern says, in which `*` stands for any characters and a `$` at the
/// end for the end. Takes time in proportion to both lengths.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !is_whole || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if is_whole && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pattern_decides() {
        let text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow: /c*d\n\
                    Disallow:\nCrawl-delay: 2.5\n";
        let robots = Robots::parse(text);
        assert_eq!(robots.delay, Some(Duration::from_millis(2500)));
        for (path, expected) in [
            ("/", true),
            ("/a", false),
            ("/ab?x", false),
            ("/a/b/c", true),
            ("/x.pdf", false),
            ("/x.pdf?y", true),
            ("/c/d/e", false),
            ("/ce", true),
        ] {
            assert_eq!(robots.allows(path), expected, "{path}");
        }
    }

    #[test]
    fn a_group_for_the_program_comes_before_that_for_all() {
        let text = "\u{feff}user-agent: *\ndisallow: /\n\nUser-Agent: x\nUSER-AGENT: Digest/1.0\n\
                    Disallow: /p # private\nSitemap: /s\n\nUser-agent: y\nDisallow: /q\n";
        let robots = Robots::parse(text);
        assert!(robots.allows("/q") && !robots.allows("/p"));
        assert!(!Robots::parse("User-agent: digest\n\nUser-agent: *\nDisallow: /").allows("/x"));
        assert!(
            Robots::parse("User-agent: digest\nDisallow:\nUser-agent: *\nDisallow: /").allows("/")
        );
        assert!(Robots::parse("User-agent: other\nDisallow: /").allows("/"));
        assert!(Robots::parse("<html>not found</html>").allows("/"));
        assert_eq!(Robots::parse("user-agent: *\ncrawl-delay: -1").delay, None);
        assert_eq!(Robots::parse("user-agent: *\ncrawl-delay: 1e300").delay, None);
    }

    #[test]
    fn a_pattern_of_many_stars_takes_little_time() {
        let (pattern, path) = ("/*a".repeat(20_000), "/a".repeat(20_000));
        let began = std::time::Instant::now();
        matches(&pattern, &path);
        assert!(began.elapsed() < Duration::from_secs(1));
    }
}
