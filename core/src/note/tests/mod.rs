//! Tests of notes and what is built on them: bytes made by other programs, round trips, and every flipped bit.

mod notes;
mod policies;
mod proofs;
mod samples;
