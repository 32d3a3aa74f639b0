//! What becomes of problems when they are reported.
//!
//! In: what was found, with the severity of each code. Out: the problems as the site reports them:
//! first its rules decide, then its baseline of known problems.

use super::baseline::Baseline;
use super::rules::{Level, SeverityRules};
use super::{Code, Diagnostic, Diagnostics, Scope, Severity};
use crate::paths::SourcePath;

/// The severities that a site gives to problems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The severities that `[check]` sets.
    pub rules: SeverityRules,
    /// The known problems, with the file that lists them.
    pub baseline: Option<(SourcePath, Baseline)>,
}

/// Problems as they are reported.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Those to print, each with its final severity.
    pub problems: Diagnostics,
    /// Those that are known. They count as warnings.
    pub known: Diagnostics,
}

impl Policy {
    /// Applies the rules and the baseline to some problems.
    pub fn report(&self, problems: &Diagnostics) -> Report {
        self.compare(problems, Scope::Build).0
    }

    /// Applies them to everything that there is to find within a scope, and warns of what the baseline
    /// lists although it is no longer there.
    pub fn report_all(&self, problems: &Diagnostics, scope: Scope) -> Report {
        let (mut report, left) = self.compare(problems, scope);
        // What leaves nothing to render hides other problems.
        let is_complete = !problems.has_fatal();
        if let Some((file, _)) = self.baseline.as_ref().filter(|_| left > 0 && is_complete) {
            let message = match left {
                1 => "1 problem listed here is no longer found".to_owned(),
                left => format!("{left} problems listed here are no longer found"),
            };
            let problem = Diagnostic::new(Code::OutdatedBaseline, message).in_file(file);
            let problem = problem.help("update the file with `digest check --write-baseline`");
            report.problems.extend(self.with_level(problem));
        }
        report
    }

    /// Whether one of the problems is an error, so that no site is published.
    pub fn stops(&self, problems: &Diagnostics) -> bool {
        self.report(problems).problems.has_errors()
    }

    /// The report, and how many problems of the baseline were not found.
    fn compare(&self, problems: &Diagnostics, scope: Scope) -> (Report, usize) {
        let mut comparison = self.baseline.as_ref().map(|(_, baseline)| baseline.compare());
        let mut report = Report::default();
        // Of equal problems, the first in the file are the known ones.
        for problem in problems.clone().sorted() {
            let Some(problem) = self.with_level(problem) else { continue };
            if comparison.as_mut().is_some_and(|comparison| comparison.takes(&problem)) {
                report.known.push(problem);
            } else {
                report.problems.push(problem);
            }
        }
        let left = comparison.map_or(0, |comparison| comparison.left(scope));
        (report, left)
    }

    /// The problem with the severity that the rules give it, unless they turn it off.
    fn with_level(&self, problem: Diagnostic) -> Option<Diagnostic> {
        let severity = match self.rules.level(&problem) {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Off => return None,
        };
        Some(Diagnostic { severity, ..problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::rules::Levels;

    fn problem(code: Code, message: &str) -> Diagnostic {
        Diagnostic::new(code, message).in_file(&SourcePath::new("a.md").unwrap())
    }

    fn policy(levels: Levels, baseline: &str) -> Policy {
        let file = SourcePath::new("known.txt").unwrap();
        let baseline = Baseline::read(&file, baseline).unwrap();
        let rules = SeverityRules { levels, paths: Vec::new() };
        Policy { rules, baseline: Some((file, baseline)) }
    }

    fn reported(report: &Report) -> Vec<(Severity, Code)> {
        report.problems.iter().map(|problem| (problem.severity, problem.code)).collect()
    }

    #[test]
    fn the_rules_come_first_and_then_the_baseline() {
        let levels = Levels::from([
            (Code::MissingAlt, Level::Off),
            (Code::HiddenTarget, Level::Error),
            (Code::MissingTarget, Level::Warning),
        ]);
        let policy = policy(levels, "1 a.md hidden-target known\n1 a.md missing-alt x\n");
        let found = Diagnostics::from_iter([
            problem(Code::MissingAlt, "x"),
            problem(Code::HiddenTarget, "known"),
            problem(Code::HiddenTarget, "new"),
            problem(Code::MissingTarget, "x"),
        ]);
        let report = policy.report_all(&found, Scope::Build);
        let expected = [
            (Severity::Warning, Code::MissingTarget),
            (Severity::Error, Code::HiddenTarget),
            // The one that is turned off is not found either.
            (Severity::Warning, Code::OutdatedBaseline),
        ];
        let mut reported = reported(&report);
        reported.sort_by_key(|(_, code)| expected.iter().position(|(_, other)| code == other));
        assert_eq!((reported.as_slice(), report.known.len()), (&expected[..], 1));
        assert!(policy.stops(&found));
    }

    #[test]
    fn what_is_hidden_by_a_fatal_error_is_not_outdated() {
        let policy = policy(Levels::new(), "1 a.md missing-target x\n");
        let found = Diagnostics::from(problem(Code::FrontMatterSyntax, "x"));
        assert_eq!(
            reported(&policy.report_all(&found, Scope::Build)),
            [(Severity::Error, Code::FrontMatterSyntax)]
        );
    }
}
