//! What the path of a request asks for.
//!
//! In: a path as it came over the network. Out: a [`RequestTarget`], or a [`Refusal`] of a path
//! that no browser sends, which is not looked up. May import: `paths`.

use super::guard::Refusal;
use crate::paths::{OutputPath, decoded, percent};

/// The server's own files are below this.
const RESERVED: &str = "/_digest/";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequestTarget {
    /// A file of the site, or its directory without the slash at the end.
    File(OutputPath),
    /// One of the server's own files: the text after `/_digest/`.
    Reserved(String),
    /// Above a site that is below a path, or at that path without the slash at the end.
    Above,
    /// A valid path that no site can have.
    Nothing,
}

/// Reads the path of a request, without its query. `sub_path` is the path below which the site is
/// served: empty, or such as `/nyt`.
pub(super) fn read(path: &str, sub_path: &str) -> Result<RequestTarget, Refusal> {
    let path = decode(path).ok_or(Refusal::Target)?;
    let is_bad = |c: char| c.is_control() || c == '\\';
    let is_odd = |part: &str| matches!(part, "." | "..");
    if !path.starts_with('/')
        || path.contains("//")
        || path.contains(is_bad)
        || path.split('/').any(is_odd)
    {
        return Err(Refusal::Target);
    }
    if let Some(rest) = path.strip_prefix(RESERVED) {
        return Ok(RequestTarget::Reserved(rest.to_owned()));
    }
    let file = match path.strip_prefix(&*decoded(sub_path)) {
        None if path == "/" => return Ok(RequestTarget::Above),
        Some("") => return Ok(RequestTarget::Above),
        // Without a slash, only the beginning of the name matches.
        rest => rest.and_then(|rest| rest.strip_prefix('/')),
    };
    let output = file.and_then(|file| {
        let is_directory = file.is_empty() || file.ends_with('/');
        OutputPath::new(&if is_directory { format!("{file}index.html") } else { file.to_owned() })
            .ok()
    });
    Ok(output.map_or(RequestTarget::Nothing, RequestTarget::File))
}

/// Decodes percent-encoding once. A slash that was encoded is refused: it would be one for some
/// readers of the path and none for others.
fn decode(text: &str) -> Option<String> {
    if text.contains("%2F") || text.contains("%2f") {
        return None;
    }
    String::from_utf8(percent::decode(text)?.into_owned()).ok()
}

#[cfg(test)]
mod tests;
