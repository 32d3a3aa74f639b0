//! Data files as templates know them.

use std::sync::{Arc, OnceLock};

use super::site::Site;
use crate::data::{Data, DataFile, Datum};
use crate::fingerprint::Combiner;
use crate::template::Closure;
use crate::view::{Record, Value, View};

/// The name that templates use.
const NAME: &str = "data";

/// The data files, each with its value, which is made once for all pages.
#[derive(Debug, Default)]
pub(super) struct DataValues {
    pub(super) data: Data,
    values: Vec<(Arc<DataFile>, OnceLock<Value>)>,
}

impl From<Data> for DataValues {
    fn from(data: Data) -> Self {
        let values = data.iter().map(|file| (Arc::clone(file), OnceLock::new())).collect();
        Self { data, values }
    }
}

/// Adds `data`, if the templates name it, with those files that they may reach.
pub(super) fn add_to<'a>(view: View<'a>, site: &'a Site, closure: &Closure) -> View<'a> {
    if !closure.mentions(NAME) {
        return view;
    }
    // There is always a record, so that `data?.name` is safe where no such file is.
    let view = view.part(NAME, Combiner::new(NAME).finish(), || Record::new().into());
    let files = site.data.values.iter().filter(|(file, _)| closure.mentions_data(&file.name));
    files.fold(view, |view, (file, made)| {
        view.field(NAME, &file.name, file.fingerprint, || {
            made.get_or_init(|| value(&file.value)).clone()
        })
    })
}

fn value(datum: &Datum) -> Value {
    match datum {
        Datum::None => Value::none(),
        Datum::Boolean(value) => Value::from(*value),
        Datum::Integer(number) => Value::from(*number),
        Datum::Unsigned(number) => Value::from(*number),
        Datum::Float(number) => Value::from(*number),
        Datum::Text(text) => text.into(),
        Datum::List(items) => Value::list(items.iter().map(value)),
        Datum::Map(entries) => {
            Value::named(entries.iter().map(|(name, datum)| (name.as_str(), value(datum))))
        }
    }
}
