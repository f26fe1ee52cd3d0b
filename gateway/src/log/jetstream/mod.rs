//! The log on a replicated stream of NATS JetStream, for several gateways at once.
//!
//! An entry is a message, and its position is the message's sequence. What decides who is next in a stream is the
//! condition that the server checks on the stream's subject; what a gateway knows, it has read from the stream.

mod error;
mod options;

mod answers;
mod connection;
mod nats;
mod subjects;

mod config;
mod flush;
mod version;

mod fetching;
mod publishing;

mod committing;
mod following;
mod group;
mod known;

mod bucket;
mod log;
mod open;

pub use bucket::{Bucket, Held, Put};
pub use connection::Connection;
pub use error::{JetStreamError, NatsError};
pub use log::JetStreamLog;
pub use options::{JetStreamOptions, Promised};
