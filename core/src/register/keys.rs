//! What became of keys, told in clear in the ledger's own stream: anybody sees that, when, and by which entry.

use serde::{Deserialize, Serialize};

use crate::log::Position;
use crate::seal::Kid;

/// Keys were destroyed, and what was sealed under them is gone for ever (*slettet*). Its fields are in the order of
/// RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysDestroyed {
    /// The position of the entry that decided it.
    pub by: Position,
    /// The keys' ids in base64, sorted.
    pub kids: Vec<String>,
}

/// A new epoch began in the keystore: all keys were wrapped anew, and copies of the keystore from before open nothing
/// once its old epoch key is gone from them too. Its fields are in the order of RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysRotated {
    /// Keys that were made in the epoch that ended.
    pub created: u64,
    /// The number of the epoch that begins.
    pub epoch: u64,
    /// Keys that were wrapped anew.
    pub rewrapped: u64,
}

/// Keys were blocked or unblocked (*sperret*): two persons are needed to read what is sealed under them. Its fields are
/// in the order of RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysBlocked {
    /// Whether they are blocked from here on, or no more.
    pub blocked: bool,
    /// The keys' ids in base64, sorted.
    pub kids: Vec<String>,
}

impl KeysDestroyed {
    /// Keys that were destroyed by the decision at a position.
    pub fn of(by: Position, kids: &[Kid]) -> Self {
        Self { by, kids: texts(kids) }
    }

    /// The keys.
    pub fn kids(&self) -> impl Iterator<Item = Kid> + '_ {
        self.kids.iter().filter_map(|kid| Kid::from_base64(kid))
    }
}

impl KeysBlocked {
    /// Keys that are blocked from here on, or no more.
    pub fn of(blocked: bool, kids: &[Kid]) -> Self {
        Self { blocked, kids: texts(kids) }
    }
}

fn texts(kids: &[Kid]) -> Vec<String> {
    let mut kids = kids.to_vec();
    kids.sort_unstable();
    kids.dedup();
    kids.into_iter().map(Kid::to_base64).collect()
}
