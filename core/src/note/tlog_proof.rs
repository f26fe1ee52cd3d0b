//! Proofs to carry, c2sp.org/tlog-proof: that a leaf is in the log of a signed checkpoint, in one text file.

use thiserror::Error;

use super::checkpoint::{CheckpointError, SignedCheckpoint};
use super::signed::NOTE_BYTES_MAX;
use super::spelling::{base64_of, bytes_of, hash_lines, hashes_before_blank, number_of};
use crate::tree::{Disproved, LeafHash, NodeHash, verify_inclusion};

/// The most bytes of a proof's text.
pub const PROOF_BYTES_MAX: usize = 2 * NOTE_BYTES_MAX;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1\n";

/// Why a text with a proof can't be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProofTextError {
    #[error("a proof has at most {PROOF_BYTES_MAX} bytes")]
    TooLong,
    #[error("a proof is text in UTF-8")]
    Letters,
    #[error("a proof begins with the line c2sp.org/tlog-proof@v1")]
    Header,
    #[error("what follows extra is base64")]
    Extra,
    #[error("the line before the hashes is index, or old for a witness, and a decimal without leading zeros")]
    Number,
    #[error("hash {number} of the proof is not 32 bytes in base64")]
    Hash { number: usize },
    #[error("a proof has at most 63 hashes")]
    TooManyHashes,
    #[error("an empty line stands between the hashes and the checkpoint")]
    NoBlankLine,
    #[error("the size before is larger than the checkpoint's")]
    OldIsLarger,
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// That a leaf stands at an index of a log, with the checkpoint it is proven against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Bytes of whoever made the proof, which nothing vouches for.
    pub extra: Option<Vec<u8>>,
    /// The leaf's index, from 0: one less than its position.
    pub index: u64,
    /// The inclusion proof, from the leaf's sibling upwards.
    pub hashes: Vec<NodeHash>,
    /// The tree's root, as log and witnesses signed it.
    pub checkpoint: SignedCheckpoint,
}

impl TlogProof {
    /// The proof that these bytes are.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofTextError> {
        let rest = text_of(bytes)?.strip_prefix(HEADER).ok_or(ProofTextError::Header)?;
        let (extra, rest) = match rest.strip_prefix("extra ") {
            Some(rest) => {
                let (extra, rest) = rest.split_once('\n').ok_or(ProofTextError::Extra)?;
                (Some(bytes_of(extra).ok_or(ProofTextError::Extra)?), rest)
            }
            None => (None, rest),
        };
        let (index, rest) = numbered(rest, "index ")?;
        let (hashes, rest) = hashes_before_blank(rest)?;
        Ok(Self { extra, index, hashes, checkpoint: SignedCheckpoint::parse(rest.as_bytes())? })
    }

    /// Its bytes: the same as were parsed.
    pub fn to_text(&self) -> String {
        let extra = self.extra.as_ref().map(|extra| format!("extra {}\n", base64_of(extra)));
        format!(
            "{HEADER}{}index {}\n{}\n{}",
            extra.unwrap_or_default(),
            self.index,
            hash_lines(&self.hashes),
            self.checkpoint.to_text()
        )
    }

    /// Verifies that the leaf is in the checkpoint's tree. Whether the checkpoint is to be believed, a policy says.
    pub fn verify(&self, leaf: &LeafHash) -> Result<(), Disproved> {
        let tree = self.checkpoint.checkpoint();
        verify_inclusion(leaf, self.index, tree.size, &self.hashes, &tree.root)
    }
}

/// The text of bytes that are not too many.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, ProofTextError> {
    if bytes.len() > PROOF_BYTES_MAX {
        return Err(ProofTextError::TooLong);
    }
    std::str::from_utf8(bytes).map_err(|_| ProofTextError::Letters)
}

/// The number on a line that begins with a word, and what comes after the line.
pub(super) fn numbered<'t>(text: &'t str, word: &str) -> Result<(u64, &'t str), ProofTextError> {
    let told = text.strip_prefix(word).and_then(|text| text.split_once('\n'));
    let (number, rest) = told.ok_or(ProofTextError::Number)?;
    Ok((number_of(number).ok_or(ProofTextError::Number)?, rest))
}
