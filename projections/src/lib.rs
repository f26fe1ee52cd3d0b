//! Views as pure functions of (valid, known): files, obligations, reports, and the live view.

pub mod file_at;
pub mod obligations;

pub mod contribution;
mod gathered;

pub mod question;
pub mod reports;
pub mod seen;

pub mod live;

#[cfg(test)]
mod ledger;
