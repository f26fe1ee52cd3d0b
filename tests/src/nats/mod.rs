//! Real NATS servers for tests: one alone or three as a cluster, killed and started again; they go with the value.

pub mod ledgers;
pub mod logs;
mod monitor;
mod node;
mod ports;
mod servers;
mod wait;
mod wire;

pub use servers::{Flush, Servers, Settings, copy_all};
pub use wait::until;
