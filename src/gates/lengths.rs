//! Titles and descriptions that are cut off where other programs show them.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::site::Site;

/// The longest title: search engines show about 60 characters, social cards two lines of about 45.
const MAX_TITLE: usize = 90;
/// The longest description: search engines show about 160 characters, cards of social media about
/// 200.
const MAX_DESCRIPTION: usize = 200;

pub(super) fn check(site: &Site, found: &mut Diagnostics) {
    for content in site.index.contents().filter(|content| content.state.is_checked()) {
        let texts = [
            (Code::LongTitle, "title", Some(content.meta.title.as_str()), MAX_TITLE),
            (Code::LongDescription, "description", content.file.description(), MAX_DESCRIPTION),
        ];
        for (code, key, text, limit) in texts {
            let length = text.map_or(0, |text| text.chars().count());
            if length > limit {
                let message = format!("the {key} has {length} characters; the limit is {limit}");
                let help = format!(
                    "shorten it by {}, or what follows is cut off in search results and on social \
                     media",
                    length - limit
                );
                let problem = Diagnostic::new(code, message).in_file(&content.meta.source);
                found.push(problem.at_key([key.into()]).help(help));
            }
        }
    }
}
