//! The names of releases: `20261127T134501Z-000`, which sort by age.

use std::fmt;

use jiff::Timestamp;

/// The name of a release: the time of the publish, and a number if that is not later than the
/// release before, because the clock was set back or given by `--now`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ReleaseId {
    /// Fixed in length, so that it sorts as text.
    time: String,
    number: u32,
}

impl ReleaseId {
    /// The name of a new release that comes after the `newest`.
    pub(crate) fn after(newest: Option<&Self>, now: Timestamp) -> Self {
        let time = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        match newest {
            Some(newest) if newest.time >= time => {
                Self { time: newest.time.clone(), number: newest.number.saturating_add(1) }
            }
            _ => Self { time, number: 0 },
        }
    }

    /// Reads a name; anything that [`after`](Self::after) cannot have made is none.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (time, number) = name.split_once('-')?;
        let is_digit = |place: usize| !matches!(place, 8 | 15);
        let is_time = time.len() == 16
            && time.bytes().enumerate().all(|(place, byte)| match (is_digit(place), place) {
                (true, _) => byte.is_ascii_digit(),
                (false, 8) => byte == b'T',
                (false, _) => byte == b'Z',
            });
        let id = Self { time: time.to_owned(), number: number.parse().ok()? };
        (is_time && id.to_string() == name).then_some(id)
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:03}", self.time, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_age_whatever_the_clock_says() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut ids: Vec<ReleaseId> = Vec::new();
        for time in ["2026-11-27T13:45:01.5Z", "2026-11-27T13:45:01.9Z", "2020-01-01T00:00:00Z"]
            .into_iter()
            .chain(std::iter::repeat_n("2026-11-27T13:45:01Z", 1_000))
            .chain(["2026-11-27T13:45:02Z"])
        {
            ids.push(ReleaseId::after(ids.last(), at(time)));
        }
        assert_eq!(ids[0].to_string(), "20261127T134501Z-000");
        assert_eq!(ids[2].to_string(), "20261127T134501Z-002");
        assert_eq!(ids[1_002].to_string(), "20261127T134501Z-1002");
        assert_eq!(ids[1_003].to_string(), "20261127T134502Z-000");
        assert!(ids.is_sorted_by(|a, b| a < b));
        for id in &ids {
            assert_eq!(ReleaseId::parse(&id.to_string()).as_ref(), Some(id));
        }
    }

    #[test]
    fn other_names_are_no_releases() {
        for name in [
            "",
            "v1-000",
            "20261127T134501Z",
            "20261127T134501Z-00",
            "20261127T134501Z-+01",
            "20261127T134501Z-0001",
            "20261127T134501Z-000.json",
            ".20261127T134501Z-000",
            "20261127t134501Z-000",
            "20261127T13450æ-000",
        ] {
            assert_eq!(ReleaseId::parse(name), None, "{name}");
        }
    }
}
