use std::path::PathBuf;

use notify::event::{DataChange, Flag, MetadataKind, RenameMode};

use super::*;

const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
const CAME: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));

fn note(changes: &mut Changes, kind: EventKind, path: impl Into<PathBuf>, now: Instant) {
    let event = Event::new(kind).add_path(path.into());
    changes.note(Path::new("/site"), Ok(event), now);
}

fn noted(kind: EventKind, path: &str) -> Changes {
    let mut changes = Changes::default();
    note(&mut changes, kind, path, Instant::now());
    changes
}

fn list(set: &BTreeSet<String>) -> Vec<&str> {
    set.iter().map(String::as_str).collect()
}

#[test]
fn a_closed_file_asks_for_its_folder() {
    let changes = noted(CLOSED, "/site/content/a/b.md");
    assert_eq!(list(&changes.directories), ["content/a"]);
    assert!(changes.moved.is_empty() && !changes.everything);
    assert_eq!(list(&noted(CLOSED, "/site/site.toml").directories), [""]);
}

#[test]
fn opening_and_reading_ask_for_nothing() {
    for access in [AccessKind::Open(AccessMode::Any), AccessKind::Close(AccessMode::Read)] {
        let event = Event::new(EventKind::Access(access)).add_path("/site/content/a.md".into());
        let mut changes = Changes::default();
        assert!(!changes.note(Path::new("/site"), Ok(event), Instant::now()));
        assert!(!changes.is_due(Instant::now()) && changes.next_due().is_none());
    }
}

#[test]
fn a_name_that_came_may_be_a_folder() {
    let changes = noted(CAME, "/site/content/a");
    assert_eq!(list(&changes.directories), ["content"]);
    assert_eq!(list(&changes.moved), ["content/a"]);
    let kind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    assert_eq!(list(&noted(kind, "/site/content/a").moved), ["content/a"]);
}

#[test]
fn what_is_never_a_source_asks_for_nothing() {
    for path in [
        "public/index.html",
        ".digest/lock",
        "README.md",
        "site.toml~",
        "content/.a.md.swp",
        "content/a.md~",
        "content/4913",
        "content/.#a.md",
        "content/.hidden/a.md",
        "content/.git/index",
        "static/node_modules/a.js",
    ] {
        let changes = noted(CAME, &format!("/site/{path}"));
        assert!(!changes.is_due(Instant::now()), "{path}");
    }
    assert!(noted(CAME, "/site/static/.well-known").is_due(Instant::now()));
}

#[test]
fn lost_events_errors_and_names_beyond_text_ask_for_everything() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let root = Path::new("/site");
    let rescan = Event::new(EventKind::Other).set_flag(Flag::Rescan);
    for event in [Ok(rescan), Err(notify::Error::generic("lost"))] {
        let mut changes = noted(CLOSED, "/site/content/a.md");
        assert!(changes.note(root, event, Instant::now()));
        assert!(changes.everything && changes.directories.is_empty());
    }
    let mut changes = Changes::default();
    let name = OsStr::from_bytes(b"/site/content/\xff.md");
    note(&mut changes, CLOSED, name, Instant::now());
    assert!(changes.everything);
    assert!(noted(CAME, "/site").everything);
}

#[test]
fn a_storm_takes_bounded_room_and_asks_for_everything() {
    let mut changes = Changes::default();
    for number in 0..20_000 {
        note(&mut changes, CAME, format!("/site/content/{number}"), Instant::now());
        assert!(changes.moved.len() <= MAX_PATHS);
    }
    assert!(changes.everything && changes.moved.is_empty());
    assert_eq!(changes.event_count, 20_000);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_kept_open_is_looked_at_when_its_writer_pauses() {
    let start = Instant::now();
    let mut changes = Changes::default();
    let at = |ms| start + Duration::from_millis(ms);
    note(&mut changes, WRITTEN, "/site/content/a.md", start);
    note(&mut changes, WRITTEN, "/site/content/a.md", at(300));
    assert!(!changes.is_due(at(700)));
    assert_eq!(changes.next_due(), Some(at(800)));
    assert!(changes.is_due(at(800)));
    assert_eq!(list(&changes.take(at(800)).directories), ["content"]);
    assert!(!changes.is_due(at(9_000)));
}

#[test]
#[cfg(target_os = "linux")]
fn a_look_at_a_folder_leaves_other_open_files_waiting() {
    let start = Instant::now();
    let mut changes = Changes::default();
    note(&mut changes, WRITTEN, "/site/content/a.md", start);
    note(&mut changes, WRITTEN, "/site/static/a.css", start);
    note(&mut changes, CLOSED, "/site/content/b.md", start);
    assert_eq!(list(&changes.take(start).directories), ["content"]);
    assert_eq!(list(&changes.take(start + OPEN_FILE_PAUSE).directories), ["static"]);
}
