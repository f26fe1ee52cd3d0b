//! Keys for tests and examples: they follow from whom they are of, so anybody can compute them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::keys::{Keys, KeysUnavailable, NoKey, Shut, SubjectKey};
use super::subject::{Kid, Subject};
use crate::log::Position;

/// Keys without a keystore: the same commands give the same leaves in every process. They protect nothing.
#[derive(Default)]
pub struct MemoryKeys {
    shut: Mutex<HashMap<Kid, Shut>>,
}

impl MemoryKeys {
    /// A poisoned lock leaves the map whole: it is changed by one insertion.
    fn shut(&self) -> MutexGuard<'_, HashMap<Kid, Shut>> {
        self.shut.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys for MemoryKeys {
    fn prepare(&self, _: &[Subject]) -> Result<(), KeysUnavailable> {
        Ok(())
    }

    fn sealing(&self, subject: &Subject) -> Result<SubjectKey, NoKey> {
        self.opening(&kid_of(subject))
    }

    fn opening(&self, kid: &Kid) -> Result<SubjectKey, NoKey> {
        match self.shut().get(kid) {
            Some(shut) => Err(NoKey::Shut(*shut)),
            None => Ok(SubjectKey::new(*kid, Sha256::digest(kid.0).into())),
        }
    }

    fn kid_of(&self, subject: &Subject) -> Option<Kid> {
        Some(kid_of(subject))
    }

    fn seal_aside(&self, bytes: &[u8]) -> Result<Vec<u8>, KeysUnavailable> {
        Ok(bytes.to_vec())
    }

    fn open_aside(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        Some(Zeroizing::new(sealed.to_vec()))
    }

    fn retire(&self, kids: &[Kid], by: Position) -> Result<(), KeysUnavailable> {
        let mut shut = self.shut();
        for kid in kids {
            shut.entry(*kid).or_insert(Shut::Erased { by });
        }
        Ok(())
    }
}

fn kid_of(subject: &Subject) -> Kid {
    let named = serde_json::to_vec(subject).expect("a subject is ids");
    let digest: [u8; 32] = Sha256::digest(named).into();
    let mut kid = [0; 16];
    kid.copy_from_slice(&digest[..16]);
    Kid(kid)
}
