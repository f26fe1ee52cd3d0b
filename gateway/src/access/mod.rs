//! The access log: every reading of patients' data is durable in it before anything is shown (trust.md 2.8).

mod audit_event;
mod glance;
mod log;
mod told;

pub use audit_event::audit_event;
pub use glance::{Glance, Reader, Readings};
pub use log::{AccessLog, NotRecorded, Recorded};
