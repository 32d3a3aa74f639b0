//! Values that the modules above compute once for each site, each known by its type.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A value that is computed once for all pages of a site, and belongs to the module that defines
/// its type. What is expensive goes into cells that are filled on demand.
pub(crate) trait Memo: Send + Sync + 'static {
    /// The part of it that is still valid when the texts of some articles have changed.
    fn carried_over(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// The memos of one site.
#[derive(Default)]
pub(super) struct Memos(RwLock<BTreeMap<TypeId, MemoCell>>);

#[derive(Clone)]
struct MemoCell {
    value: Arc<dyn Any + Send + Sync>,
    carry_over: fn(&(dyn Any + Send + Sync)) -> Option<Arc<dyn Any + Send + Sync>>,
}

impl Memos {
    /// The memo of a type, made by `make` if there is none yet.
    pub(super) fn get<M: Memo>(&self, make: impl FnOnce() -> M) -> Arc<M> {
        let key = TypeId::of::<M>();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(memo) = known.and_then(|slot| slot.value.downcast().ok()) {
            return memo;
        }
        // Made without the lock, since making it may ask for another memo.
        let new = Arc::new(make());
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let slot = all.entry(key).or_insert_with(|| MemoCell {
            value: Arc::clone(&new) as _,
            carry_over: |value| {
                let carried = value.downcast_ref::<M>()?.carried_over()?;
                Some(Arc::new(carried))
            },
        });
        // Where two threads made it, all use that of the first.
        Arc::clone(&slot.value).downcast().unwrap_or(new)
    }

    /// The memos that still hold after an edit.
    pub(super) fn carried_over(&self) -> Self {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let carried = all.iter().filter_map(|(key, slot)| {
            let value = (slot.carry_over)(&*slot.value)?;
            Some((*key, MemoCell { value, ..slot.clone() }))
        });
        Self(RwLock::new(carried.collect()))
    }
}

impl std::fmt::Debug for Memos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memos")
    }
}
