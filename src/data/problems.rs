//! The limit on reported problems of one data file.

/// After this many problems the rest of a file is not read: no more are shown, and each costs a
/// search for its line, which may be as long as the file.
pub(crate) const MAX_REPORTED: usize = 50;
