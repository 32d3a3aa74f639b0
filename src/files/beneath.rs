//! Opening a path below a folder without ever leaving it.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags};
use rustix::io::{Errno, Result};

/// So many symbolic links are followed on one way, as Linux does.
const MAX_LINKS: usize = 40;

/// Opens a path below `root`. Symbolic links are followed as long as they stay below.
#[cfg(target_os = "linux")]
pub(super) fn open(root: &OwnedFd, path: &str, flags: OFlags) -> Result<OwnedFd> {
    use rustix::fs::ResolveFlags;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    match rustix::fs::openat2(root, path, flags, Mode::empty(), resolve) {
        // Sandboxes answer so to calls that they do not know.
        Err(Errno::NOSYS | Errno::PERM) => open_by_parts(root.as_fd(), path, flags),
        result => result,
    }
}

/// Other systems have no `openat2`.
#[cfg(not(target_os = "linux"))]
pub(super) fn open(root: &OwnedFd, path: &str, flags: OFlags) -> Result<OwnedFd> {
    open_by_parts(root.as_fd(), path, flags)
}

/// Opens a path one part at a time. The system follows no link: where one stands, its target's
/// parts take its place on the way.
fn open_by_parts(root: BorrowedFd<'_>, path: &str, flags: OFlags) -> Result<OwnedFd> {
    let on_the_way = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // The folders between the root and where the way has come to.
    let mut folders: Vec<OwnedFd> = Vec::new();
    let mut links = 0;
    let mut ahead: Vec<Vec<u8>> = parts(path.as_bytes());
    while let Some(part) = ahead.pop() {
        let here = folders.last().map_or(root, AsFd::as_fd);
        match part.as_slice() {
            b".." => {
                folders.pop().ok_or(Errno::XDEV)?;
                continue;
            }
            b"." => continue,
            _ => {}
        }
        let is_last = ahead.is_empty();
        let wanted = if is_last { flags } else { on_the_way };
        match rustix::fs::openat(here, part.as_slice(), wanted | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(file) if is_last => return Ok(file),
            Ok(folder) => folders.push(folder),
            // What cannot be opened so may be a link.
            Err(error @ (Errno::LOOP | Errno::MLINK | Errno::NOTDIR)) => {
                let target = rustix::fs::readlinkat(here, part.as_slice(), Vec::new());
                let target = target.map_err(|_| error)?.into_bytes();
                links += 1;
                if links > MAX_LINKS {
                    return Err(Errno::LOOP);
                }
                if target.starts_with(b"/") {
                    return Err(Errno::XDEV);
                }
                ahead.extend(parts(&target));
            }
            Err(error) => return Err(error),
        }
    }
    let here = folders.last().map_or(root, AsFd::as_fd);
    rustix::fs::openat(here, ".", flags, Mode::empty())
}

/// The parts of a path, the last first.
fn parts(path: &[u8]) -> Vec<Vec<u8>> {
    let parts = path.split(|byte| *byte == b'/').rev();
    parts.filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// What a path leads to: its inode, or why it leads nowhere.
    fn end(opened: Result<OwnedFd>) -> Result<u64> {
        let stat = rustix::fs::fstat(opened?)?;
        Ok(stat.st_ino)
    }

    #[test]
    fn both_ways_lead_to_the_same() {
        let above = tempfile::tempdir().unwrap();
        let site = above.path().join("site");
        fs::create_dir_all(site.join("a/b")).unwrap();
        fs::write(above.path().join("secret"), "x").unwrap();
        fs::write(site.join("file"), "x").unwrap();
        fs::write(site.join("a/b/deep"), "x").unwrap();
        let links = [
            ("a/up", "../file"),
            ("a/folder", "b/"),
            ("a/b/twice", "../up"),
            ("here", "."),
            ("root", "a/.."),
            ("out", "../secret"),
            ("a/b/far", "../../../secret"),
            ("absolute", "/etc/passwd"),
            ("circle", "circle"),
            ("gone", "nowhere"),
            ("through", "a/folder/deep"),
            ("process", "/proc/self/cwd"),
        ];
        for (link, target) in links {
            symlink(target, site.join(link)).unwrap();
        }
        for number in 0..45 {
            let target = if number == 0 { "file".into() } else { format!("chain{}", number - 1) };
            symlink(target, site.join(format!("chain{number}"))).unwrap();
        }
        let root = OwnedFd::from(fs::File::open(&site).unwrap());
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let others = ["file", "a/b/deep", "file/x", "a/folder/deep", "here/here/file", "none/x"];
        let chains = ["chain39", "chain40"];
        let paths = links.iter().map(|(link, _)| *link).chain(others).chain(chains);
        let mut opened = 0;
        for path in paths {
            let by_parts = end(open_by_parts(root.as_fd(), path, flags));
            opened += usize::from(by_parts.is_ok());
            assert_eq!(by_parts, end(open(&root, path, flags)), "{path}");
        }
        assert_eq!(opened, 6 + 4 + 1);
    }
}
