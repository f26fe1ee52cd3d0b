//! What a keyring asks of the world: the time, a clock that only runs forward, and randomness.

use std::time::Duration;

use samspor_core::log::Entropy;
use samspor_core::words::Instant;

use crate::clock;

/// Where a keyring has times and random bytes from.
pub struct KeyringOptions {
    /// The time of day, for when keys are to be destroyed.
    pub now: Box<dyn Fn() -> Instant + Send + Sync>,
    /// How long it is since some moment, for how long a key is kept in clear.
    pub tick: Box<dyn Fn() -> Duration + Send + Sync>,
    /// Where keys come from.
    pub entropy: Entropy,
    /// Whether new keys are durable before they are used; not while a fresh ledger is filled that is synced as a whole.
    pub sync: bool,
}

impl KeyringOptions {
    /// The clocks and the randomness of the machine.
    pub fn of_machine() -> Self {
        let start = clock::tick();
        let tick = Box::new(move || start.elapsed());
        Self { now: Box::new(clock::now), tick, entropy: clock::entropy(), sync: true }
    }
}
