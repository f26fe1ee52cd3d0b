//! The logs that last: segment files, and the container their records stand in.

pub(crate) mod container;
pub mod segments;
