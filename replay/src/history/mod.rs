//! History files: parsed to typed lines, run into a ledger, and their expectations checked.

mod aliases;
mod check;
mod compare;
mod expect;
mod line;
mod parse;
mod place;
mod reader;
mod run;

pub use check::check;
pub use expect::Expectation;
pub use line::{CommandLine, Line, NamingLine, What};
pub use parse::{History, Read, parse, parse_all};
pub use place::{Failure, HistoryError, Place};
pub use run::{Ran, Runner, run};
