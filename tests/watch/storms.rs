//! Very many changes at once.

use std::fs;
use std::time::{Duration, Instant};

use digest::testing::watch::Rescan;

use crate::site::Site;

#[test]
fn a_checkout_of_a_thousand_files_is_two_looks_at_most() {
    let mut site = Site::new();
    site.shell(
        "export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
         git init -q . && git config user.name x && git config user.email x@example.com
         git config gc.auto 0
         git add . && git commit -qm one
         git checkout -qb other
         rm -r content/a
         for i in $(seq 1000); do
            mkdir -p content/$((i % 30))/deep; echo $i >content/$((i % 30))/deep/$i.md
         done
         echo other >content/x.md
         git add . && git commit -qm two && git checkout -q -",
    );
    site.converge();
    let mut counts = Vec::new();
    for branch in ["other", "-", "other", "-", "other", "-"] {
        let start = Instant::now();
        // The work of a server takes time too, and what comes meanwhile waits for the next look.
        let root = site.root.clone();
        let checkout = std::thread::spawn(move || {
            let git = std::process::Command::new("git")
                .args(["checkout", "-q", branch])
                .current_dir(root)
                .status();
            assert!(git.unwrap().success());
            start.elapsed()
        });
        let before = site.looks.len();
        while !checkout.is_finished() {
            if site.look(Duration::from_millis(5)) {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        let time = checkout.join().unwrap();
        site.converge();
        counts.push(site.looks.len() - before);
        println!("{} looks at a checkout of {time:?}", site.looks.len() - before);
    }
    // On a machine that is busy with other tests git itself rests now and then, so the best of
    // several counts.
    assert!(
        counts.iter().min().unwrap() <= &2 && counts.iter().max().unwrap() <= &40,
        "{counts:?}"
    );
    assert_eq!(site.known.keys().filter(|path| path.contains("deep")).count(), 0);
}

#[test]
fn a_hundred_saves_a_second_converge() {
    let mut site = Site::new();
    let root = site.root.clone();
    let writer = std::thread::spawn(move || {
        for number in 0..100 {
            fs::write(root.join("content/.x.tmp"), format!("{number}")).unwrap();
            fs::rename(root.join("content/.x.tmp"), root.join("content/x.md")).unwrap();
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    while !writer.is_finished() {
        if site.look(Duration::from_millis(20)) {
            std::thread::sleep(Duration::from_millis(30));
        }
    }
    writer.join().unwrap();
    let during = site.looks.len();
    assert!(during < 100, "{during} looks");
    assert!(site.converge().len() <= 2);
    assert_eq!(site.known["content/x.md"], b"99");
}

#[test]
fn what_happens_while_nobody_looks_is_one_look() {
    let mut site = Site::new();
    for number in 0..2_000 {
        site.write(&format!("content/a/{number}.md"), "1");
    }
    let looks = site.converge();
    assert!(looks.len() <= 2, "{}", looks.len());
    assert!(!looks.contains(&Rescan::Everything));
}

#[test]
fn too_many_directories_to_name_are_everything() {
    let mut site = Site::new();
    for number in 0..6_000 {
        fs::create_dir(site.path(&format!("data/{number}"))).unwrap();
    }
    assert_eq!(site.converge().first(), Some(&Rescan::Everything));
    site.write("data/5999/x.md", "1");
    assert_eq!(site.converge().len(), 1);
}
