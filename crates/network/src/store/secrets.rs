//! What must appear in no message: the values of the variables that have credentials. The libraries read
//! these variables themselves.

use std::env;

/// Removes the values of such variables from a text.
pub(super) fn removed(text: &str) -> String {
    let is_secret = |name: &str| {
        let words = ["KEY", "SECRET", "TOKEN", "SAS", "CREDENTIALS", "SERVICE_ACCOUNT"];
        let is_of_cloud = ["AWS_", "GOOGLE_", "AZURE_"].iter().any(|cloud| name.starts_with(cloud));
        is_of_cloud && words.iter().any(|word| name.contains(word))
    };
    let mut text = text.to_owned();
    for (name, value) in env::vars_os() {
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        if value.len() > 3 && is_secret(&name) {
            text = text.replace(&*value, &format!("[{name}]"));
        }
    }
    text
}
