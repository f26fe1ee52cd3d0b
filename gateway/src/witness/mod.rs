//! A witness, c2sp.org/tlog-witness, for a second party: it cosigns a log's checkpoint when that continues the last one it cosigned.

mod cosigner;
mod known;
mod serve;
mod state;

pub use cosigner::{Refused, Witness};
pub use known::{KnownLogs, UnknownKey};
pub use serve::{router, serve};
pub use state::{States, Unkept};

#[cfg(test)]
pub(crate) mod tests;
