//! Carrying out erasures: keys destroyed when their days are over, bodies purged, and the ledger told in clear.

mod blocking;
mod receipt;

use std::collections::{BTreeMap, HashSet};

use samspor_core::catalogue::Event;
use samspor_core::entry::Entry;
use samspor_core::log::{AppendError, Class, NotRead, Position, StreamKey};
use samspor_core::register::keys::{KeysDestroyed, KeysRotated};
use samspor_core::seal::{KeysUnavailable, Kid};
use samspor_core::submit::append_public;
use samspor_core::words::{CommandId, Instant};
use thiserror::Error;

use crate::keys::{Keystore, NotDone, SharedKeys};
use crate::ledger::Ledger;
use crate::log::segments::PurgeError;

pub use receipt::{Receipt, Remains};

/// The ids of keys in one entry.
const KIDS_MAX: usize = 1000;

/// What was carried out of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedOut {
    /// The position of the entry that decided it.
    pub by: Position,
    pub kids: Vec<Kid>,
}

/// Why erasures were not carried through; what is left is done at the next look.
#[derive(Debug, Error)]
pub enum ErasureError {
    #[error("the keys were not destroyed")]
    Keys(#[from] NotDone),
    #[error("the bodies were not purged")]
    Purge(#[from] PurgeError),
    #[error("the ledger was not told")]
    Untold(#[from] AppendError),
    #[error("the ledger cannot be read")]
    Unread(#[from] NotRead),
    #[error("the keys were not wrapped anew")]
    NotRotated(#[from] KeysUnavailable),
    /// The ledger is gone with the process: its keys follow from whom they are of.
    #[error("a ledger in memory has no keystore")]
    NoKeystore,
    /// Nothing was ever recorded of the patient there.
    #[error("the tenant has nothing of this patient")]
    Nobody,
    /// Keys kept at NATS servers are taken out of use and not destroyed yet.
    #[error(
        "{0} keys are out of use and still stand, sealed, at the NATS servers: this version does not destroy keys that \
         are kept there. Nobody is shown what was sealed under them"
    )]
    StandAtServers(usize),
    /// No decision stands at the position.
    #[error("entry {0} is not a decision to erase")]
    NoDecision(Position),
}

impl Ledger {
    /// Carries out the erasures whose seven days are over, and those decided to be at once: destroys the keys, purges
    /// what was sealed under them, throws snapshots away, and tells the ledger.
    ///
    /// All of it is durable on success. After an error or a crash a part is; asking again does the rest.
    pub fn carry_out_erasures(&self, now: Instant) -> Result<Vec<CarriedOut>, ErasureError> {
        let standing = self.shared_keys().map_or(0, SharedKeys::out_of_use);
        if standing > 0 {
            return Err(ErasureError::StandAtServers(standing));
        }
        let (Some(keyring), Some(log)) = (self.keyring(), self.segments()) else { return Ok(Vec::new()) };
        let keystore = keyring.keystore();
        let due = self.due(&keystore, now)?;
        if !due.is_empty() {
            keystore.destroy(&due)?;
        }
        let pending = self.untold(&keystore)?;
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let kids: HashSet<Kid> = pending.values().flatten().copied().collect();
        log.purge(&kids)?;
        for (by, kids) in &pending {
            for kids in kids.chunks(KIDS_MAX) {
                self.tell(Event::KeysDestroyed(KeysDestroyed::of(*by, kids)), &kids[0].to_base64(), now)?;
            }
        }
        self.keep_snapshot();
        Ok(pending.into_iter().map(|(by, kids)| CarriedOut { by, kids }).collect())
    }

    /// What is to be done with the keys from time to time: keys in clear wiped, erasures carried out, a new epoch
    /// begun. What fails is told to the operator, and tried again next time.
    pub fn tend_keys(&self, now: Instant) {
        if let Some(shared) = self.shared_keys() {
            shared.forget_old();
            return self.carry_out_in_time(now);
        }
        let Some(keyring) = self.keyring() else { return };
        let keystore = keyring.keystore();
        keystore.forget_old();
        self.carry_out_in_time(now);
        let rotated = match keystore.is_rotation_due(now) {
            true => self.rotate_keys(now),
            false => self.tell_of_rotation(&keystore, now),
        };
        if let Err(error) = rotated {
            tracing::error!(error = %chain(&error), "the keys were not wrapped anew, or the ledger not told; it is tried again");
        }
    }

    /// Begins a new epoch of the keys, and tells the ledger. After an error or a crash the epoch may have begun and the
    /// ledger not been told: [`Ledger::tend_keys`] makes up for it.
    pub fn rotate_keys(&self, now: Instant) -> Result<(), ErasureError> {
        let Some(keyring) = self.keyring() else { return Ok(()) };
        let keystore = keyring.keystore();
        // Two rotations would leave nothing of the first one to tell.
        self.tell_of_rotation(&keystore, now)?;
        keystore.rotate(now)?;
        self.tell_of_rotation(&keystore, now)
    }

    /// Tells the ledger how the epoch began, if it was not told.
    fn tell_of_rotation(&self, keystore: &Keystore, now: Instant) -> Result<(), ErasureError> {
        let Some(done) = keystore.last_rotation() else { return Ok(()) };
        let (epoch, created, rewrapped) = (done.epoch, done.created, done.rewrapped);
        let told = Event::KeysRotated(KeysRotated { created, epoch, rewrapped });
        self.tell(told, &epoch.to_string(), now)?;
        Ok(())
    }

    /// As [`Ledger::carry_out_erasures`]; what fails is told to the operator.
    pub(crate) fn carry_out_in_time(&self, now: Instant) {
        if let Err(error) = self.carry_out_erasures(now) {
            tracing::error!(error = %chain(&error), "an erasure is not carried out; it is tried again");
        }
    }

    /// The keys to be destroyed now.
    fn due(&self, keystore: &Keystore, now: Instant) -> Result<Vec<Kid>, ErasureError> {
        let mut at_once: BTreeMap<Position, bool> = BTreeMap::new();
        let mut due = Vec::new();
        let out_of_use = keystore.out_of_use();
        // An older keystore was put under the ledger: what the ledger says is destroyed has had its days.
        let told = match out_of_use.iter().any(|out| out.destroy_after.is_some()) {
            true => self.destroyed_kids()?,
            false => HashSet::new(),
        };
        for out in out_of_use {
            let Some(destroy_after) = out.destroy_after else { continue };
            if told.contains(&out.kid) {
                due.push(out.kid);
                continue;
            }
            let asked = match at_once.get(&out.by) {
                Some(asked) => *asked,
                None => self.is_at_once(out.by)?,
            };
            at_once.insert(out.by, asked);
            if asked || destroy_after <= now {
                due.push(out.kid);
            }
        }
        Ok(due)
    }

    fn is_at_once(&self, by: Position) -> Result<bool, ErasureError> {
        let entry = self.entry_at(by)?;
        let told = entry.as_ref().and_then(|entry| entry.main_event());
        Ok(told.is_some_and(
            |event| matches!(&*event.what, Event::PersonalDataErased(told) if told.at_once == Some(true)),
        ))
    }

    /// The entry at a position; none where there is none, or where it is erased.
    fn entry_at(&self, position: Position) -> Result<Option<Entry>, NotRead> {
        let Some(before) = position.0.checked_sub(1) else { return Ok(None) };
        match self.log.page(Position(before), 1)?.first() {
            Some(placed) => Ok(self.log.open(placed)?.entry()),
            None => Ok(None),
        }
    }

    /// Keys that are destroyed and of which the ledger does not say so yet, by decision.
    fn untold(&self, keystore: &Keystore) -> Result<BTreeMap<Position, Vec<Kid>>, ErasureError> {
        let destroyed: Vec<_> =
            keystore.out_of_use().into_iter().filter(|out| out.destroy_after.is_none()).collect();
        let mut untold: BTreeMap<Position, Vec<Kid>> = BTreeMap::new();
        if destroyed.is_empty() {
            return Ok(untold);
        }
        let told = self.destroyed_kids()?;
        for out in destroyed.iter().filter(|out| !told.contains(&out.kid)) {
            untold.entry(out.by).or_default().push(out.kid);
        }
        Ok(untold)
    }

    /// The keys of which the ledger says that they were destroyed.
    fn destroyed_kids(&self) -> Result<HashSet<Kid>, NotRead> {
        Ok(self.destructions()?.iter().flat_map(|(_, told)| told.kids()).collect())
    }

    /// What the ledger says of keys that were destroyed, and where.
    fn destructions(&self) -> Result<Vec<(Destruction, KeysDestroyed)>, NotRead> {
        let entries = self.log.entries(&StreamKey::Ledger)?;
        let told = entries.iter().filter_map(|entry| match &*entry.main_event()?.what {
            Event::KeysDestroyed(told) => {
                let at = Destruction { position: entry.position, recorded_at: entry.recorded_at };
                Some((at, told.clone()))
            }
            _ => None,
        });
        Ok(told.collect())
    }

    /// Puts a key event into the ledger's own stream; the same one again is the one before.
    fn tell(&self, told: Event, named: &str, now: Instant) -> Result<Position, ErasureError> {
        let name = format!("samspor: {} {named}", told.name());
        let id = CommandId(uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, name.as_bytes()));
        match append_public(&*self.log, id, Class::K, told, now) {
            Ok(committed) => Ok(committed.position),
            Err(AppendError::Known(position)) => Ok(position),
            Err(error) => Err(error.into()),
        }
    }
}

/// The entry that says that keys were destroyed.
#[derive(Clone, Copy, Debug)]
struct Destruction {
    position: Position,
    recorded_at: Instant,
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        told = format!("{told}: {error}");
        source = error.source();
    }
    told
}
