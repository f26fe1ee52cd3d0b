//! A tenant's register: units, persons, patients' identities, policies; one topic a file.

pub mod identity;
pub mod ke_network;
pub mod keys;
pub mod ledger;
pub mod person;
pub mod policy;
mod read;
pub mod tenant;
pub mod unit;

pub use read::Register;
