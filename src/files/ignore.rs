//! Names that are never sources.

/// Whether a file or directory of this name is left out in any directory: version control,
/// packages, what systems leave behind, and editors' backups, swap and lock files.
pub(super) fn is_ignored(name: &str) -> bool {
    const NAMES: &[&str] = &[
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "node_modules",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        // Vim writes this file to try out whether it may write.
        "4913",
    ];
    let is_lock = name.starts_with(".#") || (name.starts_with('#') && name.ends_with('#'));
    let is_swap = name.starts_with('.')
        && name.rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty() && matches!(extension, "swp" | "swo" | "swn" | "swx")
        });
    NAMES.contains(&name) || is_lock || is_swap || is_backup(name)
}

/// Whether a name is that of a copy which an editor, a merge or an office program leaves beside a
/// file, mostly for a while.
fn is_backup(name: &str) -> bool {
    const EXTENSIONS: [&str; 6] = ["bak", "orig", "rej", "save", "swp", "tmp"];
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.iter().any(|backup| extension.eq_ignore_ascii_case(backup))
        || name.starts_with("~$")
        || ["~", "___jb_tmp___", "___jb_old___"].iter().any(|end| name.ends_with(end))
}

/// Whether a file below `content`, `data` or `templates` is left out because its name begins
/// with a dot. Below `static` such files are wanted: `.well-known`, `.nojekyll`.
pub(super) fn is_hidden(directory: &str, name: &str) -> bool {
    name.starts_with('.') && directory.split('/').next() != Some("static")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_leavings_are_ignored() {
        for name in [".git", "x.md~", ".#x.md", "#x.md#", ".x.md.swp", "4913", ".DS_Store"] {
            assert!(is_ignored(name), "{name}");
        }
        for name in ["x.md.orig", "x.html.bak", "X.BAK", "x.rej", "~$x.docx", "x.md___jb_tmp___"] {
            assert!(is_ignored(name), "{name}");
        }
        for name in ["x.md", "4913.md", "c#.md", "swp", ".well-known", "tilde~.md"] {
            assert!(!is_ignored(name), "{name}");
        }
        for name in ["bak", "orig.md", "x.original", "$x.md", "x___jb_tmp___.md", "~x.md"] {
            assert!(!is_ignored(name), "{name}");
        }
    }

    #[test]
    fn dot_files_are_sources_only_below_static() {
        assert!(is_hidden("content/artikler", ".x.md"));
        assert!(!is_hidden("static", ".well-known"));
    }
}
