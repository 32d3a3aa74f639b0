//! Locks: one process at a time writes for a site, and one to an output directory.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{FlockOperation, flock};
use rustix::io::{Errno, retry_on_intr};

use super::create::make_directory;
use super::directory::WritableDir;
use super::error::WriteError;

/// The name of the site's lock file.
const LOCK: &str = "lock";
/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(10);

/// A lock that is held until it is dropped, or until the process ends in whatever way.
#[derive(Debug)]
pub(super) struct Lock {
    _held: OwnedFd,
}

/// Locks a site, given the directory of our state, waiting at most `wait` for another process.
///
/// The lock file stays: to remove it would let two processes lock two files of one name.
pub(super) fn site(home: &WritableDir, wait: Duration) -> Result<Lock, WriteError> {
    let error = |action, errno: Errno| home.error(action, LOCK, errno);
    let mut file = home.open_or_create_file(LOCK).map_err(|errno| error("open", errno))?;
    match acquire(&file, wait) {
        Ok(()) => {}
        Err(Errno::WOULDBLOCK) => {
            return Err(WriteError::Locked { path: home.path().join(LOCK), pid: read_pid(file) });
        }
        Err(errno) => return Err(error("lock", errno)),
    }
    // The number is for messages only, so a full disk is no reason to stop here.
    let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(Lock { _held: file.into() })
}

/// Locks an output directory itself: nothing is added to it, and sites that share it exclude each
/// other. Network file systems that cannot lock a directory leave this to the site's lock.
pub(super) fn output(output: &WritableDir, wait: Duration) -> Result<Lock, WriteError> {
    // Opened again, because a lock belongs to the opening and not to the directory.
    let opened =
        WritableDir::open(output.path()).map_err(|errno| output.error("open", "", errno))?;
    match acquire(opened.fd(), wait) {
        Ok(()) | Err(Errno::BADF | Errno::INVAL | Errno::NOLCK | Errno::NOTSUP | Errno::NOSYS) => {
            Ok(Lock { _held: opened.into_fd() })
        }
        Err(Errno::WOULDBLOCK) => Err(WriteError::Locked { path: output.path().into(), pid: None }),
        Err(errno) => Err(output.error("lock", "", errno)),
    }
}

fn acquire(file: impl AsFd, wait: Duration) -> Result<(), Errno> {
    let mut waited = Duration::ZERO;
    loop {
        match retry_on_intr(|| flock(&file, FlockOperation::NonBlockingLockExclusive)) {
            Err(Errno::WOULDBLOCK) if waited < wait => {
                sleep(PAUSE);
                waited += PAUSE;
            }
            result => return result,
        }
    }
}

fn read_pid(mut file: File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// A directory that one process at a time uses.
#[derive(Debug)]
pub(crate) struct DirectoryLock {
    _lock: Lock,
}

impl DirectoryLock {
    /// Makes a directory and locks it, without waiting for another process.
    pub(crate) fn acquire(directory: &Path) -> Result<Self, WriteError> {
        make_directory(directory)?;
        let opened = WritableDir::open(directory)
            .map_err(|errno| WriteError::io("open", directory, errno))?;
        Ok(Self { _lock: output(&opened, Duration::ZERO)? })
    }
}
/// What this machine is called, for others that find a lock.
pub(crate) fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}
