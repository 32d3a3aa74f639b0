//! Commits that are cut short, and how they are finished.

use proptest::prelude::*;

use super::super::directory::WritableDir;
use super::super::journal::{Journal, Step};
use super::super::replay::Replay;
use super::super::stage;
use super::*;
use crate::property_tests::seeded;

impl Site {
    fn journal(&self) -> PathBuf {
        self.root().join(".digest/journal")
    }

    /// Builds up to the point of no return, then lets the process "die".
    fn decided(&self, files: &Tree, options: CommitOptions) -> Journal {
        let mut commit = self.open(options).unwrap();
        put_all(&commit, files).unwrap();
        let outputs = commit.sorted_outputs().unwrap();
        let output = commit.output.take().unwrap();
        commit.decide(&output, &outputs, &|| false).unwrap().1.unwrap()
    }

    /// Does the first `count` steps of a decided commit.
    fn replay(&self, journal: &Journal, count: usize) {
        let stage = WritableDir::open(&self.root().join(".digest").join(stage::IN_SITE)).unwrap();
        let output = WritableDir::open(&self.output).unwrap();
        let path = self.journal();
        let mut replay = Replay::new(journal, &path, Some(&stage), &output);
        replay.run(journal.steps.iter().take(count)).unwrap();
    }
}

const OLD: &[(&str, &str)] =
    &[("a", "1"), ("b/x", "1"), ("b/y", "1"), ("c/d/e", "1"), ("f", "1"), ("same", "1")];
const NEW: &[(&str, &str)] =
    &[("a/x", "2"), ("b", "2"), ("f", "2"), ("g/h.css", "2"), ("same", "1"), ("feed.xml", "2")];

#[test]
fn nothing_is_put_in_place_before_what_it_links_to() {
    let site = Site::new();
    site.built(OLD);
    let new = [("a.html", "2"), ("z.css", "2"), ("feed.xml", "2"), ("list.html", "2"), ("f", "1")];
    let journal = site.decided(&tree(&new), CommitOptions::default());
    let verbs: Vec<_> = journal
        .steps
        .iter()
        .map(|step| match step {
            Step::Remove(path) => format!("- {path}"),
            Step::RemoveDirectory(path) => format!("- {path}/"),
            Step::Place { to, .. } => format!("+ {to}"),
        })
        .collect();
    let manifest = format!("+ {MANIFEST}");
    assert_eq!(
        verbs,
        [
            &manifest,
            "+ z.css",
            "+ a.html",
            "+ list.html",
            "+ feed.xml",
            "- a",
            "- b/x",
            "- b/y",
            "- c/d/e",
            "- same",
            "- c/d/",
            "- c/",
            "- b/",
            &manifest,
        ]
    );
}

#[test]
fn every_step_can_be_the_last_one() {
    let steps = {
        let site = Site::new();
        site.built(OLD);
        site.decided(&tree(NEW), CommitOptions::default()).steps.len()
    };
    for count in 0..=steps {
        for again in [0, count / 2, count] {
            let site = Site::new();
            site.built(OLD);
            site.plant("b.txt", "mine");
            let journal = site.decided(&tree(NEW), CommitOptions::default());
            site.replay(&journal, count);
            site.replay(&journal, again);
            let report = site.built(NEW);
            assert!(report.recovered, "after {count} steps");
            assert_eq!((report.written, report.deleted), (0, 0));
            let mut expected = tree(NEW);
            expected.insert("b.txt".into(), "mine".into());
            assert_eq!(site.tree(), expected, "after {count} and again {again} steps");
            site.assert_tidy();
        }
    }
}

#[test]
fn a_commit_is_finished_though_its_stage_is_gone() {
    let site = Site::new();
    site.built(OLD);
    let journal = site.decided(&tree(NEW), CommitOptions::default());
    site.replay(&journal, journal.steps.len());
    fs::remove_dir_all(site.root().join(".digest/stage")).unwrap();
    drop(site.open(CommitOptions::default()).unwrap());
    site.assert_tree(NEW);
    site.assert_tidy();
}

#[test]
fn a_moved_site_is_finished_where_it_is_now() {
    let mut site = Site::new();
    let moved = tempfile::tempdir().unwrap();
    site.built(OLD);
    site.decided(&tree(NEW), CommitOptions::default());
    fs::rename(site.root().join("public"), moved.path().join("public")).unwrap();
    fs::rename(site.root().join(".digest"), moved.path().join(".digest")).unwrap();
    site.output = moved.path().join("public");
    site.directory = moved;
    drop(site.open(CommitOptions::default()).unwrap());
    site.assert_tree(NEW);
}

#[test]
fn the_journal_of_another_output_comes_first() {
    let mut site = Site::new();
    site.built(OLD);
    site.decided(&tree(NEW), CommitOptions::default());
    let other = site.root().join("other");
    let first = std::mem::replace(&mut site.output, other);
    assert!(site.built(&[("x", "1")]).recovered);
    site.assert_tree(&[("x", "1")]);
    site.output = first;
    site.assert_tree(NEW);
}

#[test]
fn a_journal_without_its_output_is_dropped() {
    let site = Site::new();
    site.built(OLD);
    site.decided(&tree(NEW), CommitOptions::default());
    fs::remove_dir_all(&site.output).unwrap();
    site.built(&[("x", "1")]);
    site.assert_tree(&[("x", "1")]);
    site.assert_tidy();
}

