//! Verifying a dossier: alone, offline, on files from anybody; it believes nothing it can't compute again.

mod access;
mod chain;
mod checkpoint;
mod erased;
mod events;
mod heads;
mod remade;
mod several;
mod sound;
mod told;
mod trusted;
mod verdict;

pub use several::{Between, held_together};
pub use sound::verify;
pub use trusted::{Trusted, UnreadKeys};
pub use verdict::{Completeness, EntryVerdict, Fate, Fault, SignedBy, StreamVerdict, Verdict};
