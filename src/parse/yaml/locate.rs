//! Where values are. Searched only for diagnostics, so it may read the text again: once for any
//! number of them.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fault::{position, position_in};
use crate::diagnostics::{KeySegment, Position};

/// How many lists and mappings are located, each by reading the text again. Diagnostics are about
/// single values, or else about the few keys at the top.
const MAX_CONTAINERS: usize = 100;

/// Follows every path as far as it goes, and gives the position of the value there.
pub(super) fn locate(yaml: &str, key_paths: &[&[KeySegment]]) -> Vec<Option<Position>> {
    let mut search =
        Search { found: vec![None; key_paths.len()], containers: Vec::new(), arrived: false };
    let paths = key_paths.iter().enumerate();
    let wanted: Vec<_> = paths.map(|(number, path)| Wanted { number, path }).collect();
    let node = Node { depth: 0, wanted: &wanted, search: &mut search };
    // An error ends the search where it is found; what comes before it is known by then.
    let _ = node.deserialize(serde_yaml::Deserializer::from_str(yaml));
    let Search { mut found, containers, .. } = search;
    for (key_path, numbers) in containers.into_iter().take(MAX_CONTAINERS) {
        let position = locate_one(yaml, key_path);
        for number in numbers {
            found[number] = position;
        }
    }
    found
}

/// Follows one path and raises an error on arrival. This finds lists and mappings, too, but ends the
/// reading.
pub(super) fn locate_one(yaml: &str, key_path: &[KeySegment]) -> Option<Position> {
    let deserializer = serde_yaml::Deserializer::from_str(yaml);
    let error = KeyPath { rest: key_path }.deserialize(deserializer).err()?;
    Some(position(&error.location()?))
}

/// One of the paths, by its number.
#[derive(Clone, Copy)]
struct Wanted<'p> {
    number: usize,
    path: &'p [KeySegment],
}

struct Search<'p> {
    found: Vec<Option<Position>>,
    /// Lists and mappings at which paths end. Their positions are out of reach of an error that
    /// leaves the deserializer fit to go on.
    containers: Vec<(&'p [KeySegment], Vec<usize>)>,
    /// Whether the current error was raised by a scalar on purpose.
    arrived: bool,
}

/// A value on the way of all paths in `wanted`, which have led here by their first `depth` segments.
struct Node<'p, 's, 'w> {
    depth: usize,
    wanted: &'w [Wanted<'p>],
    search: &'s mut Search<'p>,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { depth, wanted, search } = self;
        let visitor = NodeVisitor { depth, wanted, search: &mut *search };
        let Err(error) = deserializer.deserialize_any(visitor) else { return Ok(()) };
        let arrived = std::mem::take(&mut search.arrived);
        let position = position_in(&error).or(arrived.then_some(Position::new(1, 1)));
        for &Wanted { number, .. } in wanted {
            search.found[number] = search.found[number].or(position);
        }
        // A scalar has been read, also when it was refused: the next value follows.
        if arrived { Ok(()) } else { Err(error) }
    }
}

struct NodeVisitor<'p, 's, 'w> {
    depth: usize,
    wanted: &'w [Wanted<'p>],
    search: &'s mut Search<'p>,
}

impl<'p> NodeVisitor<'p, '_, '_> {
    /// The paths that go on, by their next segment, and those that end here: `name_of` takes the
    /// segments that such a list or mapping has.
    fn by_segment<K: Ord>(
        &self,
        name_of: impl Fn(&'p KeySegment) -> Option<K>,
    ) -> (BTreeMap<K, Vec<Wanted<'p>>>, Vec<Wanted<'p>>) {
        let mut groups: BTreeMap<K, Vec<Wanted<'p>>> = BTreeMap::new();
        let mut here = Vec::new();
        for wanted in self.wanted {
            match wanted.path.get(self.depth).and_then(&name_of) {
                Some(name) => groups.entry(name).or_default().push(*wanted),
                None => here.push(*wanted),
            }
        }
        (groups, here)
    }

    fn node<'a>(&'a mut self, wanted: &'a [Wanted<'p>]) -> Node<'p, 'a, 'a> {
        Node { depth: self.depth + 1, wanted, search: self.search }
    }

    /// Notes the paths that lead no further than to this list or mapping.
    fn end_here(self, wanted: impl Iterator<Item = Wanted<'p>>) {
        let wanted: Vec<_> = wanted.collect();
        if let Some(first) = wanted.first() {
            let key_path = &first.path[..self.depth];
            self.search.containers.push((key_path, wanted.iter().map(|w| w.number).collect()));
        }
    }

    fn arrived<E: de::Error>(self) -> E {
        self.search.arrived = true;
        E::custom("arrived")
    }
}

macro_rules! arrive_at_scalars {
    ($($method:ident: $type:ty,)+) => {
        $(fn $method<E: de::Error>(self, _: $type) -> Result<(), E> { Err(self.arrived()) })+
    };
}

impl<'de> Visitor<'de> for NodeVisitor<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    arrive_at_scalars! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128,
        visit_f64: f64, visit_str: &str,
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Err(self.arrived())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Err(self.arrived())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let (mut groups, mut here) = self.by_segment(|segment| match segment {
            KeySegment::Item(item) => Some(*item),
            KeySegment::Name(_) => None,
        });
        for item in 0.. {
            let wanted = groups.remove(&item).unwrap_or_default();
            let next = match wanted.as_slice() {
                [] => items.next_element::<IgnoredAny>()?.map(drop),
                wanted => items.next_element_seed(self.node(wanted))?,
            };
            if next.is_none() {
                here.extend(wanted);
                break;
            }
        }
        self.end_here(here.into_iter().chain(groups.into_values().flatten()));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let (mut groups, here) = self.by_segment(|segment| match segment {
            KeySegment::Name(name) => Some(name.as_str()),
            KeySegment::Item(_) => None,
        });
        while let Some(key) = map.next_key::<String>()? {
            match groups.remove(key.as_str()) {
                Some(wanted) => map.next_value_seed(self.node(&wanted))?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        self.end_here(here.into_iter().chain(groups.into_values().flatten()));
        Ok(())
    }
}

struct KeyPath<'a> {
    rest: &'a [KeySegment],
}

impl<'a> KeyPath<'a> {
    fn arrived<E: de::Error>() -> E {
        E::custom("arrived")
    }

    fn step(&self) -> Option<(&'a KeySegment, KeyPath<'a>)> {
        let (first, rest) = self.rest.split_first()?;
        Some((first, KeyPath { rest }))
    }
}

impl<'de> DeserializeSeed<'de> for KeyPath<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! arrive_at_scalars {
    ($($method:ident: $type:ty,)+) => {
        $(fn $method<E: de::Error>(self, _: $type) -> Result<(), E> { Err(Self::arrived()) })+
    };
}

impl<'de> Visitor<'de> for KeyPath<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    arrive_at_scalars! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str,
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Err(Self::arrived())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Some((KeySegment::Item(wanted), rest)) = self.step() else {
            return Err(Self::arrived());
        };
        for _ in 0..*wanted {
            if items.next_element::<IgnoredAny>()?.is_none() {
                return Err(Self::arrived());
            }
        }
        items.next_element_seed(rest)?;
        Err(Self::arrived())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((KeySegment::Name(wanted), rest)) = self.step() else {
            return Err(Self::arrived());
        };
        while let Some(key) = map.next_key::<String>()? {
            if key == *wanted {
                return map.next_value_seed(rest);
            }
            map.next_value::<IgnoredAny>()?;
        }
        Err(Self::arrived())
    }
}
