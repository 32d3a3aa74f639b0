//! Which severity problems have on a site: that of their codes, unless `[check]` changes it.
//!
//! Only what reports problems asks for it. Caches and keys hold no such severity.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity};
use crate::paths::Glob;

/// What a site makes of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    /// Not reported.
    Off,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

/// The levels of some codes.
pub(crate) type Levels = BTreeMap<Code, Level>;

/// The levels of codes that `[check]` sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeverityRules {
    /// For all files.
    pub levels: Levels,
    /// For the files that match, in the order of `site.toml`: the last one that sets a code wins.
    pub paths: Vec<(Glob, Levels)>,
}

impl SeverityRules {
    /// The level of a problem.
    pub fn level(&self, problem: &Diagnostic) -> Level {
        let of_paths = problem.file.as_ref().and_then(|file| {
            let mut rules = self.paths.iter().rev();
            rules.find_map(|(glob, levels)| {
                let level = levels.get(&problem.code)?;
                glob.matches(file.as_str()).then_some(*level)
            })
        });
        let level = of_paths.or_else(|| self.levels.get(&problem.code).copied());
        level.unwrap_or_else(|| problem.severity.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::SourcePath;

    #[test]
    fn the_last_rule_that_names_the_code_wins() {
        let rule =
            |glob: &str, code, level| (Glob::new(glob).unwrap(), Levels::from([(code, level)]));
        let rules = SeverityRules {
            levels: Levels::from([(Code::MissingTarget, Level::Warning)]),
            paths: vec![
                rule("content/artikler/2019/", Code::MissingTarget, Level::Off),
                rule("content/**/x.md", Code::MissingTarget, Level::Error),
                rule("content/", Code::MissingAlt, Level::Warning),
            ],
        };
        let level = |file: &str, code| {
            let problem = Diagnostic::new(code, "x");
            rules.level(&problem.in_file(&SourcePath::new(file).unwrap()))
        };
        assert_eq!(level("content/sider/om.md", Code::MissingTarget), Level::Warning);
        assert_eq!(level("content/artikler/2019/a.md", Code::MissingTarget), Level::Off);
        assert_eq!(level("content/artikler/2019/x.md", Code::MissingTarget), Level::Error);
        assert_eq!(level("content/artikler/2019/x.md", Code::MissingAlt), Level::Warning);
        assert_eq!(level("content/sider/om.md", Code::UnknownTag), Level::Error);
        let nowhere = Diagnostic::new(Code::MissingTarget, "x");
        assert_eq!(rules.level(&nowhere), Level::Warning);
    }
}
