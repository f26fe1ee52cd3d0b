//! Keys that were unwrapped a short while ago, so that reading many entries of a patient unwraps once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use samspor_core::seal::{Kid, SubjectKey};

/// A key is kept in clear this long at most, however often it is used.
pub(super) const KEPT: Duration = Duration::from_secs(5 * 60);
const PARTS: usize = 16;
/// Beyond this a part is emptied: unwrapping is cheap, and memory bounded.
const PART_KEYS_MAX: usize = 4096;

/// The keys in clear; each is wiped when it is dropped.
#[derive(Default)]
pub(super) struct Cache {
    parts: [Mutex<HashMap<Kid, Kept>>; PARTS],
}

struct Kept {
    key: SubjectKey,
    since: Duration,
}

impl Cache {
    /// The key, if it was unwrapped less than [`KEPT`] ago.
    pub(super) fn get(&self, kid: &Kid, now: Duration) -> Option<SubjectKey> {
        let part = self.part(kid);
        part.get(kid).filter(|kept| kept.is_fresh(now)).map(|kept| kept.key.clone())
    }

    /// Keeps a key that was just unwrapped.
    pub(super) fn put(&self, key: &SubjectKey, now: Duration) {
        let mut part = self.part(&key.kid);
        if part.len() >= PART_KEYS_MAX {
            part.retain(|_, kept| kept.is_fresh(now));
        }
        if part.len() >= PART_KEYS_MAX {
            part.clear();
        }
        part.insert(key.kid, Kept { key: key.clone(), since: now });
    }

    /// Wipes one key.
    pub(super) fn forget(&self, kid: &Kid) {
        self.part(kid).remove(kid);
    }

    /// Wipes the keys that are older than [`KEPT`].
    pub(super) fn forget_old(&self, now: Duration) {
        for part in &self.parts {
            locked(part).retain(|_, kept| kept.is_fresh(now));
        }
    }

    fn part(&self, kid: &Kid) -> MutexGuard<'_, HashMap<Kid, Kept>> {
        locked(&self.parts[usize::from(kid.0[0]) % PARTS])
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.parts.iter().map(|part| locked(part).len()).sum()
    }
}

impl Kept {
    fn is_fresh(&self, now: Duration) -> bool {
        now.saturating_sub(self.since) < KEPT
    }
}

/// A poisoned lock leaves the map whole: each change is one insertion or removal.
fn locked(part: &Mutex<HashMap<Kid, Kept>>) -> MutexGuard<'_, HashMap<Kid, Kept>> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u32) -> SubjectKey {
        let mut kid = [0; 16];
        kid[12..].copy_from_slice(&n.to_be_bytes());
        SubjectKey::new(Kid(kid), [7; 32])
    }

    #[test]
    fn a_key_is_kept_five_minutes_however_often_it_is_used() {
        let cache = Cache::default();
        cache.put(&key(1), Duration::from_secs(100));
        for second in [100, 250, 399] {
            assert!(cache.get(&key(1).kid, Duration::from_secs(second)).is_some());
        }
        assert!(cache.get(&key(1).kid, Duration::from_secs(400)).is_none());
        assert_eq!(cache.count(), 1);
        cache.forget_old(Duration::from_secs(400));
        assert_eq!(cache.count(), 0);
    }

    #[test]
    fn the_keys_in_clear_are_bounded() {
        let cache = Cache::default();
        for n in 0..10_000 {
            cache.put(&key(n), Duration::ZERO);
            assert!(cache.count() <= PART_KEYS_MAX, "all of these are of one part");
        }
        assert!(cache.get(&key(9_999).kid, Duration::ZERO).is_some());
    }
}
