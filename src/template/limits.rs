//! Limits on what a template may do. Tera itself has none on time and size.

use std::cell::Cell;
use std::io::{self, Write};

/// A buffer that refuses to grow past its limit.
pub(super) struct LimitedWriter {
    bytes: Vec<u8>,
    limit: u64,
    is_over: bool,
}

impl LimitedWriter {
    pub(super) fn new(limit: u64) -> Self {
        Self { bytes: Vec::with_capacity(8 * 1024), limit, is_over: false }
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl Write for LimitedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() as u64 + bytes.len() as u64 > self.limit {
            self.is_over = true;
            return Err(io::Error::other("the page is too large"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

thread_local! {
    /// How many numbers `range` may still give the page that this thread renders.
    static RANGE_LEFT: Cell<u64> = const { Cell::new(0) };
}

/// The budget of one page; given up when the page is done.
pub(super) struct Budget;

impl Budget {
    pub(super) fn start(items: u64) -> Self {
        RANGE_LEFT.set(items);
        Self
    }

    /// Takes from the budget of the page being rendered; `false` if that is too much.
    pub(super) fn take(items: u64) -> bool {
        let left = RANGE_LEFT.get().checked_sub(items);
        RANGE_LEFT.set(left.unwrap_or_default());
        left.is_some()
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        RANGE_LEFT.set(0);
    }
}
