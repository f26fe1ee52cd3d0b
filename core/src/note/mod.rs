//! Signed notes as Go's checksum database has them, and what is built on them: checkpoints, cosignatures, proofs to carry, policies.

mod checkpoint;
mod key;
mod policy;
mod policy_lines;
mod secret;
mod signature;
mod signed;
mod spelling;
mod times;
mod tlog_proof;
mod witness;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use key::{KeyError, KeyId, KeyKind, PublicKey};
pub use policy::{Accepted, Group, Member, Policy, PolicyLog, PolicyWitness, Quorum, Unaccepted};
pub use policy_lines::{PolicyError, PolicyFault};
pub use secret::{LogKey, WitnessKey};
pub use signature::{Signature, signature_lines};
pub use signed::{NOTE_BYTES_MAX, NoteError, SIGNATURES_MAX, SignedNote, Verified};
pub use times::{ClockCheck, ClockFinding, CosignedSize, OutOfTime};
pub use tlog_proof::{PROOF_BYTES_MAX, ProofTextError, TlogProof};
pub use witness::AddCheckpoint;

#[cfg(test)]
mod tests;
