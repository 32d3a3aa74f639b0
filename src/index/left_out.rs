//! What the site does not show now, in numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::show::PublicationState;

/// The numbers of content files that are not shown now, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub drafts: usize,
    /// Those whose date is still to come.
    pub scheduled: usize,
    /// Those whose last day is over.
    pub expired: usize,
    /// Those of which only a notice is shown.
    pub withdrawn: usize,
}

impl LeftOut {
    /// Counts states.
    pub(super) fn of(states: impl Iterator<Item = PublicationState>) -> Self {
        let mut left_out = Self::default();
        for state in states {
            match state {
                PublicationState::Listed => {}
                PublicationState::Draft => left_out.drafts += 1,
                PublicationState::Scheduled => left_out.scheduled += 1,
                PublicationState::Expired => left_out.expired += 1,
                PublicationState::Withdrawn => left_out.withdrawn += 1,
            }
        }
        left_out
    }

    /// Whether everything is shown.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// As in `1 draft, 2 scheduled, 1 expired not shown`; nothing if everything is shown.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { drafts, scheduled, expired, withdrawn } = *self;
        let counts = [
            (drafts, if drafts == 1 { "draft" } else { "drafts" }),
            (scheduled, "scheduled"),
            (expired, "expired"),
            (withdrawn, "withdrawn"),
        ];
        let mut is_first = true;
        for (count, word) in counts.into_iter().filter(|(count, _)| *count > 0) {
            let comma = if std::mem::take(&mut is_first) { "" } else { ", " };
            write!(f, "{comma}{count} {word}")?;
        }
        f.write_str(if is_first { "" } else { " not shown" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_listed_with_their_words() {
        use PublicationState::{Draft, Expired, Listed, Scheduled, Withdrawn};
        let text = |states: &[PublicationState]| LeftOut::of(states.iter().copied()).to_string();
        assert_eq!(text(&[Listed, Listed]), "");
        assert_eq!(text(&[Draft, Listed]), "1 draft not shown");
        let all = [Scheduled, Draft, Expired, Draft, Withdrawn, Scheduled];
        assert_eq!(text(&all), "2 drafts, 2 scheduled, 1 expired, 1 withdrawn not shown");
    }
}
