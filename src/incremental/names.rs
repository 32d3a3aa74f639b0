//! Numbers for names, of which there are few and which stand everywhere.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names by number, in order of appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    list: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Names {
    /// The number of a name, which joins if it is new.
    pub(super) fn number(&mut self, name: &str) -> u16 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // No site has so many; if one had, they would only be told apart no more.
        let number = u16::try_from(self.list.len()).unwrap_or(u16::MAX);
        self.list.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The name of a number.
    pub(super) fn get(&self, number: u16) -> Option<&str> {
        self.list.get(usize::from(number)).map(String::as_str)
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut names = Self::default();
        for name in Vec::<String>::deserialize(deserializer)? {
            names.number(&name);
        }
        Ok(names)
    }
}
