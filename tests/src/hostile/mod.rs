//! Hostile input (quality.md Q10): the parsers that read what others send, a saved corpus, and mutations of it.

mod corpus;
mod mutation;
mod targets;

pub use corpus::corpus_of;
pub use mutation::Mutations;
pub use targets::{TARGETS, Target};
