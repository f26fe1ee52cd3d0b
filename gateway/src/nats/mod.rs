//! The gateway on NATS: entries go out as CloudEvents, and commands and questions come in as requests.

mod connection;

mod outlet;

mod asked;
mod service;

mod asyncapi;

mod beside;

pub use asyncapi::document;
pub use beside::OverNats;
pub(crate) use beside::keep_up;
pub use connection::{NatsAt, NatsError};
pub use outlet::{CloudEvent, OUTLET_STREAM, Outlet, OutletError, SUBJECTS};
pub use service::{NAME, SUBJECT};
