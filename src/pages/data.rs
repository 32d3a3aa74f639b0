//! Data files as templates know them.

use std::sync::{Arc, OnceLock};

use crate::data::{DataFile, Datum};
use crate::fingerprint::FingerprintBuilder;
use crate::site::{Memo, Site};
use crate::template::Closure;
use crate::view::{Record, Value, View};

/// The name that templates use.
const NAME: &str = "data";

/// The data files, each with its value, which is made once for all pages.
#[derive(Clone)]
struct DataValues(Arc<[(Arc<DataFile>, OnceLock<Value>)]>);

impl DataValues {
    fn new(site: &Site) -> Self {
        Self(site.data.iter().map(|file| (Arc::clone(file), OnceLock::new())).collect())
    }
}

impl Memo for DataValues {
    /// An edit of texts changes no data file.
    fn carried_over(&self) -> Option<Self> {
        Some(self.clone())
    }
}

/// Adds `data`, if the templates name it, with those files that they may reach.
pub(crate) fn add_to<'a>(view: View<'a>, site: &'a Site, closure: &Closure) -> View<'a> {
    if !closure.mentions(NAME) {
        return view;
    }
    // There is always a record, so that `data?.name` is safe where no such file is.
    let view = view.part(NAME, FingerprintBuilder::new(NAME).finish(), || Record::new().into());
    let values = site.memo(DataValues::new).0.clone();
    let files = site.data.iter().enumerate();
    let files = files.filter(|(_, file)| closure.mentions_data(&file.name));
    files.fold(view, |view, (number, file)| {
        let values = Arc::clone(&values);
        view.field(NAME, &file.name, file.fingerprint, move || {
            let (file, value) = &values[number];
            value.get_or_init(|| template_value(&file.value)).clone()
        })
    })
}

fn template_value(datum: &Datum) -> Value {
    match datum {
        Datum::None => Value::none(),
        Datum::Boolean(value) => Value::from(*value),
        Datum::Integer(number) => Value::from(*number),
        Datum::Unsigned(number) => Value::from(*number),
        Datum::Float(number) => Value::from(*number),
        Datum::Text(text) => text.into(),
        Datum::List(items) => Value::list(items.iter().map(template_value)),
        Datum::Map(entries) => {
            Value::named(entries.iter().map(|(name, datum)| (name.as_str(), template_value(datum))))
        }
    }
}
