//! Text files: UTF-8, without what no web page or feed may contain.

use crate::diagnostics::{
    Code, Diagnostic, LineIndex, control_help, is_forbidden, is_surely_allowed,
};
use crate::paths::SourcePath;

/// Turns a file's bytes into text: UTF-8 with or without a byte order mark (which is cut off).
///
/// Refuses other encodings, naming UTF-16 where there is its byte order mark, and control
/// characters other than tab and line ends: XML 1.0 cannot contain them, so no feed could.
pub(crate) fn decode(bytes: Vec<u8>, path: &SourcePath) -> Result<String, Diagnostic> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Diagnostic::new(Code::InvalidUtf8, "the file is UTF-16, not UTF-8")
            .in_file(path)
            .help("save it as UTF-8"));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let valid = String::from_utf8_lossy(&error.as_bytes()[..at]);
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let message = format!("byte {at} (0x{byte:02x}) is not valid UTF-8");
        Diagnostic::new(Code::InvalidUtf8, message)
            .in_file(path)
            .at(LineIndex::new(&valid).position(at))
            .help("save the file as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if is_surely_allowed(&text) {
        return Ok(text);
    }
    match text.char_indices().find(|(_, c)| is_forbidden(*c)) {
        None => Ok(text),
        Some((at, character)) => {
            let message =
                format!("control character U+{:04X} is not allowed", u32::from(character));
            Err(Diagnostic::new(Code::ControlCharacter, message)
                .in_file(path)
                .at(LineIndex::new(&text).position(at))
                .help(control_help(&text)))
        }
    }
}
