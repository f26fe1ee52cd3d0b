//! Samspor's core: the ledger, executable in memory.

pub mod words;
