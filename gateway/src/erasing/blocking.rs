//! Blocking (*sperring*) of a patient's file: reversible, by two persons, and told in the ledger.

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
        (tenant, patient): (TenantId, PatientId),
        persons: &TwoPersons,
        now: Instant,
    ) -> Result<Position, ErasureError> {
        let Some(keyring) = self.keyring() else { return Ok(Position::START) };
        let keystore = keyring.keystore();
        let kids = kids_of(&keystore, tenant, patient);
        let at = self.tell_blocked(true, &kids, now)?;
        keystore.block(&kids, at, persons)?;
        Ok(at)
    }

    /// Unblocks them with the same secrets.
    pub fn unblock(
        &self,
        (tenant, patient): (TenantId, PatientId),
        persons: &TwoPersons,
        now: Instant,
    ) -> Result<Position, ErasureError> {
        let Some(keyring) = self.keyring() else { return Ok(Position::START) };
        let keystore = keyring.keystore();
        let kids = kids_of(&keystore, tenant, patient);
        keystore.unblock(&kids, persons)?;
        self.tell_blocked(false, &kids, now)
    }

    fn tell_blocked(&self, blocked: bool, kids: &[Kid], now: Instant) -> Result<Position, ErasureError> {
        let named = format!("{kids:?} {}", now.micros());
        self.tell(Event::KeysBlocked(KeysBlocked::of(blocked, kids)), &named, now)
    }
}

fn kids_of(keystore: &Keystore, tenant: TenantId, patient: PatientId) -> Vec<Kid> {
    let subjects = [Subject::Patient(tenant, patient), Subject::Identity(tenant, patient)];
    subjects.iter().filter_map(|subject| keystore.kid_of(subject)).collect()
}
