//! The functions that templates can call: pure ones only.

#![expect(clippy::needless_pass_by_value, reason = "Tera hands its values over")]

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::limits::Budget;

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("range", range);
}

/// `range(end, start=0, step_by=1)`: like Tera's own, but all calls of one page together draw on
/// one budget, so that loops within loops come to an end.
fn range(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let start = kwargs.get::<i64>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i64>("end")?;
    let step = kwargs.get::<i64>("step_by")?.unwrap_or(1);
    let step_size = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    let (low, high) = if step > 0 { (start, end) } else { (end, start) };
    if step == 0 || low > high {
        let message = format!("`range` never reaches {end} from {start} in steps of {step}");
        return Err(Error::message(message));
    }
    let items = high.abs_diff(low).div_ceil(step_size as u64);
    if !Budget::take(items) {
        return Err(Error::message("the `range` calls on this page return too many numbers"));
    }
    let count = usize::try_from(items).unwrap_or(usize::MAX);
    let number = |item: usize| i64::try_from(item).ok()?.checked_mul(step)?.checked_add(start);
    Ok((0..count).map_while(number).map(Value::from).collect())
}
