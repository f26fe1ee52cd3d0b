//! Keys in memory, for tests and examples.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::keys::{Keys, KeysUnavailable, NoKey, Shut, SubjectKey};
use super::subject::{Kid, Subject};
use crate::log::{Entropy, Position};

/// Keys that last as long as the value.
pub struct MemoryKeys {
    inside: Mutex<Inside>,
}

struct Inside {
    entropy: Entropy,
    of_subjects: HashMap<Subject, Kid>,
    keys: HashMap<Kid, SubjectKey>,
    shut: HashMap<Kid, Shut>,
}

impl MemoryKeys {
    /// No keys yet; those to come are drawn from `entropy`.
    pub fn new(entropy: Entropy) -> Self {
        let (of_subjects, keys, shut) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { inside: Mutex::new(Inside { entropy, of_subjects, keys, shut }) }
    }

    /// Keys that count up: the same commands give the same leaves. For tests only, since anybody can count.
    pub fn counting() -> Self {
        let mut count = 0u128;
        Self::new(Box::new(move |bytes| {
            count += 1;
            bytes.iter_mut().zip(count.to_be_bytes()).for_each(|(byte, counted)| *byte = counted);
        }))
    }

    /// A poisoned lock leaves the maps whole: each is changed by one insertion.
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys for MemoryKeys {
    fn prepare(&self, subjects: &[Subject]) -> Result<(), KeysUnavailable> {
        let inside = &mut *self.inside();
        for subject in subjects {
            if inside.of_subjects.contains_key(subject) {
                continue;
            }
            let (mut kid, mut secret) = ([0; 16], [0; 32]);
            (inside.entropy)(&mut kid);
            (inside.entropy)(&mut secret);
            inside.keys.insert(Kid(kid), SubjectKey::new(Kid(kid), secret));
            inside.of_subjects.insert(*subject, Kid(kid));
        }
        Ok(())
    }

    fn sealing(&self, subject: &Subject) -> Result<SubjectKey, NoKey> {
        let unprepared = || KeysUnavailable("a key was asked for before it was prepared".to_owned());
        self.opening(&self.kid_of(subject).ok_or_else(unprepared)?)
    }

    fn opening(&self, kid: &Kid) -> Result<SubjectKey, NoKey> {
        let inside = self.inside();
        if let Some(shut) = inside.shut.get(kid) {
            return Err(NoKey::Shut(*shut));
        }
        inside.keys.get(kid).cloned().ok_or(NoKey::Unknown(*kid))
    }

    fn kid_of(&self, subject: &Subject) -> Option<Kid> {
        self.inside().of_subjects.get(subject).copied()
    }

    fn retire(&self, kids: &[Kid], by: Position) -> Result<(), KeysUnavailable> {
        let inside = &mut *self.inside();
        for kid in kids {
            inside.shut.entry(*kid).or_insert(Shut::Erased { by });
            inside.keys.remove(kid);
        }
        Ok(())
    }
}
