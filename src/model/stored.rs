//! How values of other libraries are stored in caches, whose format names no types: each type
//! must say for itself what comes next.

/// A day as year, month and day.
#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(super) mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(in super::super) fn serialize<S: Serializer>(
        day: &Option<Date>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        day.map(|day| (day.year(), day.month(), day.day())).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Date>, D::Error> {
        let parts = Option::<(i16, i8, i8)>::deserialize(deserializer)?;
        let date = parts.map(|(year, month, day)| Date::new(year, month, day));
        date.transpose().map_err(de::Error::custom)
    }
}

/// A week as the year that it belongs to and its number.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(super) mod week {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use crate::danish::Week;

    pub(in super::super) fn serialize<S: Serializer>(
        week: &Week,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (week.year(), week.number()).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Week, D::Error> {
        let (year, number) = <(i16, i8)>::deserialize(deserializer)?;
        Week::new(year, number).ok_or_else(|| de::Error::custom("no week has this number"))
    }
}

/// Free data as the text of a JSON object, empty for none.
pub(super) mod object {
    use serde::{Deserialize, Deserializer, Serializer, de};
    use serde_json::{Map, Value};

    pub(in super::super) fn serialize<S: Serializer>(
        map: &Map<String, Value>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if map.is_empty() {
            return serializer.serialize_str("");
        }
        let text = serde_json::to_string(map).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Map<String, Value>, D::Error> {
        match <&str>::deserialize(deserializer)? {
            "" => Ok(Map::new()),
            text => serde_json::from_str(text).map_err(de::Error::custom),
        }
    }
}
