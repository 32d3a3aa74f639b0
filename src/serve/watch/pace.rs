//! How long to wait for more before looking.

use std::time::Duration;

/// So long nothing must come after a single save. Saving is a handful of events (a temporary
/// file, a rename, a backup removed), and one look shall see them all.
const PAUSE: Duration = Duration::from_millis(1);
/// So many events at once are more than one save.
const BURST: usize = 16;
/// So long nothing must come after a burst, such as a checkout, and a little longer for each
/// event: the larger it is, the more is saved by seeing its end, and the less does the wait weigh.
const BURST_PAUSE: Duration = Duration::from_millis(10);
/// The little for the pause.
const EVENT_PAUSE: Duration = Duration::from_micros(20);
/// A burst that goes on is looked at after so long, and a little later for each event.
const BURST_LIMIT: Duration = Duration::from_millis(100);
/// The little for the limit.
const EVENT_LIMIT: Duration = Duration::from_micros(250);
/// More events lengthen neither.
const MANY: usize = 5_000;

/// How long nothing must come after so many events, and how long to wait for that at most. Where
/// folders came, files are likely to follow.
pub(super) fn patience(events: usize, has_folders: bool) -> (Duration, Duration) {
    let count = u32::try_from(events.min(MANY)).unwrap_or_default();
    let is_burst = has_folders || events > BURST;
    let pause = if is_burst { BURST_PAUSE + EVENT_PAUSE * count } else { PAUSE };
    (pause, BURST_LIMIT + EVENT_LIMIT * count)
}
