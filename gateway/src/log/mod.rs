//! The logs that last: segment files, a stream of NATS JetStream, and the container their records stand in.

pub(crate) mod container;
pub mod jetstream;
pub mod segments;
