//! Programs nobody here wrote: what they are given to check, one flipped bit in it, and how they are found and run.

pub mod authority;
pub mod flips;
pub mod programs;
pub mod published;
pub mod taken;
pub mod written;
