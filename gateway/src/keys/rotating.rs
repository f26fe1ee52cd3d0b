//! A new epoch every 30 days: all keys wrapped anew, and the old epoch's key destroyed.

use std::sync::Arc;
use std::time::Duration;

use samspor_core::log::Entropy;
use samspor_core::seal::{KeysUnavailable, Kid};
use samspor_core::words::Instant;

use super::epoch::{self, Epoch, Use};
use super::erasing::after;
use super::inside::{Held, Unfit, Wrapped, key_text};
use super::keystore::Keystore;
use super::rewriting::{Beginning, View, told};

/// How long an epoch lasts: a copy of the keystore older than this opens nothing.
pub const EPOCH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What a new epoch carried over; what the log says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The number of the epoch that begins, the first one being 1.
    pub epoch: u64,
    /// Keys that were made in the epoch that ended.
    pub created: u64,
    /// Keys that were wrapped anew: all that are not destroyed.
    pub rewrapped: u64,
}

impl Keystore {
    /// Whether the epoch has lasted its 30 days.
    pub fn is_rotation_due(&self, now: Instant) -> bool {
        after(self.inside().epoch.begun, EPOCH) <= now
    }

    /// When the epoch has lasted its 30 days.
    pub fn epoch_ends(&self) -> Instant {
        after(self.inside().epoch.begun, EPOCH)
    }

    /// Begins a new epoch: wraps all keys under a new key and destroys the old epoch's key.
    ///
    /// Durable on success. A crash at any point, and any error, leaves the old epoch or the new one, each with its
    /// key; the old epoch's key is destroyed at the next write or start, if it was not now.
    pub fn rotate(&self, now: Instant) -> Result<Rotated, KeysUnavailable> {
        let writer = &mut *self.writer();
        self.make_sound(writer)?;
        let (before, created, rewrapped) = {
            let inside = self.inside();
            let living = inside.held.values().filter(|held| held.wrapped().is_some()).count();
            (Arc::clone(&inside.epoch), inside.created(), living as u64)
        };
        let next = Arc::new(Epoch::fresh(before.number + 1, now, &mut writer.entropy));
        writer.sound = false;
        // Never write over a key that the keystore may be of.
        epoch::settle(&*self.disk, &*self.root, before.number).map_err(told)?;
        next.write_next(&*self.disk, &*self.root).map_err(told)?;
        // A crash up to here leaves a key of an epoch that never began, which the next start removes.
        let rotated = Rotated { epoch: next.number, created, rewrapped };
        let beginning =
            Beginning { epoch: Arc::clone(&next), view: View::Kept, gone: 0, rotated: Some(rotated) };
        self.rewrite(writer, &beginning, &mut |kid, held, entropy| {
            Ok(anew(held, kid, &before, &next, entropy)?.records(kid))
        })?;
        // A crash up to here leaves both epochs' keys; the next start does what follows.
        writer.sound = false;
        epoch::settle(&*self.disk, &*self.root, next.number).map_err(told)?;
        writer.sound = true;
        Ok(rotated)
    }

    /// How the epoch began; none of a keystore's first. The log is to be told of it, which a crash may have kept from it.
    pub fn last_rotation(&self) -> Option<Rotated> {
        self.inside().rotated
    }
}

fn anew(held: &Held, kid: Kid, before: &Epoch, next: &Epoch, entropy: &mut Entropy) -> Result<Held, Unfit> {
    let mut wrap = |key: &Wrapped| -> Result<Wrapped, Unfit> {
        let secret = key.secret(before, kid).ok_or(Unfit::Unopened(kid))?;
        let what = if key.blocked.is_some() { Use::BlockedKey } else { Use::Key };
        let sealed = next.seal(what, &kid, &key_text(&secret, &key.subject), entropy).into();
        Ok(Wrapped { sealed, ..key.clone() })
    };
    Ok(match held {
        Held::Kept(key) => Held::Kept(wrap(key)?),
        Held::Retired { key, by, at, destroy_after } => {
            Held::Retired { key: wrap(key)?, by: *by, at: *at, destroy_after: *destroy_after }
        }
        Held::Destroyed { by, subject } => Held::Destroyed { by: *by, subject: *subject },
    })
}
