//! Dossiers of a real ledger: what proves its two logs, and the one file that a dossier is packed and encrypted into.

mod archive;
mod proving;

pub use archive::archive;
pub use proving::{NotVouched, Proofs};
