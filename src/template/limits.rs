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
    static RANGE_LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// The budget of one page, or of one component's call outside any page; given up when it is done.
pub(super) struct Budget {
    is_outer: bool,
}

impl Budget {
    /// Begins a budget; within another one, that one goes on.
    pub(super) fn start(items: u64) -> Self {
        let is_outer = RANGE_LEFT.get().is_none();
        if is_outer {
            RANGE_LEFT.set(Some(items));
        }
        Self { is_outer }
    }

    /// Takes from the budget of the page being rendered; `false` if that is too much.
    pub(super) fn take(items: u64) -> bool {
        let left = RANGE_LEFT.get().unwrap_or_default().checked_sub(items);
        RANGE_LEFT.set(Some(left.unwrap_or_default()));
        left.is_some()
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        if self.is_outer {
            RANGE_LEFT.set(None);
        }
    }
}
