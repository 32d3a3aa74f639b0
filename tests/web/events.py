"""Reads `events.ics` of a built site as a calendar does, and compares it with the events' pages.

Arguments: the directory of the site, and its address without a final slash.
"""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar

directory, address = Path(sys.argv[1]), sys.argv[2]
raw = (directory / "events.ics").read_bytes()

# RFC 5545, 3.1: lines end in CRLF, have at most 75 octets, and break no character.
assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b""), "line ends"
lines = raw.split(b"\r\n")
longest = max(map(len, lines))
assert longest <= 75, f"a line of {longest} octets"
for line in lines:
    line.decode("utf-8")
folded = [line for line in lines if line.startswith(b" ")]
assert any("æ".encode() in line or "ø".encode() in line for line in folded), "no fold at æøå"

calendar = Calendar.from_ical(raw)
assert not calendar.errors, calendar.errors
assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
assert calendar["SOURCE"] == address + "/events.ics", calendar["SOURCE"]
events = calendar.walk("VEVENT")
uids = [str(event["UID"]) for event in events]
assert len(set(uids)) == len(uids) >= 5, uids
whole_days = timed = 0
for event in events:
    assert not event.errors, event.errors
    start, end = event["DTSTART"].dt, event.get("DTEND") and event["DTEND"].dt
    assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)
    if isinstance(start, datetime):
        timed += 1
        assert start.utcoffset() == timedelta(0), start
        assert end is None or end >= start
    else:
        whole_days += 1
        assert isinstance(end, date) and end > start, (start, end)
    url = str(event["URL"])
    page = directory / url.removeprefix(address + "/") / "index.html"
    assert url.startswith(address + "/events/") and page.is_file(), url
    assert "\u00ad" not in event["SUMMARY"]
assert whole_days and timed, "days and times"

# The event of the test site that has everything.
full = next(event for event in events if "Rødgrød" in event["SUMMARY"])
title = "Rødgrød med fløde; en lang dag om æbler, ører og \\ blåbærgrød i Ærøskøbing og på Østerbro"
assert full["SUMMARY"] == title, full["SUMMARY"]
assert full["LOCATION"] == "Huset; bagved, Sønder Allé 1, Aarhus C", full["LOCATION"]
assert full["DTSTART"].dt.isoformat() == "2026-03-29T00:30:00+00:00", full["DTSTART"].dt
assert full["DTEND"].dt.isoformat() == "2026-03-29T01:30:00+00:00", full["DTEND"].dt
assert full["CATEGORIES"].cats == ["Mad, drikke"], full["CATEGORIES"].cats
# The whole of a day: its end is the day after (RFC 5545, 3.6.1).
day = next((event for event in events if "It-sikkerhedsdag" in event["SUMMARY"]), None)
assert day and day["DTSTART"].dt == date(2026, 1, 22), day
assert day["DTEND"].dt == date(2026, 1, 23) and day["LOCATION"] == "Aarhus C"
print(f"{len(events)} events, {len(folded)} folds, longest line {longest} octets: no problem")
