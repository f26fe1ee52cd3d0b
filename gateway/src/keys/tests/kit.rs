//! A key directory on a simulated disk, with fixed times, ids and randomness.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use samspor_core::log::Entropy;
use samspor_core::seal::{Keys, Kid, NoKey, Subject};
use samspor_core::words::Instant;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::disk::{Disk, SimulatedDisk};
use crate::keys::plain_root::PlainRoot;
use crate::keys::root::{Root, RootError};
use crate::keys::{Keyring, KeyringError, KeyringOptions, Keystore};

/// A root that is the same at every run.
pub(super) struct FixedRoot(PlainRoot);

impl FixedRoot {
    pub(super) fn of(byte: u8) -> Arc<dyn Root> {
        Arc::new(Self(PlainRoot::of_file(&[byte; 32]).unwrap()))
    }
}

impl Root for FixedRoot {
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, RootError> {
        self.0.wrap(secret)
    }

    fn unwrapped(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, RootError> {
        self.0.unwrapped(wrapped)
    }

    fn name(&self) -> &str {
        self.0.name()
    }
}

/// Times that a test moves.
#[derive(Clone, Default)]
pub(super) struct Hands {
    seconds: Arc<AtomicU64>,
}

impl Hands {
    pub(super) fn pass(&self, span: Duration) {
        self.seconds.fetch_add(span.as_secs(), Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Instant {
        start(self.seconds.load(Ordering::Relaxed))
    }
}

/// A moment so many seconds after the tests begin.
fn start(seconds: u64) -> Instant {
    Instant::from_micros(1_772_000_000_000_000 + seconds as i64 * 1_000_000)
}

/// Randomness that a seed decides and that looks like no other bytes.
pub(super) fn drawn(seed: u64) -> Entropy {
    let mut count = 0u64;
    Box::new(move |bytes| {
        for part in bytes.chunks_mut(32) {
            count += 1;
            let drawn = Sha256::digest([seed.to_be_bytes(), count.to_be_bytes()].concat());
            part.copy_from_slice(&drawn[..part.len()]);
        }
    })
}

pub(super) fn options(hands: &Hands, seed: u64) -> KeyringOptions {
    let (one, other) = (hands.clone(), hands.clone());
    KeyringOptions {
        now: Box::new(move || one.now()),
        tick: Box::new(move || Duration::from_secs(other.seconds.load(Ordering::Relaxed))),
        entropy: drawn(seed),
        sync: true,
    }
}

pub(super) fn created(disk: &SimulatedDisk) -> Keyring {
    Keyring::create_on(Arc::new(disk.clone()), FixedRoot::of(7), options(&Hands::default(), 1)).unwrap()
}

pub(super) fn opened(disk: &SimulatedDisk) -> Result<Keyring, KeyringError> {
    Keyring::open_on(Arc::new(disk.clone()), FixedRoot::of(7), options(&Hands::default(), 2))
}

/// The patient's file with a number.
pub(super) fn patient(n: u32) -> Subject {
    let id = format!("00000000-0000-5000-8000-{n:012x}");
    Subject::Patient("310000019".parse().unwrap(), id.parse().unwrap())
}

pub(super) fn kid(keys: &Keystore, n: u32) -> Kid {
    keys.kid_of(&patient(n)).unwrap()
}

/// The secret that a patient's entries are sealed under.
pub(super) fn secret(keys: &Keystore, n: u32) -> Result<[u8; 32], NoKey> {
    keys.sealing(&patient(n)).map(|key| *key.secret())
}

/// What stands in every file of a disk.
pub(super) fn all_bytes(disk: &SimulatedDisk) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| {
        let bytes = super::super::wrapped::whole(&*disk.open(&name).unwrap()).unwrap();
        (name, bytes)
    };
    disk.list("").unwrap().into_iter().map(read).collect()
}

pub(super) fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// How a key stands in the file now.
pub(super) fn sealed(keys: &Keystore, n: u32) -> Vec<u8> {
    let kid = kid(keys, n);
    keys.inside().held[&kid].wrapped().unwrap().sealed.to_vec()
}