#[test]
fn a_journal_does_not_overwrite_a_later_build_of_another_site() {
    let (site, mut other) = (Site::new(), Site::new());
    site.built(OLD);
    let journal = site.decided(&tree(NEW), CommitOptions::default());
    site.replay(&journal, 3);
    other.output.clone_from(&site.output);
    other.build(&tree(&[("f", "3"), ("b", "2"), ("x", "3")]), force()).unwrap();
    let later = site.tree();
    drop(site.open(CommitOptions::default()).unwrap());
    assert_eq!(site.tree(), later);
    site.assert_tidy();
}

#[test]
fn a_damaged_journal_is_reported_and_thrown_away_only_on_request() {
    let site = Site::new();
    site.built(OLD);
    site.decided(&tree(NEW), CommitOptions::default());
    let text = fs::read(site.journal()).unwrap();
    fs::write(site.journal(), &text[..text.len() - 1]).unwrap();
    let pending = pending_journal(&site.target()).unwrap().unwrap();
    assert_eq!((pending.path, pending.output), (site.journal(), None));
    for _ in 0..2 {
        let error = site.open(CommitOptions::default()).unwrap_err();
        assert!(error.to_string().ends_with("/.digest/journal` is damaged"), "{error}");
        site.assert_tree(OLD);
    }
    let fresh = CommitOptions { fresh: true, ..CommitOptions::default() };
    assert!(!site.build(&tree(NEW), fresh).unwrap().recovered);
    site.assert_tree(NEW);
    site.assert_tidy();
}

#[test]
fn a_commit_that_lost_a_file_is_reported() {
    let site = Site::new();
    site.built(OLD);
    site.decided(&tree(NEW), CommitOptions::default());
    fs::remove_file(site.root().join(".digest/stage/f")).unwrap();
    let error = site.open(CommitOptions::default()).unwrap_err();
    assert!(error.to_string().contains("`f` is neither staged nor in place"), "{error}");
    assert!(site.journal().exists());
    site.build(&tree(NEW), CommitOptions { fresh: true, ..CommitOptions::default() }).unwrap();
    site.assert_tree(NEW);
}

#[test]
fn a_pending_journal_is_seen_without_being_touched() {
    let site = Site::new();
    assert_eq!(pending_journal(&site.target()).unwrap(), None);
    assert!(!site.root().join(".digest").exists());
    site.built(OLD);
    assert_eq!(pending_journal(&site.target()).unwrap(), None);
    site.decided(&tree(NEW), CommitOptions::default());
    let pending = pending_journal(&site.target()).unwrap().unwrap();
    assert_eq!(pending.output, Some(site.output.canonicalize().unwrap()));
    site.assert_tree(OLD);
}

#[test]
fn a_stale_stage_and_a_prepared_journal_are_dropped() {
    let site = Site::new();
    site.built(OLD);
    for stale in [".digest/stage/x/y", ".digest/journal.new", "public/.digest-stage/x"] {
        let path = site.root().join(stale);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "stale").unwrap();
    }
    site.built(NEW);
    site.assert_tree(NEW);
    site.assert_tidy();
}

/// A tree of few names, so that files and directories often want one path.
fn trees() -> impl Strategy<Value = Tree> {
    let path = "[ab](/[ab]){0,2}(\\.css)?";
    proptest::collection::btree_map(path, "[12]", 0..8).prop_map(|mut files| {
        let paths: Vec<_> = files.keys().cloned().collect();
        files.retain(|path, _| {
            !paths.iter().any(|other| {
                path.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        });
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, ..seeded() })]

    #[test]
    fn after_a_crash_the_tree_is_the_new_one_and_what_is_not_ours(
        old in trees(),
        new in trees(),
        foreign in trees(),
        force in any::<bool>(),
        stops in (0..20_usize, 0..20_usize),
    ) {
        let site = Site::new();
        site.build(&old, CommitOptions::default()).unwrap();
        let mut mine = Tree::new();
        for (path, content) in foreign {
            let full = site.output.join(&path);
            let fits = fs::create_dir_all(full.parent().unwrap()).is_ok() && !full.exists();
            if fits && fs::write(&full, format!("mine {content}")).is_ok() {
                mine.insert(path, format!("mine {content}"));
            }
        }
        let before = site.tree();

        // What is refused changes nothing.
        let options = CommitOptions { force, ..CommitOptions::default() };
        let mut commit = site.open(options).unwrap();
        put_all(&commit, &new).unwrap();
        let outputs = commit.sorted_outputs().unwrap();
        let output = commit.output.take().unwrap();
        let journal = match commit.decide(&output, &outputs, &|| false) {
            Ok((_, journal)) => journal,
            Err(WriteError::Refused(WriteRefusal::Foreign(paths))) => {
                prop_assert!(!paths.is_empty());
                prop_assert_eq!(site.tree(), before);
                return Ok(());
            }
            Err(error) => panic!("{error}"),
        };
        drop(commit);
        if let Some(journal) = journal {
            prop_assert_eq!(site.tree(), before);
            site.replay(&journal, stops.0);
            site.replay(&journal, stops.1);
        }

        drop(site.open(CommitOptions::default()).unwrap());
        let is_in_the_way = |path: &str| {
            new.keys().any(|file| file == path || file.starts_with(&format!("{path}/")))
        };
        if !force {
            prop_assert!(!mine.keys().any(|path| is_in_the_way(path)));
        }
        mine.retain(|path, _| !is_in_the_way(path));
        let mut expected = new;
        expected.extend(mine);
        let mut after = site.tree();
        // Directories made beside files that did not fit are nobody's and stay.
        after.retain(|path, _| !path.ends_with('/'));
        prop_assert_eq!(after, expected);
        site.assert_tidy();
    }
}
