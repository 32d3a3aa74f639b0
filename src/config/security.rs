//! Where to report a vulnerability: the table `[security_txt]`.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::address::{parse_email, parse_web};
use super::reader::{Complaint, Section};
use crate::danish::Moment;
use crate::diagnostics::{Code, Span};

/// What `security.txt` says (RFC 9116).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityTxtConfig {
    /// A `mailto:` or `https:` address.
    pub contact: String,
    /// From when on nobody shall rely on it.
    pub expires: Timestamp,
    /// The position of `expires`, unless a variable gives it.
    pub span: Option<Span>,
}

/// Reads the table. None if the file does not have it, or if something is wrong.
pub(super) fn read(
    table: &mut Section<'_, '_>,
    zone: Option<&TimeZone>,
) -> Option<SecurityTxtConfig> {
    if !table.has("contact") && !table.has("expires") {
        return None;
    }
    table.require("contact");
    table.require("expires");
    let contact = table.parsed("contact", parse_contact);
    let (text, place) = table.date("expires")?;
    // A zone that cannot be read has had its error.
    match parse_end(&text, zone.unwrap_or(&TimeZone::UTC)) {
        Ok(expires) => {
            Some(SecurityTxtConfig { contact: contact?, expires, span: table.span(&place) })
        }
        Err(complaint) => {
            table.report(&place, Code::ConfigValue, complaint);
            None
        }
    }
}

/// Reads the last day, or the very moment.
fn parse_end(text: &str, zone: &TimeZone) -> Result<Timestamp, Complaint> {
    let help = "write a date such as `2027-06-30`";
    let (moment, _) = Moment::parse(text, zone)
        .map_err(|error| Complaint::new(format!("is not a date: {error}")).help(help))?;
    if moment.has_time {
        return Ok(moment.zoned.timestamp());
    }
    let after = moment.zoned.date().tomorrow().and_then(|day| day.to_zoned(zone.clone()));
    after
        .map(|after: Zoned| after.timestamp())
        .map_err(|_| Complaint::new("is too far in the future").help(help))
}

fn parse_contact(text: &str) -> Result<String, Complaint> {
    let complaint = || Complaint::new("must begin with `mailto:` or `https:`");
    if let Some(address) = text.strip_prefix("mailto:") {
        return parse_email(address).map(|address| format!("mailto:{address}"));
    }
    if text.starts_with("https:") {
        return parse_web(text).map(String::from);
    }
    Err(match parse_email(text) {
        Ok(address) => complaint().help(format!("write `mailto:{address}`")),
        Err(_) => complaint(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_ends_at_midnight() {
        let zone = TimeZone::get("Europe/Copenhagen").unwrap();
        let end = |text: &str| parse_end(text, &zone).map(|end| end.to_string()).ok();
        assert_eq!(end("2027-06-30").as_deref(), Some("2027-06-30T22:00:00Z"));
        assert_eq!(end("2027-06-30T12:00:00Z").as_deref(), Some("2027-06-30T12:00:00Z"));
        assert_eq!(end("2027-02-30"), None);
        assert_eq!(end("07:32:00"), None);
    }

    #[test]
    fn a_contact_is_an_address() {
        let contact = |text: &str| parse_contact(text).ok();
        assert_eq!(contact("mailto:red@x.dk").as_deref(), Some("mailto:red@x.dk"));
        assert_eq!(contact("https://x.dk/sikkerhed").as_deref(), Some("https://x.dk/sikkerhed"));
        for bad in ["red@x.dk", "mailto:red", "http://x.dk", "tel:+45", "https://", ""] {
            assert_eq!(contact(bad), None, "{bad}");
        }
    }
}
