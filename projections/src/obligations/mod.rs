//! Obligations: what is due to whom, since when, and whether it was done; one file a family of deadline rules.

mod obligation;

pub use obligation::{Obligation, Owner, State};

use crate::file_at::FileAt;

/// The obligations of one file on its day, in order of rule, due day and trigger. Training (D17) is the tenant's, not a file's.
pub fn of_file(_file: &FileAt<'_>) -> Vec<Obligation> {
    Vec::new()
}
