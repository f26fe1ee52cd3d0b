//! The dossier (*saksmappe*): one patient's entries with their proofs, made from a ledger, and verified alone and offline (trust.md 2.7).
//!
//! [`Extract::of`] takes out what is known at (D, K) and gives its digest, which depends on nothing else; [`Extract::proven`]
//! adds proofs against a signed checkpoint. [`verify`] holds the files of a dossier against each other and against keys the
//! recipient trusts, and [`held_together`] several dossiers against one another. Nothing here reads or writes a file.

mod content;
mod disclosed;
mod form;
mod head;
mod limits;
mod line;
mod manifest;

mod make;
mod paper;
mod report;
mod sample;
mod verify;

pub use limits::{ENTRIES_MAX, FILE_BYTES_MAX, FILES_MAX, TOTAL_BYTES_MAX};
pub use make::{Dossier, Extract, NotMade, Provable, Request, Signed, Source, TimeStamp, Vouched};
pub use sample::sample;
pub use verify::{
    Between, Completeness, EntryVerdict, Fate, Fault, SignedBy, StreamVerdict, Trusted, UnreadKeys, Verdict,
    held_together, verify,
};

/// The files of a dossier by their path below its directory.
pub type Files = std::collections::BTreeMap<String, Vec<u8>>;

#[cfg(test)]
mod tests;
