//! Keys and a checkpoint whose signatures OpenSSL made.

use crate::note::{Checkpoint, LogKey, SignedCheckpoint, WitnessKey};
use crate::tree::{MerkleList, NodeHash, hash_of_leaf};

/// The log's key, from 32 times the byte 1.
pub(super) const LOG_VKEY: &str =
    "ledger.simulated.invalid/samspor/2026+8f0a94e0+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";

/// The witness's key, from 32 times the byte 4.
pub(super) const WITNESS_VKEY: &str =
    "witness.simulated.invalid/w1+681d3f6f+BMqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58";

/// A tree of one empty leaf, signed by the log, cosigned by the witness at [`COSIGNED_AT`].
pub(super) const SIGNED: &str = "\
ledger.simulated.invalid/samspor/2026
1
bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=

— ledger.simulated.invalid/samspor/2026 jwqU4EdfBjf5xlPO157kC1pZ/P2rGlc6zpfMrfanJr0JE9NUJwxMb2DMLgSp05yaTfdVySXWNZSMhnRpEvKW+/+Okg4=
— witness.simulated.invalid/w1 aB0/bwAAAABqGKUAz5l/Htb7zYBWxBduFpWtDB9v/ybkuJJCTsUpNypi7rjwMAQqg3xsVeGltfzi9wBiMyoO1Yd8WvFvw06u98hVAA==
";

pub(super) const COSIGNED_AT: u64 = 1_780_000_000;

pub(super) const ORIGIN: &str = "ledger.simulated.invalid/samspor/2026";

pub(super) fn log_key() -> LogKey {
    LogKey::from_seed(ORIGIN, &[1; 32]).unwrap()
}

/// The witness with this number; the first is [`WITNESS_VKEY`].
pub(super) fn witness_key(number: u8) -> WitnessKey {
    WitnessKey::from_seed(&format!("witness.simulated.invalid/w{number}"), &[number + 3; 32]).unwrap()
}

pub(super) fn signed(size: u64, root: NodeHash) -> SignedCheckpoint {
    log_key().sign_checkpoint(Checkpoint::new(ORIGIN, size, root).unwrap()).unwrap()
}

pub(super) fn list(size: u8) -> MerkleList {
    MerkleList::of((0..size).map(|leaf| hash_of_leaf(&[leaf])))
}
