//! Samspor's core: the ledger, executable in memory.

pub mod words;

pub mod actor;
pub mod catalogue;
pub mod command;
pub mod correction;
pub mod deviation;
pub mod refusal;

pub mod patient;
pub mod register;

pub mod authority;
pub mod decision;
pub mod directory;
mod elsewhere;
mod linking;
pub mod submit;

pub mod access;
pub mod entry;
pub mod fact;
pub mod known;
pub mod law;
pub mod log;
pub mod note;
pub mod seal;
pub mod tree;

#[cfg(test)]
mod given;
#[cfg(test)]
mod properties;
