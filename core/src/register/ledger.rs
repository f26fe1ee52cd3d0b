//! What the ledger says of itself, in clear: how it began, and where its streams end.

use serde::{Deserialize, Serialize};

use crate::entry::{SCHEMA_TEXT, sha256_hex};
use crate::tree::{NodeHash, hash_of_text, text_of_hash};

/// The ledger began: its name, the form of its entries, and whether it is simulated stand here for ever. Its fields are
/// in the order of RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerBegan {
    /// The log's origin, which its checkpoints are signed under and its keys are derived for.
    pub origin: String,
    /// SHA-256 in hexadecimal of the text that says how entries are spelled and sealed.
    pub schema: String,
    pub simulated: bool,
}

impl LedgerBegan {
    /// The beginning of a log, in today's form.
    pub(crate) fn of(origin: &str, simulated: bool) -> Self {
        Self { origin: origin.to_owned(), schema: sha256_hex(SCHEMA_TEXT.as_bytes()), simulated }
    }
}

/// The heads of all streams were recorded: the root of the Merkle list over them, so that a dossier can show that it
/// leaves nothing out at its end. Anybody can compute it from the leaves. Its fields are in the order of RFC 8785.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadsRecorded {
    /// The root of the list of heads, in base64.
    pub root: String,
    /// The heads are those of the first so many entries: fewer than stand before this one, when others were written
    /// meanwhile.
    pub size: u64,
    /// How many streams there are.
    pub streams: u64,
}

impl HeadsRecorded {
    /// The heads of the streams of the first `size` entries.
    pub fn of(root: &NodeHash, size: u64, streams: u64) -> Self {
        Self { root: text_of_hash(root), size, streams }
    }

    /// The root, if it is one.
    pub fn root(&self) -> Option<NodeHash> {
        hash_of_text(&self.root)
    }
}
