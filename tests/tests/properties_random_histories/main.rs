//! Ten thousand random legal histories, and what holds for each of them: one topic a file.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod invariants;
mod mistakes;
mod order;
mod told;
