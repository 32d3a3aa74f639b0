//! Opening a path below a directory without ever leaving it.

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags};
use rustix::io::{Errno, Result};

/// Maximum symlink depth (as Linux's `MAXSYMLINKS`).
const MAX_LINKS: usize = 40;

/// What happens at a symbolic link in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symlinks {
    /// It is followed if its target is below the directory as well.
    Follow,
    /// The path cannot be opened; nor can one that crosses a mount point, since nothing can be
    /// renamed across one (Linux only).
    Refuse,
}

/// Opens a path below `root`; the empty path is `root` itself.
#[cfg(target_os = "linux")]
pub(super) fn open(
    root: BorrowedFd<'_>,
    path: &str,
    flags: OFlags,
    mode: Mode,
    symlinks: Symlinks,
) -> Result<OwnedFd> {
    use rustix::fs::ResolveFlags;
    let (resolve, link_flags) = match symlinks {
        Symlinks::Follow => (ResolveFlags::NO_MAGICLINKS, OFlags::empty()),
        Symlinks::Refuse => (ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV, OFlags::NOFOLLOW),
    };
    let name = if path.is_empty() { "." } else { path };
    let all_flags = flags | link_flags | OFlags::CLOEXEC;
    match rustix::fs::openat2(root, name, all_flags, mode, ResolveFlags::BENEATH | resolve) {
        // What sandboxes answer to system calls that they do not know.
        Err(Errno::NOSYS | Errno::PERM) => open_by_parts(root, path, flags, mode, symlinks),
        result => result,
    }
}

/// Other systems have no `openat2`.
#[cfg(not(target_os = "linux"))]
pub(super) fn open(
    root: BorrowedFd<'_>,
    path: &str,
    flags: OFlags,
    mode: Mode,
    symlinks: Symlinks,
) -> Result<OwnedFd> {
    open_by_parts(root, path, flags, mode, symlinks)
}

/// Opens a path one part at a time. The system follows no link; where links are to be followed,
/// the parts of the target take the link's place.
fn open_by_parts(
    root: BorrowedFd<'_>,
    path: &str,
    flags: OFlags,
    mode: Mode,
    symlinks: Symlinks,
) -> Result<OwnedFd> {
    let always = OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let parent_flags = OFlags::RDONLY | OFlags::DIRECTORY | always;
    // The open directories from the one below the root to the current one.
    let mut parents: Vec<OwnedFd> = Vec::new();
    let mut links = 0;
    let mut remaining = reversed_parts(path.as_bytes());
    while let Some(part) = remaining.pop() {
        if part == b"." {
            continue;
        }
        if part == b".." {
            parents.pop().ok_or(Errno::XDEV)?;
            continue;
        }
        let current = parents.last().map_or(root, AsFd::as_fd);
        let is_last = remaining.is_empty();
        let opened = if is_last {
            rustix::fs::openat(current, part.as_slice(), flags | always, mode)
        } else {
            rustix::fs::openat(current, part.as_slice(), parent_flags, Mode::empty())
        };
        match opened {
            Ok(file) if is_last => return Ok(file),
            Ok(directory) => parents.push(directory),
            // These are the errors that a link gives.
            Err(error @ (Errno::LOOP | Errno::MLINK | Errno::NOTDIR))
                if symlinks == Symlinks::Follow =>
            {
                let target = rustix::fs::readlinkat(current, part.as_slice(), Vec::new());
                let target = target.map_err(|_| error)?.into_bytes();
                links += 1;
                if links > MAX_LINKS {
                    return Err(Errno::LOOP);
                }
                if target.starts_with(b"/") {
                    return Err(Errno::XDEV);
                }
                remaining.extend(reversed_parts(&target));
            }
            Err(error) => return Err(error),
        }
    }
    let current = parents.last().map_or(root, AsFd::as_fd);
    rustix::fs::openat(current, ".", flags | always, mode)
}

/// The parts of a path, the last one first.
fn reversed_parts(path: &[u8]) -> Vec<Vec<u8>> {
    let parts = path.split(|byte| *byte == b'/').rev();
    parts.filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// The inode of what was opened, or why it was not.
    fn inode(opened: Result<OwnedFd>) -> Result<u64> {
        let stat = rustix::fs::fstat(opened?)?;
        Ok(stat.st_ino)
    }

    #[test]
    fn openat2_and_opening_by_parts_agree() {
        let above = tempfile::tempdir().unwrap();
        let site = above.path().join("site");
        fs::create_dir_all(site.join("a/b")).unwrap();
        fs::write(above.path().join("secret"), "x").unwrap();
        fs::write(site.join("file"), "x").unwrap();
        fs::write(site.join("a/b/deep"), "x").unwrap();
        let links = [
            ("a/up", "../file"),
            ("a/directory", "b/"),
            ("a/b/twice", "../up"),
            ("here", "."),
            ("root", "a/.."),
            ("out", "../secret"),
            ("a/b/far", "../../../secret"),
            ("absolute", "/etc/passwd"),
            ("circle", "circle"),
            ("gone", "nowhere"),
            ("through", "a/directory/deep"),
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
        let flags = OFlags::RDONLY | OFlags::NONBLOCK;
        let others = [
            "file",
            "a/b/deep",
            "file/x",
            "a/directory/deep",
            "here/here/file",
            "none/x",
            "a/b",
            "",
        ];
        let chains = ["chain39", "chain40"];
        let paths = links.iter().map(|(link, _)| *link).chain(others).chain(chains);
        let mut opened = (0, 0);
        for path in paths {
            let open_both = |symlinks| {
                let by_parts =
                    inode(open_by_parts(root.as_fd(), path, flags, Mode::empty(), symlinks));
                let at_once = inode(open(root.as_fd(), path, flags, Mode::empty(), symlinks));
                (by_parts, at_once)
            };
            let (by_parts, at_once) = open_both(Symlinks::Follow);
            assert_eq!(by_parts, at_once, "{path}");
            opened.0 += usize::from(by_parts.is_ok());
            // Which error a link in the middle gives depends on how it is opened.
            let (by_parts, at_once) = open_both(Symlinks::Refuse);
            assert_eq!(by_parts.ok(), at_once.ok(), "{path}");
            opened.1 += usize::from(by_parts.is_ok());
        }
        assert_eq!(opened, (6 + 6 + 1, 4));
    }
}
