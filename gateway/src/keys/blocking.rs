//! Blocking (*sperring*): a key under two persons' secrets, so that neither of them alone, nor the operator, opens it.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use aes_gcm::{Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use samspor_core::log::{Entropy, Position};
use samspor_core::seal::Kid;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use super::cipher::{self, NONCE_BYTES};
use super::epoch::{Epoch, Use};
use super::erasing::NotDone;
use super::inside::{Held, Unfit, Wrapped, key_text};
use super::keystore::Keystore;
use super::records::Record;
use super::rewriting::{Beginning, View};

/// A person's key file holds at least this.
const SECRET_BYTES_MIN: usize = 32;

/// What two persons' key files come to, in either order; wiped when dropped, never printed.
pub struct TwoPersons(Zeroizing<[u8; 64]>);

/// Why two key files do not stand for two persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SamePerson {
    #[error("both key files are the same: two persons are needed")]
    Same,
    #[error("a person's key file holds at least {SECRET_BYTES_MIN} bytes")]
    TooShort,
}

impl TwoPersons {
    /// The contents of two different key files.
    pub fn of(one: &[u8], other: &[u8]) -> Result<Self, SamePerson> {
        if one.len().min(other.len()) < SECRET_BYTES_MIN {
            return Err(SamePerson::TooShort);
        }
        let mut digests: [Zeroizing<[u8; 32]>; 2] =
            [one, other].map(|secret| Zeroizing::new(Sha256::digest(secret).into()));
        digests.sort_by(|one, other| one.as_slice().cmp(other.as_slice()));
        let [low, high] = digests;
        if low == high {
            return Err(SamePerson::Same);
        }
        let mut both = Zeroizing::new([0; 64]);
        both[..32].copy_from_slice(&*low);
        both[32..].copy_from_slice(&*high);
        Ok(Self(both))
    }

    fn cipher(&self, kid: Kid) -> Aes256Gcm {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(&kid.0), &*self.0)
            .expand(b"samspor/two-persons/1", &mut *key)
            .expect("HKDF gives up to 8,160 bytes");
        Aes256Gcm::new((&*key).into())
    }

    fn seal(&self, kid: Kid, secret: &[u8], entropy: &mut Entropy) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        entropy(&mut nonce);
        cipher::seal(&self.cipher(kid), nonce, &kid.0, secret)
    }

    fn open(&self, kid: Kid, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        cipher::open(&self.cipher(kid), &kid.0, sealed)
    }
}

impl fmt::Debug for TwoPersons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TwoPersons")
    }
}

impl Keystore {
    /// Blocks keys by the entry at a position: what opened them before is overwritten, and the key of what is kept
    /// beside the log is replaced. Durable on success; after an error they are blocked or not.
    ///
    /// # Errors
    ///
    /// When one of them is unknown, out of use, or blocked already: none is then blocked.
    pub fn block(&self, kids: &[Kid], by: Position, persons: &TwoPersons) -> Result<(), NotDone> {
        let writer = &mut *self.writer();
        let kids: HashSet<Kid> = kids.iter().copied().collect();
        for kid in &kids {
            if self.kept(*kid)?.blocked.is_some() {
                return Err(NotDone::Blocked(*kid));
            }
        }
        self.make_sound(writer)?;
        let epoch = Arc::clone(&self.inside().epoch);
        let beginning = Beginning { epoch: Arc::clone(&epoch), view: View::Replaced, gone: 0, rotated: None };
        self.rewrite(writer, &beginning, &mut |kid, held, entropy| match held {
            Held::Kept(key) if kids.contains(&kid) => {
                let key = blocked(key, kid, by, &epoch, persons, entropy)?;
                Ok(Held::Kept(key).records(kid))
            }
            Held::Kept(_) | Held::Retired { .. } | Held::Destroyed { .. } => Ok(held.records(kid)),
        })?;
        kids.iter().for_each(|kid| self.cache.forget(kid));
        Ok(())
    }

    /// Unblocks keys with the secrets they were blocked under. Durable on success.
    ///
    /// # Errors
    ///
    /// When one of them is not blocked, or was blocked by other persons: none is then unblocked.
    pub fn unblock(&self, kids: &[Kid], persons: &TwoPersons) -> Result<(), NotDone> {
        let writer = &mut *self.writer();
        let epoch = Arc::clone(&self.inside().epoch);
        let mut records = Vec::new();
        for kid in kids.iter().copied().collect::<HashSet<Kid>>() {
            let key = self.kept(kid)?;
            if key.blocked.is_none() {
                return Err(NotDone::NotBlocked(kid));
            }
            let secret = key.secret(&epoch, kid).and_then(|secret| persons.open(kid, &secret));
            let text = key_text(&secret.ok_or(NotDone::OtherPersons(kid))?, &key.subject);
            records.push(Record::Key { kid, sealed: epoch.seal(Use::Key, &kid, &text, &mut writer.entropy) });
        }
        self.append(writer, &records)?;
        Ok(self.take(&records)?)
    }

    /// A key that is in use, or blocked.
    fn kept(&self, kid: Kid) -> Result<Wrapped, NotDone> {
        match self.inside().held.get(&kid) {
            None => Err(NotDone::Unknown(kid)),
            Some(Held::Kept(key)) => Ok(key.clone()),
            Some(Held::Retired { by, .. }) => Err(NotDone::Retired { kid, by: *by }),
            Some(Held::Destroyed { by, .. }) => Err(NotDone::Destroyed { kid, by: *by }),
        }
    }
}

fn blocked(
    key: &Wrapped,
    kid: Kid,
    by: Position,
    epoch: &Epoch,
    persons: &TwoPersons,
    entropy: &mut Entropy,
) -> Result<Wrapped, Unfit> {
    let secret = key.secret(epoch, kid).ok_or(Unfit::Unopened(kid))?;
    let twice = persons.seal(kid, &secret, entropy);
    let text = key_text(&twice, &key.subject);
    let sealed = epoch.seal(Use::BlockedKey, &kid, &text, entropy).into();
    Ok(Wrapped { sealed, blocked: Some(by), ..key.clone() })
}
