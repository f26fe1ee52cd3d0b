//! The only file that reads the system's clock and draws randomness.

use std::io;
use std::time::{Instant as Tick, SystemTime, UNIX_EPOCH};

use samspor_core::log::Entropy;
use samspor_core::words::Instant;

/// What the system's clock shows now.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> Instant {
    let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
    };
    Instant::from_micros(micros)
}

/// A point on the clock that only runs forward, to measure how long something takes.
pub fn tick() -> Tick {
    Tick::now()
}

/// Bytes nobody can guess, from the operating system.
///
/// # Errors
///
/// When the operating system has none to give, which only a broken machine does.
pub fn fresh_bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// Where the ids of new streams come from: the operating system.
pub fn entropy() -> Entropy {
    Box::new(|bytes| getrandom::fill(bytes).expect("a machine without randomness must not write a ledger"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_a_time_after_this_was_written_and_bytes_differ() {
        assert!(now() > "2026-01-01T00:00:00Z".parse::<Instant>().unwrap());
        assert_ne!(fresh_bytes::<16>().unwrap(), fresh_bytes::<16>().unwrap());
    }
}
