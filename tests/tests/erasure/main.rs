//! Erasure as a whole: of a thousand subjects a hundred are erased, and no file holds anything of them afterwards.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod carried_out;
mod keystore;
mod world;
