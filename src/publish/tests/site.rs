//! Small sites whose pages say what they refer to.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{LocalFile, Outputs};
use crate::fingerprint::Fingerprint;
use crate::paths::OutputPath;
use crate::write::Phase;

/// Pages, each with its assets, and a front page that refers to all of them.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) base_url: String,
    pub(super) files: BTreeMap<String, (Phase, String)>,
}

impl Site {
    pub(super) fn new(pages: &[(&str, &[&str])]) -> Self {
        let owned = |(page, assets): &(&str, &[&str])| {
            ((*page).to_owned(), assets.iter().map(|&asset| asset.to_owned()).collect())
        };
        Self::owned(pages.iter().map(owned).collect())
    }

    pub(super) fn owned(pages: Vec<(String, Vec<String>)>) -> Self {
        let mut files = BTreeMap::new();
        let mut all = BTreeSet::new();
        for (page, assets) in pages {
            let path = format!("{page}/index.html");
            let assets: BTreeSet<_> = assets
                .iter()
                .map(|asset| format!("aktiver/{asset}.0123456789abcdef.css"))
                .collect();
            let mut refers: Vec<_> = assets.iter().cloned().collect();
            // As »next« and »previous« do.
            refers.extend(all.iter().next_back().cloned());
            files.insert(path.clone(), (Phase::Page, refers.join("\n")));
            all.insert(path);
            for asset in assets {
                files.insert(asset, (Phase::Asset, String::new()));
            }
        }
        let all: Vec<_> = all.into_iter().collect();
        files.insert("index.html".into(), (Phase::List, all.join("\n")));
        files.insert("atom.xml".into(), (Phase::Feed, all.join("\n")));
        Self { base_url: "https://nyt.example/".into(), files }
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn outputs(&self) -> Outputs {
        let files = self.files.iter().map(|(path, (phase, text))| LocalFile {
            path: OutputPath::new(path).unwrap(),
            size: text.len() as u64,
            fingerprint: Fingerprint::of(text.as_bytes()),
            phase: *phase,
        });
        Outputs { root: "/nowhere".into(), base_url: self.base_url.clone(), files: files.collect() }
    }

    /// All paths with their texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, (_, text))| (path.as_str(), text.as_str()))
    }
}
