//! The Norwegian words of the pages, one table a file: what the ledger's codes are called in bokmål.

pub(crate) mod codes;
pub(crate) mod dates;
pub(crate) mod events;
pub(crate) mod readings;
pub(crate) mod refusals;
pub(crate) mod rules;
