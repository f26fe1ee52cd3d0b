//! Sealing: one key per data subject, a key of its own for every section, and a commitment to it in the leaf.

mod about;
mod cipher;
mod keys;
mod memory;
mod subject;

pub(crate) use about::{subject_of, subjects_of};
pub use cipher::{EventKey, Place, TAG_BYTES, Unopened, open, padded_bytes, seal};

pub use keys::{Keys, KeysUnavailable, NoKey, Shut, SubjectKey};
pub use memory::MemoryKeys;
pub use subject::{Kid, Subject};
