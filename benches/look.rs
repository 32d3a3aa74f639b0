//! The least that a build can do when nothing changed: walk and stat every source and every
//! output, on one thread. `cargo bench --bench look -- SITE [RUNS]` prints the best time in
//! milliseconds.

#![expect(clippy::disallowed_methods, reason = "a bench reads its own site")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench` to whatever it is given.
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(site) = arguments.next() else {
        println!("usage: look SITE [RUNS]");
        return Ok(());
    };
    let runs: u32 = arguments.next().map_or(Ok(5), |runs| runs.parse())?;
    let mut best = Duration::MAX;
    for _ in 0..runs {
        let start = Instant::now();
        // The sizes are added up so that no stat can be left out.
        std::hint::black_box(look(Path::new(&site))?);
        best = best.min(start.elapsed());
    }
    println!("{:.3}", best.as_secs_f64() * 1_000.0);
    Ok(())
}

/// Adds up the sizes of all files below a directory, the cache left out.
fn look(directory: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name() == ".digest" {
            continue;
        }
        let facts = entry.metadata()?;
        bytes += if facts.is_dir() { look(&entry.path())? } else { facts.len() };
    }
    Ok(bytes)
}
