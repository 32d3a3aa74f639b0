//! A running program: its pipes, its time, its end.
//!
//! Its pipes do not block, and one thread attends to all of them. So a program that reads nothing,
//! prints without end, or leaves a grandchild behind that keeps its pipes open (an `ssh` master, a
//! credential cache) holds nobody up: once it has ended, what is in the pipes is all that counts.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::{Pid, Signal, kill_process_group};

use super::interruption::Interruption;
use crate::publish::target::{TargetError, TargetErrorKind};

/// How much of its standard error is kept.
const STDERR_BYTES: usize = 4 << 10;
/// How long it has to clean up after itself once it was asked to end.
const GRACE: Duration = Duration::from_secs(2);
/// The pauses between two looks at it.
const PAUSES: (Duration, Duration) = (Duration::from_micros(200), Duration::from_millis(20));
/// The most that is read after its end: more than pipes contain.
const MAX_REST: usize = 1 << 20;

/// Why a program had to end.
pub(super) enum EarlyEnd {
    Late,
    Interrupted,
    System(io::Error),
    /// What it printed was refused, or there was nothing right for it to read.
    Refused(TargetError),
}

pub(super) struct Running {
    child: Child,
    stdin: Option<Input>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    last_stderr: Vec<u8>,
    buffer: Vec<u8>,
    has_ended: bool,
}

struct Input {
    pipe: ChildStdin,
    reader: Box<dyn Read + Send>,
    /// What was read and is not written yet.
    piece: Vec<u8>,
    written: usize,
}

impl Running {
    pub(super) fn start(
        command: &mut Command,
        input: Option<Box<dyn Read + Send>>,
    ) -> io::Result<Self> {
        let mut child = command.process_group(0).spawn()?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        // From here on, whatever happens ends the child.
        let mut running = Self {
            child,
            stdin: None,
            stdout,
            stderr,
            last_stderr: Vec::new(),
            buffer: vec![0; 64 << 10],
            has_ended: false,
        };
        running.stdout.as_ref().map_or(Ok(()), do_not_block)?;
        running.stderr.as_ref().map_or(Ok(()), do_not_block)?;
        if let (Some(pipe), Some(reader)) = (stdin, input) {
            do_not_block(&pipe)?;
            running.stdin = Some(Input { pipe, reader, piece: Vec::new(), written: 0 });
        }
        Ok(running)
    }

    /// Attends to it until it has ended; gives its exit code.
    pub(super) fn attend(
        &mut self,
        limit: Duration,
        interruption: &Interruption,
        print: &mut dyn FnMut(&[u8]) -> Result<(), TargetError>,
    ) -> Result<Option<i32>, EarlyEnd> {
        let start = Instant::now();
        let mut pause = PAUSES.0;
        loop {
            // Asked before the pipes are read: what it printed before its end is in them then.
            let status = self.child.try_wait().map_err(EarlyEnd::System)?;
            if let Some(status) = status {
                self.has_ended = true;
                self.read_rest(print)?;
                return Ok(status.code());
            }
            if interruption.has_come() {
                return Err(EarlyEnd::Interrupted);
            }
            if start.elapsed() > limit {
                return Err(EarlyEnd::Late);
            }
            let bytes = self.write()? + self.read(print)? + self.read_stderr()?;
            if bytes > 0 {
                pause = PAUSES.0;
            } else {
                thread::sleep(pause);
                pause = (pause * 2).min(PAUSES.1);
            }
        }
    }

    /// The last of what it wrote to its standard error.
    pub(super) fn into_stderr(mut self) -> Vec<u8> {
        std::mem::take(&mut self.last_stderr)
    }

    fn read_rest(
        &mut self,
        print: &mut dyn FnMut(&[u8]) -> Result<(), TargetError>,
    ) -> Result<(), EarlyEnd> {
        let mut total = 0;
        while total < MAX_REST {
            let bytes = self.read(print)? + self.read_stderr()?;
            if bytes == 0 {
                break;
            }
            total += bytes;
        }
        Ok(())
    }

    /// Writes a piece of the input; the pipe is closed at its end.
    fn write(&mut self) -> Result<usize, EarlyEnd> {
        let Some(input) = &mut self.stdin else { return Ok(0) };
        if input.written == input.piece.len() {
            input.piece.resize(64 << 10, 0);
            let read = input.reader.read(&mut input.piece);
            let read = read.map_err(|error| {
                EarlyEnd::Refused(TargetError::new(TargetErrorKind::Failed, error.to_string()))
            })?;
            input.piece.truncate(read);
            input.written = 0;
        }
        if input.piece.is_empty() {
            self.stdin = None;
            return Ok(0);
        }
        match input.pipe.write(&input.piece[input.written..]) {
            Ok(bytes) => {
                input.written += bytes;
                Ok(bytes)
            }
            Err(error) if is_pause(&error) => Ok(0),
            // It wants no more; its exit code says whether that is right.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.stdin = None;
                Ok(0)
            }
            Err(error) => Err(EarlyEnd::System(error)),
        }
    }

    fn read(
        &mut self,
        print: &mut dyn FnMut(&[u8]) -> Result<(), TargetError>,
    ) -> Result<usize, EarlyEnd> {
        let bytes = read(&mut self.stdout, &mut self.buffer).map_err(EarlyEnd::System)?;
        if bytes > 0 {
            print(&self.buffer[..bytes]).map_err(EarlyEnd::Refused)?;
        }
        Ok(bytes)
    }

    fn read_stderr(&mut self) -> Result<usize, EarlyEnd> {
        let bytes = read(&mut self.stderr, &mut self.buffer).map_err(EarlyEnd::System)?;
        self.last_stderr.extend_from_slice(&self.buffer[..bytes]);
        let surplus = self.last_stderr.len().saturating_sub(STDERR_BYTES);
        self.last_stderr.drain(..surplus);
        Ok(bytes)
    }

    /// Ends it and everything that it has started, and takes note of its end.
    fn kill(&mut self) {
        let group = Pid::from_child(&self.child);
        // An error means that it has ended by itself.
        let _ = kill_process_group(group, Signal::TERM);
        let start = Instant::now();
        while start.elapsed() < GRACE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(PAUSES.1);
        }
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Nothing that was started survives an error.
impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended {
            self.kill();
        }
    }
}

fn do_not_block(pipe: impl AsFd) -> io::Result<()> {
    let flags = fcntl_getfl(&pipe)?;
    Ok(fcntl_setfl(&pipe, flags | OFlags::NONBLOCK)?)
}

/// Reads what is in a pipe; closes it at its end.
fn read<P: Read>(pipe: &mut Option<P>, buffer: &mut [u8]) -> io::Result<usize> {
    let Some(open) = pipe else { return Ok(0) };
    match open.read(buffer) {
        Ok(0) => {
            *pipe = None;
            Ok(0)
        }
        Ok(bytes) => Ok(bytes),
        Err(error) if is_pause(&error) => Ok(0),
        Err(error) => Err(error),
    }
}

fn is_pause(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
