use proptest::prelude::*;

use super::*;
use crate::property_tests::seeded;

fn copenhagen() -> TimeZone {
    TimeZone::get("Europe/Copenhagen").unwrap()
}

fn parse(text: &str) -> Result<(Moment, Option<ClockChange>), BadDate> {
    Moment::parse(text, &copenhagen())
}

fn machine(text: &str) -> String {
    let (moment, change) = parse(text).unwrap();
    assert_eq!(change, None, "{text}");
    moment.machine()
}

fn message(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn every_form_of_front_matter_is_read() {
    let vectors = [
        ("2026-11-22", "2026-11-22"),
        (" 2026-11-22\n", "2026-11-22"),
        ("2026-11-22 14:05", "2026-11-22T14:05:00+01:00"),
        ("2026-11-22T14:05", "2026-11-22T14:05:00+01:00"),
        ("2026-11-22T14:05:09", "2026-11-22T14:05:09+01:00"),
        ("2026-11-22T14:05:09.123", "2026-11-22T14:05:09+01:00"),
        ("2013-10-02 17:23:33", "2013-10-02T17:23:33+02:00"),
        ("2013-10-02 17:23:33 +0100", "2013-10-02T18:23:33+02:00"),
        ("2026-11-22T14:05:09+01:00", "2026-11-22T14:05:09+01:00"),
        ("2026-11-22T14:05Z", "2026-11-22T15:05:00+01:00"),
        ("2026-11-22 14:05 -05", "2026-11-22T20:05:00+01:00"),
        ("1970-01-01", "1970-01-01"),
        ("9999-12-30 22:59:59", "9999-12-30T22:59:59+01:00"),
        ("2024-02-29", "2024-02-29"),
    ];
    for (text, expected) in vectors {
        assert_eq!(machine(text), expected, "{text}");
    }
}

#[test]
fn a_bare_date_is_midnight_and_prints_no_time() {
    let (moment, _) = parse("2026-11-22").unwrap();
    assert_eq!(rfc3339(&moment.zoned), "2026-11-22T00:00:00+01:00");
    assert_eq!(moment.format(DateStyle::Stamp), "22. november 2026");
    assert_eq!(moment.format(DateStyle::Time), "");
    assert!(moment < parse("2026-11-22 00:00").unwrap().0);
}

#[test]
fn the_clock_change_is_reported_and_decided() {
    let (gap, change) = parse("2026-03-29 02:30").unwrap();
    assert_eq!(
        (gap.machine().as_str(), change),
        ("2026-03-29T03:30:00+02:00", Some(ClockChange::Gap))
    );
    let (fold, change) = parse("2026-10-25 02:30").unwrap();
    assert_eq!(
        (fold.machine().as_str(), change),
        ("2026-10-25T02:30:00+02:00", Some(ClockChange::Fold))
    );
    assert_eq!(machine("2026-10-25T02:30+01:00"), "2026-10-25T02:30:00+01:00");
}

#[test]
fn a_bare_date_without_midnight_is_no_cause_for_alarm() {
    let cairo = TimeZone::get("Africa/Cairo").unwrap();
    let (moment, change) = Moment::parse("2024-04-26", &cairo).unwrap();
    assert_eq!(rfc3339(&moment.zoned), "2024-04-26T01:00:00+03:00");
    assert_eq!((moment.has_time, change), (false, None));
}

#[test]
fn messages_say_what_to_write() {
    let vectors = [
        ("", "the date is empty; write one such as 2026-11-22"),
        ("2026-02-30", "there is no day 30: February 2026 has 28 days"),
        ("2026-02-30 14:05", "there is no day 30: February 2026 has 28 days"),
        ("2026-11-00", "there is no day 0: November 2026 has 30 days"),
        ("2022-00-02", "there is no month 0; months run from 01 to 12"),
        ("2022-13-02", "there is no month 13; months run from 01 to 12"),
        ("22.11.2026", "`22.11.2026` is not a supported date format; write 2026-11-22"),
        ("1.5.2026", "`1.5.2026` is not a supported date format; write 2026-05-01"),
        ("11/22/2026", "`11/22/2026` is not a supported date format; write 2026-11-22"),
        ("2026/11/22", "`2026/11/22` is not a supported date format; write 2026-11-22"),
        ("2026-1-5", "`2026-1-5` is not a supported date format; write 2026-01-05"),
        ("12/05/2023", "`12/05/2023` is ambiguous; write 2023-05-12 or 2023-12-05"),
        ("05/05/2023", "`05/05/2023` is not a supported date format; write 2023-05-05"),
        ("tomorrow", "`tomorrow` is not a date; write 2026-11-22 or 2026-11-22 14:05"),
        ("20261122", "`20261122` is not a date; write 2026-11-22 or 2026-11-22 14:05"),
        ("2026-11-22T", "`2026-11-22T` is not a date; write 2026-11-22 or 2026-11-22 14:05"),
        (
            "2026-12-31 24:00",
            "24:00 is not a time of day; write 00:00 of the next day: 2027-01-01 00:00",
        ),
        ("2026-12-31T23:59:60", "leap seconds are not supported; write 59 instead of 60"),
        ("9999-12-31 24:00", "24:00 is not a time of day; write 00:00 of the next day"),
    ];
    for (text, expected) in vectors {
        assert_eq!(message(text), expected, "{text}");
    }
}

#[test]
fn years_outside_the_sites_range_are_refused() {
    for text in [
        "0000-01-01",
        "-001-01-01",
        "-2026-01-01",
        "1969-12-31",
        "10000-01-01",
        "99999999999999999999-01-01",
        "1970-01-01T00:00+02:00",
        "0999-12-31T23:59-12:00",
    ] {
        let error = parse(text).unwrap_err();
        assert!(matches!(error, BadDate::Year(_) | BadDate::Form(_)), "{text}: {error}");
    }
    assert_eq!(parse("9999-12-31"), Err(BadDate::TooLate));
    assert_eq!(parse("9999-12-31T23:59-12:00"), Err(BadDate::TooLate));
    assert_eq!(message("10000-01-01"), "the year 10000 is outside the range 1970 to 9999");
    assert_eq!(message("-2026-01-01"), "the year -2026 is outside the range 1970 to 9999");
}

#[test]
fn impossible_times_and_offsets_are_refused() {
    for text in ["25:00", "12:60", "9:05", "14.05", "14", "14:05:61", "24:01", ":", "14:05:09.x"] {
        let error = parse(&format!("2026-11-22 {text}")).unwrap_err();
        assert!(matches!(error, BadDate::Time(_)), "{text}: {error}");
    }
    for text in ["+1", "+25:00", "+01:60", "CET", "+01:00[Europe/Copenhagen]", "x"] {
        let error = parse(&format!("2026-11-22 14:05{text}")).unwrap_err();
        assert!(matches!(error, BadDate::Offset(_) | BadDate::Time(_)), "{text}: {error}");
    }
}

#[test]
fn a_span_has_as_much_time_as_its_ends() {
    let moment = |text| parse(text).unwrap().0;
    let range = |start, end| moment(start).range(&moment(end));
    assert_eq!(range("2026-01-22 09:00", "2026-01-22 16:30"), "22. januar 2026 kl. 9.00-16.30");
    assert_eq!(range("2026-01-22 09:00", "2026-01-22"), "22. januar 2026 kl. 9.00");
    assert_eq!(range("2026-01-22 09:00", "2026-01-24"), "22.–24. januar 2026");
    assert_eq!(range("2026-01-22", "2026-01-22"), "22. januar 2026");
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn nothing_that_looks_like_a_date_does_either(
        text in "[-+]?[0-9]{1,6}[-/.][0-9]{1,3}[-/.][0-9]{1,5}([T ][0-9]{1,3}[:.][0-9]{2}(:[0-9]{2})?([.][0-9]{1,12})?( ?[-+][0-9:]{1,6}|Z)?)?"
    ) {
        if let Ok((moment, _)) = parse(&text) {
            prop_assert!((1970..=9999).contains(&moment.zoned.year()));
            let (again, _) = parse(&moment.machine()).unwrap();
            prop_assert_eq!(again, moment);
        }
    }
}
