//! Waiting for a condition instead of for a time.

use std::thread;
use std::time::{Duration, Instant};

/// No condition of these tests takes this long on a slow machine.
const DEADLINE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Looks until there is an answer, and panics, saying what was waited for, when none comes.
#[expect(clippy::panic, reason = "a test that waits in vain fails where it stands")]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        if begun.elapsed() > DEADLINE {
            panic!("waited {} s for: {what}", DEADLINE.as_secs());
        }
        thread::park_timeout(LOOK_EVERY);
    }
}
