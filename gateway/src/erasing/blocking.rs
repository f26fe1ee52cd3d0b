//! Blocking (*sperring*) of a patient's file: reversible, by two persons, and told in the ledger.

use std::sync::Arc;

use samspor_core::catalogue::Event;
use samspor_core::log::Position;
use samspor_core::register::keys::KeysBlocked;
use samspor_core::seal::{Keys, Kid, Subject};
use samspor_core::words::{Instant, PatientId, TenantId};

use super::ErasureError;
use crate::keys::{Keystore, TwoPersons};
use crate::ledger::Ledger;

impl Ledger {
    /// Blocks a patient's file and identity at a tenant under two persons' secrets; the position of the entry that
    /// says so. Views of this process still hold them: they are built anew at the next start.
    ///
    /// Durable on success. After an error the entry may stand and the keys not be blocked: block them again.
    pub fn block(
        &self,
        whose: (TenantId, PatientId),
        persons: &TwoPersons,
        now: Instant,
    ) -> Result<Position, ErasureError> {
        let (keystore, kids) = self.keys_of(whose)?;
        let at = self.tell_blocked(true, &kids, now)?;
        keystore.block(&kids, at, persons)?;
        Ok(at)
    }

    /// Unblocks them with the same secrets.
    pub fn unblock(
        &self,
        whose: (TenantId, PatientId),
        persons: &TwoPersons,
        now: Instant,
    ) -> Result<Position, ErasureError> {
        let (keystore, kids) = self.keys_of(whose)?;
        keystore.unblock(&kids, persons)?;
        self.tell_blocked(false, &kids, now)
    }

    /// The keystore, and the keys of a patient's file and identity in it.
    fn keys_of(
        &self,
        (tenant, patient): (TenantId, PatientId),
    ) -> Result<(Arc<Keystore>, Vec<Kid>), ErasureError> {
        let keystore = self.keyring().ok_or(ErasureError::NoKeystore)?.keystore();
        let subjects = [Subject::Patient(tenant, patient), Subject::Identity(tenant, patient)];
        let kids: Vec<Kid> = subjects.iter().filter_map(|subject| keystore.kid_of(subject)).collect();
        if kids.is_empty() { Err(ErasureError::Nobody) } else { Ok((keystore, kids)) }
    }

    fn tell_blocked(&self, blocked: bool, kids: &[Kid], now: Instant) -> Result<Position, ErasureError> {
        let named = format!("{kids:?} {}", now.micros());
        self.tell(Event::KeysBlocked(KeysBlocked::of(blocked, kids)), &named, now)
    }
}
