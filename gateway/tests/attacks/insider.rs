//! Somebody with a copy of the ledger's keys, root key and all: opens what is sealed, and signs as the log.

use samspor_core::note::{Checkpoint, LogKey, SignedCheckpoint};
use samspor_core::seal::{EventKey, Keys, Kid, Place};
use samspor_core::tree::MerkleList;
use samspor_gateway::keys::{Keyring, KeyringOptions, ROOT_FILE, open_root};
use serde_json::Value;
use tempfile::TempDir;

use super::forge::{Forged, bytes};
use super::target::{Target, copy};

/// A key ring opened from stolen copies.
pub(crate) struct Insider {
    keys: Keyring,
    _dir: TempDir,
}

impl Insider {
    /// Steals the keys of a ledger. They are copied, so that the lock on the real ones is nobody's but the program's.
    pub(crate) fn of(target: &Target) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let stolen = dir.path().join("keys");
        copy(&target.keys(), &stolen);
        let root = open_root(&stolen.join(ROOT_FILE)).unwrap();
        Self { keys: Keyring::open(&stolen, root, KeyringOptions::of_machine()).unwrap(), _dir: dir }
    }

    /// The key of a section of an entry (K_evt), as the program derives it.
    pub(crate) fn key(&self, origin: &str, leaf: &Value, section: u8) -> EventKey {
        let told = &leaf["sec"][usize::from(section)];
        let subject = self.keys.keystore().opening(&Kid(bytes(&told["kid"]))).unwrap();
        let (sid, sn) = (bytes(&leaf["sid"]), leaf["sn"].as_u64().unwrap());
        EventKey::derive(&subject, &bytes(&told["salt"]), Place { origin, sid: &sid, sn, section })
    }

    /// The log's own signature over all entries of a history.
    pub(crate) fn signs(&self, origin: &str, history: &Forged) -> SignedCheckpoint {
        let tree = MerkleList::of(history.hashes());
        let key = LogKey::from_seed(origin, &self.keys.signing_seed().unwrap()).unwrap();
        key.sign_checkpoint(Checkpoint::new(origin, tree.size(), tree.root()).unwrap()).unwrap()
    }
}

/// What is signed as the last checkpoint beside a log.
pub(crate) fn published(target: &Target) -> SignedCheckpoint {
    let bytes = std::fs::read(target.data().join("tree/checkpoint")).unwrap();
    SignedCheckpoint::parse(&bytes).unwrap()
}
