//! Samspor beside a real NATS server: entries go out at least once, and requests come in as over HTTP.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod asyncapi;
mod outlet;
mod requests;
mod world;
