//! Link references (`[text][label]`) that are defined around a component, for the text in it.
//!
//! In: the definitions of the bodies around it. Out: what a label stands for. May import: nothing
//! of `markdown`.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use pulldown_cmark::{CowStr, RefDefs};

/// As many bytes as all references of a page may expand to, at least. The parser has the same limit
/// for those of one body.
const MIN_EXPANSION: usize = 100_000;

/// The definitions that a body can refer to apart from its own.
#[derive(Debug)]
pub(super) struct References {
    /// Target and title of each label, in lower case.
    definitions: HashMap<String, (String, String)>,
    outer: Option<Rc<Self>>,
    /// How many bytes references may still expand to: a long target can be referred to often.
    fuel: Rc<Cell<usize>>,
}

impl References {
    /// Those around the body of the page: none.
    pub(super) fn outermost(body: &str) -> Rc<Self> {
        let fuel = Rc::new(Cell::new(body.len().max(MIN_EXPANSION)));
        Rc::new(Self { definitions: HashMap::new(), outer: None, fuel })
    }

    /// Those of a body and of what is around it.
    pub(super) fn within(outer: &Rc<Self>, own: &RefDefs<'_>) -> Rc<Self> {
        let definitions = own.iter().map(|(label, definition)| {
            let title = definition.title.as_deref().unwrap_or_default();
            (label.to_lowercase(), (definition.dest.to_string(), title.to_owned()))
        });
        let definitions: HashMap<_, _> = definitions.collect();
        if definitions.is_empty() {
            return Rc::clone(outer);
        }
        let fuel = Rc::clone(&outer.fuel);
        Rc::new(Self { definitions, outer: Some(Rc::clone(outer)), fuel })
    }

    /// Target and title of a label.
    pub(super) fn find<'a>(&self, label: &str) -> Option<(CowStr<'a>, CowStr<'a>)> {
        let label = label.to_lowercase();
        let mut around = Some(self);
        while let Some(references) = around {
            if let Some((target, title)) = references.definitions.get(&label) {
                let fuel = self.fuel.get().checked_sub(target.len() + title.len())?;
                self.fuel.set(fuel);
                return Some((target.clone().into(), title.clone().into()));
            }
            around = references.outer.as_deref();
        }
        None
    }
}
