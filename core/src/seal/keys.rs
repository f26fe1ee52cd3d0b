//! Where keys come from: what a log asks of a keystore.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::subject::{Kid, Subject};
use crate::log::Position;

/// A data subject's key (DEK). It is wiped when dropped and never printed.
#[derive(Clone)]
pub struct SubjectKey {
    pub kid: Kid,
    secret: Zeroizing<[u8; 32]>,
}

/// Why an entry's content can't be shown, though it was recorded and nothing is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Erased by a decision (*sletting*), which is the entry at this position.
    Erased { by: Position },
    /// Blocked (*sperring*), reversibly: the key needs two persons. The position is that of the entry that says so.
    Blocked { by: Position },
}

/// The keystore can't be used now.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the keystore is unavailable: {0}")]
pub struct KeysUnavailable(pub String);

/// Why there is no key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoKey {
    /// Taken out of use by a decision.
    #[error("{0}")]
    Shut(Shut),
    /// The keystore has never heard of it: it belongs to another ledger, or a part of it is lost.
    #[error("the keystore does not know key {0}")]
    Unknown(Kid),
    #[error(transparent)]
    Unavailable(#[from] KeysUnavailable),
}

/// The keys of a log's data subjects.
pub trait Keys: Send + Sync {
    /// Makes the keys of subjects that have none. They are durable on success, so that no entry outlives its key;
    /// an error leaves some or none of them made. Subjects whose key was taken out of use get no new one.
    fn prepare(&self, subjects: &[Subject]) -> Result<(), KeysUnavailable>;

    /// The key a subject's next section is sealed under, once it is prepared.
    fn sealing(&self, subject: &Subject) -> Result<SubjectKey, NoKey>;

    /// The key of an id.
    fn opening(&self, kid: &Kid) -> Result<SubjectKey, NoKey>;

    /// The id of a subject's key, in use or not; none if it never had one.
    fn kid_of(&self, subject: &Subject) -> Option<Kid>;

    /// Whose key it is, in use or not; none when the keystore can't tell, as of a key that is destroyed.
    fn subject_of(&self, _kid: &Kid) -> Option<Subject> {
        None
    }

    /// Takes keys out of use by the entry at a position, durably; a second time it changes nothing.
    /// Unknown keys are kept as taken out of use too, so that none of that id is ever used.
    fn retire(&self, kids: &[Kid], by: Position) -> Result<(), KeysUnavailable>;

    /// Seals bytes kept beside the log that can be made again, such as snapshots of views.
    fn seal_aside(&self, bytes: &[u8]) -> Result<Vec<u8>, KeysUnavailable>;

    /// What was sealed so; none when it was changed, or keys have been destroyed since: then it is made again.
    fn open_aside(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>>;
}

impl SubjectKey {
    /// A key of an id.
    pub fn new(kid: Kid, secret: [u8; 32]) -> Self {
        Self { kid, secret: Zeroizing::new(secret) }
    }

    /// The secret itself, for whoever wraps it or derives from it.
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubjectKey({})", self.kid)
    }
}

impl fmt::Display for Shut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Erased { by } => write!(f, "Erased by entry {by}"),
            Self::Blocked { by } => write!(f, "Blocked by entry {by}"),
        }
    }
}
