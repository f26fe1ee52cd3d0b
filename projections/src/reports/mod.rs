//! Reports: rows made from contributions when asked, one report a file.

pub mod coordinators;
mod fields;
mod row;

pub use fields::fields;
pub use row::{Names, Row, rows};
