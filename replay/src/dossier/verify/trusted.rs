//! The keys a recipient trusts, had from elsewhere than the dossier.

use samspor_core::note::{KeyError, KeyKind, Policy, PublicKey};
use thiserror::Error;

/// Keys of logs, and the policy that asks for witnesses, where the recipient has one.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    pub(super) keys: Vec<PublicKey>,
    pub(super) policy: Option<Policy>,
}

/// Why a file holds no keys to trust.
#[derive(Debug, Error)]
pub enum UnreadKeys {
    #[error("the file is neither keys, one a line, nor a policy")]
    Neither,
    #[error("line {line}: {fault}")]
    Key { line: usize, fault: KeyError },
    #[error("the file has no key of a log")]
    NoLog,
}

impl Trusted {
    /// Nobody is trusted: every checkpoint is self-asserted.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// These keys are trusted.
    pub fn keys(keys: impl IntoIterator<Item = PublicKey>) -> Self {
        Self { keys: keys.into_iter().collect(), policy: None }
    }

    /// The keys of a file: public keys one a line (`name+id+key`), or a policy (c2sp.org/tlog-policy).
    pub fn read(bytes: &[u8]) -> Result<Self, UnreadKeys> {
        if let Ok(policy) = Policy::parse(bytes) {
            let keys = policy.logs().iter().map(|log| log.key.clone()).collect();
            return Ok(Self { keys, policy: Some(policy) });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| UnreadKeys::Neither)?;
        let mut keys = Vec::new();
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()).take(64) {
            let key = PublicKey::from_vkey(text.trim()).map_err(|fault| UnreadKeys::Key { line, fault })?;
            keys.push(key);
        }
        let has_log = keys.iter().any(|key| key.kind() == KeyKind::Note);
        if has_log { Ok(Self { keys, policy: None }) } else { Err(UnreadKeys::NoLog) }
    }

    /// Whether a log's key is one of these; the access log may have the same key under its own name.
    pub(super) fn has(&self, key: &PublicKey) -> bool {
        self.keys.iter().any(|one| one.kind() == KeyKind::Note && one.bytes() == key.bytes())
    }

    pub(super) fn is_nobody(&self) -> bool {
        self.keys.is_empty()
    }
}
