//! The witness: its answers on the wire, and that no crash and no sequence of requests makes it vouch for two histories.

pub(crate) mod asked;
mod crashes;
mod forks;
mod wire;
