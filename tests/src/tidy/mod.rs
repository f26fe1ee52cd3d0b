//! What keeps the repository in order: every rule is a function over file texts that lists the faults it finds.

pub mod dependencies;
pub mod directions;
pub mod docs;
pub mod functions;
pub mod histories;
pub mod manifest;
pub mod names;
pub mod numbers;
pub mod places;
pub mod shape;
pub mod source;
pub mod tree;
