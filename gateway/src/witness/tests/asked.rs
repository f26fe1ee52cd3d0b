//! A small log with one other history, and the requests that its operator makes of a witness.

use std::sync::Arc;

use samspor_core::entry::LeafHash;
use samspor_core::note::{
    AddCheckpoint, Checkpoint, LogKey, PublicKey, Signature, SignedCheckpoint, WitnessKey, signature_lines,
};
use samspor_core::tree::MerkleList;
use samspor_core::words::Instant;
use sha2::{Digest, Sha256};

use crate::disk::{Disk, SimulatedDisk};
use crate::witness::{KnownLogs, Refused, States, Witness};

pub(crate) const ORIGIN: &str = "ledger.simulated.invalid/samspor/2025";

/// A log's tree and key.
pub(crate) struct TestLog {
    tree: MerkleList,
    key: LogKey,
}

impl TestLog {
    /// A log whose leaves from some index on are those of another history.
    pub(crate) fn forked_at(index: u64, size: u64) -> Self {
        let leaf = |at: u64| -> LeafHash { Sha256::digest(format!("leaf {at} {}", at >= index)).into() };
        Self { tree: MerkleList::of((0..size).map(leaf)), key: log_key() }
    }

    pub(crate) fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        let checkpoint = Checkpoint::new(ORIGIN, size, self.tree.root_at(size).unwrap()).unwrap();
        self.key.sign_checkpoint(checkpoint).unwrap()
    }

    pub(crate) fn asks(&self, old: u64, size: u64) -> AddCheckpoint {
        let hashes = self.tree.consistency(old, size).unwrap();
        AddCheckpoint { old, hashes, checkpoint: self.checkpoint(size) }
    }

    pub(crate) fn asked(&self, old: u64, size: u64) -> Vec<u8> {
        self.asks(old, size).to_text().into_bytes()
    }
}

pub(crate) fn log_key() -> LogKey {
    LogKey::from_seed(ORIGIN, &[1; 32]).unwrap()
}

pub(crate) fn witness_key() -> WitnessKey {
    WitnessKey::from_seed("tilsynet.example/witness", &[2; 32]).unwrap()
}

pub(crate) fn known() -> KnownLogs {
    let mut logs = KnownLogs::default();
    logs.add(&format!("# one log\n\n{}\n", log_key().public().to_vkey())).unwrap();
    logs
}

pub(crate) fn witness_on(disk: &SimulatedDisk) -> Witness {
    let disk: Arc<dyn Disk> = Arc::new(disk.clone());
    Witness::new(witness_key(), known(), States::open(disk).unwrap())
}

pub(crate) fn noon() -> Instant {
    "2026-03-05T12:00:00Z".parse().unwrap()
}

/// Asks, and holds an answer against the witness's key.
pub(crate) fn cosigned(witness: &Witness, asked: &AddCheckpoint) -> Result<Signature, Refused> {
    let line = witness.add_checkpoint(asked.to_text().as_bytes(), noon())?;
    let signature = signature_lines(&line).unwrap().remove(0);
    let mut checkpoint = asked.checkpoint.clone();
    checkpoint.add(signature.clone()).unwrap();
    let keys: [PublicKey; 2] = [log_key().public().clone(), witness.public().clone()];
    assert_eq!(checkpoint.verify(&keys).unwrap()[1].at, Some(1_772_712_000));
    Ok(signature)
}
