//! The one list of the kinds of content.
//!
//! A new kind is a line here, a model in this module, what `parse` makes of its front matter
//! (`parse/kinds/`), and a page (`pages`).

/// Passes the list to a macro. A line is a kind, which is the name of its model as well; the
/// directory of its files; the list of `Models` and of the index that contains them; and the type
/// of the index's entries if the kind has rules of its own.
macro_rules! content_kinds {
    ($macro:ident) => {
        $macro! {
            Article, "content/artikler", articles, ArticleEntry;
            Event, "content/events", events, EventEntry;
            PeopleNews, "content/navnenyt", people;
            Edition, "content/udgaver", editions, EditionEntry;
            Page, "content/sider", pages;
            Author, "content/forfattere", authors, AuthorEntry;
        }
    };
}

pub(crate) use content_kinds;
