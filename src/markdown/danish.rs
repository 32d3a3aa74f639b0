//! Seam.
use std::borrow::Cow;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchors {
    Ascii,
    Unicode,
}
#[derive(Debug)]
pub enum Run<'a> {
    Text(Cow<'a, str>),
    Opaque,
}
#[derive(Clone, Copy, Debug, Default)]
pub struct Typography;
impl Typography {
    pub fn apply(&self, _runs: &mut [Run<'_>]) {}
}
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextMeasure {
    pub words: usize,
    pub sentences: usize,
    pub long_words: usize,
}
impl TextMeasure {
    pub fn add(&mut self, text: &str) {
        self.words += text.split_whitespace().count();
    }
}
pub fn heading_id(text: &str, _anchors: Anchors) -> String {
    text.to_lowercase().replace(' ', "-")
}
