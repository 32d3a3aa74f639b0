//! YAML, behind one wall: the only module that knows `serde_yaml`.
//!
//! `serde_yaml` sets no limits on size and time, forgets duplicate keys in maps, and stops at
//! the first problem. So a text is first measured as plain bytes, then every node is visited
//! under limits, and only then read into typed fields, again and again without the keys that
//! were wrong, until all problems are known.

mod comments;
mod fault;
mod foreign_keys;
mod guard;
mod locate;
mod syntax;
mod typed;

use serde::de::{DeserializeOwned, DeserializeSeed};

use comments::Owner;
pub(super) use fault::Fault;
pub(crate) use guard::YamlLimits;

use crate::diagnostics::{Code, Diagnostic, KeySegment, Position};

/// Reads a mapping into typed fields. Keys that are not among `keys` are faults, as are values
/// of a wrong type; all of them are reported. Unknown keys leave the rest as it is, so if there is
/// nothing else, the fields are given as well. A key without a value counts as left out.
pub(super) fn read<T: DeserializeOwned + Default>(
    yaml: &str,
    keys: &[&str],
    limits: &YamlLimits,
) -> Result<(T, Vec<Fault>), Vec<Fault>> {
    // Most front matter is plain and right, and to visit its nodes first takes as long as to read
    // it.
    if guard::is_plain(yaml, limits)
        && let Ok((read, faults)) = typed::read(yaml, keys)
        && faults.is_empty()
    {
        return Ok((read, faults));
    }
    guard::check(yaml, limits).map_err(|fault| vec![fault])?;
    typed::read(yaml, keys)
}

/// Reads free data by a seed, which sees it after all limits and tags were checked. Problems are
/// those of a data file.
pub(crate) fn read_data<S, T>(yaml: &str, limits: &YamlLimits, seed: S) -> Result<T, Diagnostic>
where
    S: for<'de> DeserializeSeed<'de, Value = T>,
{
    let read = || {
        guard::check(yaml, limits)?;
        let deserializer = serde_yaml::Deserializer::from_str(yaml);
        seed.deserialize(deserializer).map_err(|error| {
            let text = error.to_string();
            let message = text.split(" at line ").next().unwrap_or(&text);
            Fault::new(Code::FrontMatterSyntax, message).at(&error)
        })
    };
    read().map_err(|fault: Fault| {
        let code = match fault.code {
            Code::FrontMatterSyntax => Code::DataSyntax,
            Code::FrontMatterLimit => Code::DataLimit,
            code => code,
        };
        Fault { code, ..fault }.diagnostic(1)
    })
}

/// Warns of values of front matter that was read before, which a comment cuts off.
pub(super) fn cut_values(yaml: &str) -> Vec<Fault> {
    comments::cut_values(yaml, Owner::FrontMatter)
}

/// Warns of values of a data file that was read before, which a comment cuts off.
pub(crate) fn cut_data_values(yaml: &str) -> Vec<Diagnostic> {
    let faults = comments::cut_values(yaml, Owner::Data).into_iter();
    faults.map(|fault| fault.diagnostic(1)).collect()
}

/// Finds where values are, for diagnostics about them, in one pass over the text.
pub(super) fn locate(yaml: &str, key_paths: &[&[KeySegment]]) -> Vec<Option<Position>> {
    locate::locate(yaml, key_paths)
}

#[cfg(test)]
mod tests;
