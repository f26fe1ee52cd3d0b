//! Making a dossier: what belongs to it, what is disclosed of it, and the proofs.

mod extract;
mod lines;
mod proven;
mod relevant;
mod source;

pub use extract::{Extract, Request};
pub use proven::Dossier;
pub use source::{NotMade, Provable, Signed, Source, TimeStamp, Vouched};
