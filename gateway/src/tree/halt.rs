//! What keeps a tree from being signed though its log is what was signed: what witnesses say of it.

use super::error::TreeError;

/// Why nothing is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// A witness has seen another history. Nothing is signed until the next start.
    Contradicted(String),
    /// Our clock is more than five minutes from the witnesses'. Nothing is signed until they agree again.
    OffClock(String),
}

impl Halt {
    /// The halt after somebody says another thing: a contradiction stands.
    pub(super) fn then(before: Option<Self>, says: Option<Self>) -> Option<Self> {
        match before {
            Some(Self::Contradicted(why)) => Some(Self::Contradicted(why)),
            Some(Self::OffClock(_)) | None => says,
        }
    }

    pub(super) fn error(&self) -> TreeError {
        match self {
            Self::Contradicted(why) => TreeError::Contradicted { why: why.clone() },
            Self::OffClock(why) => TreeError::OffClock { why: why.clone() },
        }
    }
}
