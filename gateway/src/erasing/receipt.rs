//! The receipt of an erasure: what is gone, since when, and which remains until when. Read from the log, the same each time.

use samspor_core::catalogue::Event;
use samspor_core::entry::{Leaf, Section, erased_kids};
use samspor_core::log::Position;
use samspor_core::seal::Kid;
use samspor_core::words::Instant;
use serde::Serialize;

use super::ErasureError;
use crate::ledger::Ledger;

const PAGE_ENTRIES: usize = 1024;

/// What became of a decision to erase. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The position of the decision, which stays and is visible for ever.
    pub erased_by: Position,
    pub decided_at: Instant,
    /// The decision in the archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_ref: Option<String>,
    /// The ids of the keys, in base64.
    pub keys: Vec<String>,
    pub keys_destroyed: usize,
    /// When the last of them was destroyed, and the entry that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destroyed_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destroyed_in: Option<Position>,
    /// Entries that had bodies under the keys.
    pub entries: u64,
    pub bodies_purged: u64,
    pub bodies_left: u64,
    pub remains: Vec<Remains>,
}

/// What is left of what was erased, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remains {
    pub what: &'static str,
    pub until: String,
}

impl Ledger {
    /// The receipt of the decision at a position.
    pub fn erasure_receipt(&self, by: Position) -> Result<Receipt, ErasureError> {
        let (mut receipt, kids) = self.decision(by)?;
        for (at, told) in self.destructions()?.iter().filter(|(_, told)| told.by == by) {
            receipt.keys_destroyed += told.kids.len();
            receipt.destroyed_at = Some(at.recorded_at);
            receipt.destroyed_in = Some(at.position);
        }
        self.count_bodies(&kids, &mut receipt)?;
        receipt.remains = self.remains();
        Ok(receipt)
    }

    fn decision(&self, by: Position) -> Result<(Receipt, Vec<Kid>), ErasureError> {
        let before = Position(by.0.checked_sub(1).ok_or(ErasureError::NoDecision(by))?);
        let page = self.log.page(before, 1).map_err(samspor_core::log::NotRead::from)?;
        let placed = page.first().ok_or(ErasureError::NoDecision(by))?;
        let leaf = Leaf::read(&placed.record.leaf).ok_or(ErasureError::NoDecision(by))?;
        let kids = erased_kids(&leaf, &placed.record);
        if kids.is_empty() {
            return Err(ErasureError::NoDecision(by));
        }
        let entry = self.entry_at(by)?;
        let decision_ref = entry.as_ref().and_then(|entry| match &*entry.main_event()?.what {
            Event::PersonalDataErased(told) => Some(told.decision_ref.to_string()),
            _ => None,
        });
        let receipt = Receipt {
            erased_by: by,
            decided_at: placed.recorded_at,
            decision_ref,
            keys: kids.iter().map(|kid| kid.to_base64()).collect(),
            keys_destroyed: 0,
            destroyed_at: None,
            destroyed_in: None,
            entries: 0,
            bodies_purged: 0,
            bodies_left: 0,
            remains: Vec::new(),
        };
        Ok((receipt, kids))
    }

    fn count_bodies(&self, kids: &[Kid], receipt: &mut Receipt) -> Result<(), ErasureError> {
        let mut after = Position::START;
        loop {
            let page = self.log.page(after, PAGE_ENTRIES).map_err(samspor_core::log::NotRead::from)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.position;
            for placed in &page {
                let Some(leaf) = Leaf::read(&placed.record.leaf) else { continue };
                let sections = leaf.sec.iter().zip(&placed.record.bodies);
                let (mut purged, mut left) = (0, 0);
                for (section, body) in sections {
                    if matches!(section, Section::Sealed(told) if kids.contains(&told.kid)) {
                        purged += u64::from(section.is_purged(body));
                        left += u64::from(!section.is_purged(body));
                    }
                }
                receipt.entries += u64::from(purged + left > 0);
                receipt.bodies_purged += purged;
                receipt.bodies_left += left;
            }
        }
    }

    fn remains(&self) -> Vec<Remains> {
        let epoch = self.keyring().map(|keyring| keyring.keystore().epoch_ends().to_string());
        let epoch = epoch.unwrap_or_else(|| "the epoch ends".to_owned());
        let remains = |what, until: String| Remains { what, until };
        vec![
            remains(
                "the leaves of the entries: random ids, times, sizes and digests, without content",
                "for ever".to_owned(),
            ),
            remains("the decision itself, which says nothing of what was erased", "for ever".to_owned()),
            remains(
                "who read the file, in the access log, under the patient's random reference",
                "the access log is kept".to_owned(),
            ),
            remains(
                "the keys in backups of the keystore made before",
                format!("{epoch} at the latest, and `samspor backup --expire` has been run on them"),
            ),
            remains(
                "the sealed bodies in backups of the data made before, which open with those keys only",
                "the backups are deleted".to_owned(),
            ),
        ]
    }
}
