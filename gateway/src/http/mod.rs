//! The ledger over HTTP: commands in, answers out, pages for people; problem details for everything that is refused.

pub mod serve;

pub mod problem;

pub(crate) mod gateway;

pub(crate) mod caller;
pub(crate) mod rights;

pub(crate) mod recorded;

pub(crate) mod commands;
mod headers;
mod sign_in;

mod asked;
mod paging;
pub(crate) mod reports;
mod tlog;
mod why;

pub(crate) mod answers;
pub(crate) mod assets;
pub(crate) mod files;
pub(crate) mod guarded;
mod health;

pub use problem::Problem;
pub use serve::{ServeError, router, serve, serve_with};

#[cfg(test)]
mod tests;
