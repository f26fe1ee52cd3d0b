//! Everything that touches disk, network or clock.

pub mod clock;
pub mod core_dump;
pub mod crew;
pub mod disk;

pub mod keys;

mod index;
pub mod log;

pub mod access;
pub mod backup;
pub mod cluster;
pub mod erasing;
pub mod home;
pub mod ledger;
mod origin;
pub mod snapshots;
pub mod tokens;
pub mod tree;

pub mod dossier;

pub mod http;
mod pages;

pub mod nats;

pub mod witness;
pub mod witnesses;

pub mod cli;
