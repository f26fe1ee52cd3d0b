//! Ports nobody uses, below those that the system gives to connections: a client that tries a server which is down
//! must not be given its port.

use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

const FIRST: u32 = 11_000;
const COUNT: u32 = 20_000;
/// Processes begin their search this far from each other.
const STRIDE: u32 = 97;

static ASKED: AtomicU32 = AtomicU32::new(0);

/// A free port of this machine; each call gives another one.
pub(super) fn free() -> u16 {
    (0..COUNT)
        .find_map(|_| {
            let nth = ASKED.fetch_add(1, Ordering::Relaxed);
            let place = process::id().wrapping_mul(STRIDE).wrapping_add(nth) % COUNT;
            let port = u16::try_from(FIRST + place).ok()?;
            TcpListener::bind(("127.0.0.1", port)).ok().map(|_| port)
        })
        .expect("some port of twenty thousand is free")
}
