//! Fingerprints: 128-bit digests of bytes, the same on every machine and in every run.
//!
//! In: bytes, or other fingerprints. Out: a [`Fingerprint`]. May import: nothing of this crate.
//!
//! The digest is BLAKE3 cut to 128 bits. A cryptographic hash is used on purpose: names of
//! images and keys of pages are made from what guests write, and nobody may be able to make
//! two inputs that share one.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name for this very version of the program, made by `build.rs`: 32 hexadecimal digits that
/// change with every source, dependency, feature and embedded file.
pub(crate) const BUILD_ID: &str = env!("BUILD_ID_OF_DIGEST");

/// A 128-bit digest of some bytes, stable across runs, threads and machines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Digests `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::cut(&blake3::hash(bytes))
    }

    /// Digests everything that a reader gives.
    pub(crate) fn of_reader(reader: impl std::io::Read) -> std::io::Result<Self> {
        Ok(Self::cut(&blake3::Hasher::new().update_reader(reader)?.finalize()))
    }

    /// Gives the first `digits` (at most 32) of the hexadecimal form, for use in file names.
    pub fn short(self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// A number that is spread evenly over the fingerprints.
    pub(crate) fn first_byte(self) -> u8 {
        self.0[0]
    }

    fn cut(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }
}

/// As bytes in one piece: caches hold many. In formats for people, such as JSON, as digits.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = Cow::<str>::deserialize(deserializer)?;
            return text.parse().map_err(serde::de::Error::custom);
        }
        let bytes = <&[u8]>::deserialize(deserializer)?;
        bytes.try_into().map(Self).map_err(|_| serde::de::Error::custom(NotAFingerprint))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            // Capitals, which the standard library reads, are not ours.
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotAFingerprint),
        };
        let digits: &[u8; 32] = text.as_bytes().try_into().map_err(|_| NotAFingerprint)?;
        let mut bytes = [0; 16];
        for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks().0) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

/// The error of parsing text that is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint: expected 32 hexadecimal digits")]
pub struct NotAFingerprint;

/// Combines values into one fingerprint.
///
/// Every value is preceded by its length or tag, so that `("ab", "c")` and `("a", "bc")` differ.
#[derive(Clone, Default)]
pub struct FingerprintBuilder {
    /// What is combined, gathered first: most of it comes in small pieces, and to digest each
    /// by itself costs more than the digest.
    bytes: Vec<u8>,
}

impl FingerprintBuilder {
    /// Starts a combination of a kind; two kinds never give the same fingerprint.
    pub fn new(kind: &str) -> Self {
        let mut builder = Self { bytes: Vec::with_capacity(512) };
        builder.text(kind);
        builder
    }

    /// Adds a string.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.length(bytes.len());
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Adds a length. Most are small, and what is combined is digested block by block.
    fn length(&mut self, length: usize) {
        match u8::try_from(length) {
            Ok(short) if short < u8::MAX => self.bytes.push(short),
            _ => {
                self.bytes.push(u8::MAX);
                self.number(length as u64);
            }
        }
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.bytes.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// Adds another fingerprint.
    pub fn fingerprint(&mut self, fingerprint: Fingerprint) -> &mut Self {
        self.bytes.extend_from_slice(&fingerprint.0);
        self
    }

    /// Adds a value that may be absent; absent differs from empty.
    pub fn optional(&mut self, text: Option<&str>) -> &mut Self {
        self.bytes.push(u8::from(text.is_some()));
        text.map(|text| self.text(text));
        self
    }

    /// Adds every string of a list, and how many there are.
    pub fn texts<'a, I>(&mut self, texts: I) -> &mut Self
    where
        I: IntoIterator<Item = &'a str>,
        I::IntoIter: ExactSizeIterator,
    {
        let texts = texts.into_iter();
        self.length(texts.len());
        for text in texts {
            self.text(text);
        }
        self
    }

    /// Ends the combination.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint::of(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_same_on_every_machine() {
        assert_eq!(Fingerprint::of(b"").to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
    }

    #[test]
    fn text_form_reads_back() {
        let fingerprint = Fingerprint::of("æøå".as_bytes());
        assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        assert_eq!("xyz".parse::<Fingerprint>(), Err(NotAFingerprint));
        assert_eq!("+f1349b9f5f9a1a6a0404dea36dcc94å".parse::<Fingerprint>(), Err(NotAFingerprint));
    }

    #[test]
    fn json_reads_back() {
        let fingerprint = Fingerprint::of(b"a");
        let json = serde_json::to_string(&fingerprint).unwrap();
        assert_eq!(json, format!("\"{fingerprint}\""));
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), fingerprint);
        assert!(serde_json::from_str::<Fingerprint>("\"a\"").is_err());
    }

    #[test]
    fn borders_between_values_count() {
        let combine = |a: &str, b: &str| FingerprintBuilder::new("test").text(a).text(b).finish();
        assert_ne!(combine("ab", "c"), combine("a", "bc"));
        assert_ne!(FingerprintBuilder::new("a").finish(), FingerprintBuilder::new("b").finish());
    }

    #[test]
    fn lengths_distinguish_long_texts() {
        let texts: Vec<String> = [0, 1, 254, 255, 256, 70_000].map(|n| "x".repeat(n)).into();
        let combine = |a: &str, b: &str| FingerprintBuilder::new("test").text(a).text(b).finish();
        let all = texts.iter().flat_map(|a| texts.iter().map(move |b| combine(a, b)));
        assert_eq!(all.collect::<std::collections::HashSet<_>>().len(), texts.len().pow(2));
    }

    #[test]
    fn absent_differs_from_empty() {
        let with = |value| FingerprintBuilder::new("test").optional(value).finish();
        assert_ne!(with(None), with(Some("")));
    }
}
