//! The least that a cold build can do, on all cores: walk and read every source, turn its
//! Markdown into HTML, create the output's directories and write files of the output's sizes.
//! `cargo bench --bench floor -- SITE [RUNS]` prints the best time in milliseconds.
//!
//! The sizes come from the manifest of the site's last build and are read before the clock starts.
//! Each run writes into a fresh directory beside `public/`, on the same file system.

#![expect(clippy::disallowed_methods, reason = "a bench reads and writes its own site")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

/// Where a build leaves its list of outputs.
const MANIFEST: &str = "public/.digest-manifest";

/// What a build writes: the directories, each after those above it, and the files with their sizes.
struct Outputs {
    directories: BTreeSet<PathBuf>,
    files: Vec<(PathBuf, usize)>,
    /// As many bytes as the largest file has.
    bytes: Vec<u8>,
}

impl Outputs {
    /// Reads a manifest: a line of format and checksum, then `FINGERPRINT SIZE PATH` a line.
    fn parse(manifest: &str) -> Result<Self, Box<dyn Error>> {
        let mut directories = BTreeSet::new();
        let mut files = Vec::new();
        for line in manifest.lines().skip(1) {
            let mut parts = line.splitn(3, ' ').skip(1);
            let (Some(size), Some(path)) = (parts.next(), parts.next()) else {
                return Err(format!("not a line of {MANIFEST}: {line}").into());
            };
            let path = PathBuf::from(path);
            directories.extend(path.ancestors().skip(1).map(Path::to_owned));
            files.push((path, size.parse()?));
        }
        let largest = files.iter().map(|&(_, size)| size).max().unwrap_or_default();
        Ok(Self { directories, files, bytes: vec![b'x'; largest] })
    }

    /// Creates all directories below a new one, then all files.
    fn write(&self, to: &Path) -> io::Result<()> {
        for directory in &self.directories {
            fs::create_dir(to.join(directory))?;
        }
        self.files
            .par_iter()
            .try_for_each(|(path, size)| fs::write(to.join(path), &self.bytes[..*size]))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench` to whatever it is given.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(site) = arguments.next() else {
        println!("usage: floor SITE [RUNS]");
        return Ok(());
    };
    let runs: u32 = arguments.next().map_or(Ok(5), |runs| runs.parse())?;
    let site = Path::new(&site);
    let outputs = Outputs::parse(&fs::read_to_string(site.join(MANIFEST))?)?;
    let fresh = site.join(".floor");
    let mut best = Duration::MAX;
    for _ in 0..runs {
        let start = Instant::now();
        // The bytes of HTML are added up so that no rendering can be left out.
        std::hint::black_box(read(site)?);
        outputs.write(&fresh)?;
        best = best.min(start.elapsed());
        fs::remove_dir_all(&fresh)?;
    }
    println!("{:.3}", best.as_secs_f64() * 1_000.0);
    Ok(())
}

/// Reads all sources of a site and renders its Markdown; gives the bytes of HTML.
fn read(site: &Path) -> io::Result<usize> {
    let mut files = Vec::new();
    for source in ["content", "data", "templates", "static"] {
        let directory = site.join(source);
        if directory.is_dir() {
            files.append(&mut walk(&directory)?);
        }
    }
    files.push(site.join("site.toml"));
    files.par_iter().map(|path| render(path)).try_reduce(|| 0, |one, other| Ok(one + other))
}

/// Lists the files below a directory, directories side by side on all cores.
fn walk(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut directories, mut files) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let list = if entry.file_type()?.is_dir() { &mut directories } else { &mut files };
        list.push(entry.path());
    }
    let below: Vec<_> =
        directories.par_iter().map(|directory| walk(directory)).collect::<io::Result<_>>()?;
    files.extend(below.into_iter().flatten());
    Ok(files)
}

/// Reads one file and renders it if it is Markdown; gives the bytes of HTML.
fn render(path: &Path) -> io::Result<usize> {
    if path.extension().is_none_or(|extension| extension != "md") {
        return fs::read(path).map(|_| 0);
    }
    let text = fs::read_to_string(path)?;
    let body = text.split_once("\n---\n").map_or(text.as_str(), |(_, body)| body);
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut html = String::with_capacity(body.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(body, extensions));
    Ok(html.len())
}
