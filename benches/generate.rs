//! Writes a bench site of any size: `cargo bench --bench generate -- --articles 10000 --out DIR`.
//!
//! It is among the benches so that `cargo install` does not ship it. The directory must not
//! exist; the same `--seed` and `--articles` give the same bytes. `--theme` leaves the plain
//! templates out, so that the built-in theme renders the site.

#![expect(clippy::disallowed_methods, reason = "a bench writes its own site")]
#![expect(clippy::print_stdout, reason = "a bench prints what it did")]

mod site;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use site::Site;

const USAGE: &str = "usage: generate --articles N --out DIR [--seed N] [--theme]";

/// What the command line asked for.
struct Options {
    site: Site,
    out: PathBuf,
    theme: bool,
}

impl Options {
    /// Reads the arguments; none without any.
    fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Box<dyn Error>> {
        // Cargo adds `--bench` to whatever it is given.
        let mut arguments = arguments.filter(|argument| argument != "--bench").peekable();
        if arguments.peek().is_none() {
            return Ok(None);
        }
        let (mut articles, mut out, mut seed, mut theme) = (None, None, 1, false);
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or(USAGE);
            match name.as_str() {
                "--articles" => articles = Some(value()?.parse()?),
                "--out" => out = Some(PathBuf::from(value()?)),
                "--seed" => seed = value()?.parse()?,
                "--theme" => theme = true,
                _ => return Err(USAGE.into()),
            }
        }
        let site = Site { articles: articles.ok_or(USAGE)?, seed };
        Ok(Some(Self { site, out: out.ok_or(USAGE)?, theme }))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(Options { site, out, theme }) = Options::parse(std::env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(());
    };
    fs::create_dir(&out)?;
    write(&out, "site.toml", &site::configuration())?;
    if !theme {
        for (path, text) in site::templates() {
            write(&out, &path, text)?;
        }
    }
    let bytes = (0..site.articles)
        .into_par_iter()
        .map(|number| {
            let (path, text) = site.article(number);
            write(&out, &path, &text).map(|()| text.len())
        })
        .try_reduce(|| 0, |one, other| Ok(one + other))?;
    println!("{} articles, {bytes} bytes, in {}", site.articles, out.display());
    Ok(())
}

/// Writes one file below the site's directory, and the directories above it.
fn write(out: &Path, path: &str, text: &str) -> std::io::Result<()> {
    let path = out.join(path);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, text)
}
