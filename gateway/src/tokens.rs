//! Development tokens: signed texts that say who calls a simulated ledger, until real sign-in takes their place.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use samspor_core::actor::Actor;
use samspor_core::words::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::clock;

/// The file below the data directory that holds the secret, readable by its owner alone.
pub const SECRET_FILE: &str = "tokens/secret";
/// How long a token is valid where nobody says otherwise: twelve hours.
pub const VALID_FOR_S: i64 = 12 * 60 * 60;
/// Longer texts are no token of ours.
const TOKEN_CHARACTERS_MAX: usize = 2048;
const BLOCK_BYTES: usize = 64;

/// Issues and reads tokens under one secret.
pub struct Tokens {
    secret: [u8; 32],
}

/// Why a text gives no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// Not of this form, or not signed with this secret.
    #[error("the token is not one of this ledger")]
    NotOurs,
    #[error("the token has expired: ask for a new one with `samspor token`")]
    Expired,
}

/// What a token says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    actor: Actor,
    /// The first microsecond the token is no longer valid.
    until: i64,
}

impl Tokens {
    /// Opens the secret of a data directory; makes it, readable by its owner alone and durable, where there is none.
    ///
    /// # Errors
    ///
    /// When the file can't be read or made, or holds anything but a secret.
    pub fn open(dir: &Path) -> io::Result<Self> {
        let path = dir.join(SECRET_FILE);
        std::fs::create_dir_all(path.parent().unwrap_or(dir))?;
        let mut made = OpenOptions::new();
        match made.write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => {
                let secret = clock::fresh_bytes::<32>()?;
                file.write_all(hex(&secret).as_bytes())?;
                file.sync_all()?;
                Ok(Self { secret })
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let mut text = String::new();
                OpenOptions::new().read(true).open(&path)?.take(1024).read_to_string(&mut text)?;
                let secret = unhex(text.trim()).and_then(|bytes| bytes.try_into().ok());
                let secret = secret.ok_or_else(|| {
                    io::Error::new(io::ErrorKind::InvalidData, format!("{SECRET_FILE} holds no secret"))
                })?;
                Ok(Self { secret })
            }
            Err(error) => Err(error),
        }
    }

    /// Tokens under a secret that is kept nowhere.
    pub fn of_secret(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// A token for an actor, from now and `valid_for_s` seconds on; only characters that a URL and a cookie may hold.
    pub fn issue(&self, actor: &Actor, now: Instant, valid_for_s: i64) -> String {
        let until = now.micros().saturating_add(valid_for_s.saturating_mul(1_000_000));
        let said =
            serde_json::to_vec(&Said { actor: actor.clone(), until }).expect("an actor is ids and a role");
        format!("{}.{}", hex(&said), hex(&signature(&self.secret, &said)))
    }

    /// Who a token stands for.
    ///
    /// # Errors
    ///
    /// When it is not signed with this secret, or no longer valid.
    pub fn read(&self, token: &str, now: Instant) -> Result<Actor, TokenError> {
        if token.len() > TOKEN_CHARACTERS_MAX {
            return Err(TokenError::NotOurs);
        }
        let (said, signed) = token.split_once('.').ok_or(TokenError::NotOurs)?;
        let (said, signed) = (unhex(said).ok_or(TokenError::NotOurs)?, unhex(signed));
        if !is_same(&signature(&self.secret, &said), &signed.unwrap_or_default()) {
            return Err(TokenError::NotOurs);
        }
        let said: Said = serde_json::from_slice(&said).map_err(|_| TokenError::NotOurs)?;
        if now.micros() < said.until { Ok(said.actor) } else { Err(TokenError::Expired) }
    }
}

/// HMAC-SHA-256 (RFC 2104) of a text under a key no longer than a block.
fn signature(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK_BYTES];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use samspor_core::actor::Role;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn supervisor() -> Actor {
        Actor { role: Role::Supervisor, ..Actor::system() }
    }

    #[test]
    fn a_token_names_its_actor_until_it_expires() {
        let tokens = Tokens::of_secret([7; 32]);
        let token = tokens.issue(&supervisor(), at("2025-03-03T09:00:00Z"), 60);
        assert_eq!(tokens.read(&token, at("2025-03-03T09:00:59Z")), Ok(supervisor()));
        assert_eq!(tokens.read(&token, at("2025-03-03T09:01:00Z")), Err(TokenError::Expired));
    }

    #[test]
    fn a_token_that_was_changed_or_signed_elsewhere_is_not_ours() {
        let (tokens, now) = (Tokens::of_secret([7; 32]), at("2025-03-03T09:00:00Z"));
        let token = tokens.issue(&supervisor(), now, 60);
        assert_eq!(Tokens::of_secret([8; 32]).read(&token, now), Err(TokenError::NotOurs));
        for index in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(tokens.read(&changed, now), Err(TokenError::NotOurs), "{index}");
        }
        let long = "0".repeat(5000);
        for text in ["", ".", "æ.ø", "00.00", &token[..token.len() - 2], &long] {
            assert_eq!(tokens.read(text, now), Err(TokenError::NotOurs), "{text}");
        }
    }

    #[test]
    fn signatures_are_those_of_rfc_4231() {
        let signed = hex(&signature(b"Jefe", b"what do ya want for nothing?"));
        assert_eq!(signed, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn the_secret_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let now = at("2025-03-03T09:00:00Z");
        let token = Tokens::open(dir.path()).unwrap().issue(&supervisor(), now, 60);
        assert_eq!(Tokens::open(dir.path()).unwrap().read(&token, now), Ok(supervisor()));
        let mode = std::fs::metadata(dir.path().join(SECRET_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(dir.path().join(SECRET_FILE), "no secret").unwrap();
        assert!(Tokens::open(dir.path()).is_err());
    }
}
