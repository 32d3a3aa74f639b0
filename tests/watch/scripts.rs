//! Random scripts of changes, with looks in between or not. The number of a failing script is
//! printed; `TEST_SEED` begins with it.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::random::Random;
use crate::seed::{is_full, seed, seeds};
use crate::site::Site;

/// One of few paths, so that they meet often.
fn path(random: &mut Random) -> String {
    const NAMES: [&str; 5] = ["a", "b", "c", ".h", "x.md"];
    const TOPS: [&str; 6] = ["content", "data", "static", "templates", "public", "content"];
    let mut path = String::from(*random.pick(&TOPS));
    for _ in 0..random.below(4) {
        path.push('/');
        path.push_str(random.pick::<&str>(&NAMES));
    }
    path
}

/// One change; many fail, because there is nothing at the path, or something else.
fn change(site: &Site, random: &mut Random, step: usize) {
    let first = site.path(&path(random));
    let second: PathBuf = site.path(&path(random));
    // That it fails is one of the things that happen.
    let _ = match random.below(12) {
        0..=3 => fs::write(first, format!("{step}")),
        4 => fs::create_dir_all(first.clone()).and_then(|()| fs::write(first.join("x.md"), "1")),
        5 | 6 => fs::rename(first, second),
        7 => fs::remove_file(first),
        8 => fs::remove_dir_all(first),
        9 => fs::create_dir_all(first),
        10 => fs::remove_file(&first).and_then(|()| fs::create_dir(&first)),
        _ => fs::write(site.path("site.toml"), format!("{step}")),
    };
}

fn run(seed: u64) {
    println!("TEST_SEED={seed}");
    let mut random = Random(seed);
    let mut site = Site::new();
    for round in 0..4 {
        for step in 0..random.below(120) {
            change(&site, &mut random, round * 1_000 + step);
            match random.below(24) {
                0 => drop(site.look(Duration::from_millis(10))),
                1 => std::thread::sleep(Duration::from_micros(random.below(3_000) as u64)),
                _ => {}
            }
        }
        site.converge();
        site.check_watches();
    }
}

#[test]
fn any_script_of_changes_is_known_in_the_end() {
    for seed in seeds(3, 100) {
        run(seed);
    }
}

#[test]
fn changes_made_during_the_looks_are_known_in_the_end() {
    let first = seed();
    for round in 0..if is_full() { 30 } else { 2 } {
        let mut site = Site::new();
        let writer = Site::open(&site.root);
        let worker = std::thread::spawn(move || {
            let mut random = Random(first + round);
            for step in 0..3_000 {
                change(&writer, &mut random, step);
            }
        });
        site.look_until_end_of(worker);
        site.converge();
        site.check_watches();
    }
}
