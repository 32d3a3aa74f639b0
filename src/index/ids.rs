//! The numbers by which entries name each other.

/// The number of an article in the index's list.
pub(crate) type ArticleId = usize;

/// The number of a tag in the index's list.
pub(crate) type TagId = usize;

/// The number of an author in the index's list.
pub(crate) type AuthorId = usize;
