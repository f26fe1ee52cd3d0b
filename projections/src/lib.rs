//! Views as pure functions of (valid, known): files, obligations, reports, and the live view.

pub mod file_at;
pub mod obligations;
