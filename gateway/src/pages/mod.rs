//! The pages in bokmål, rendered here and working without scripts: the same address and position give the same page.

mod routes;

mod frame;
mod look;
pub(crate) mod people;
mod words;

mod bars;
mod caseload;
mod erasures;
mod lists;
mod overdue;
mod overview;
pub(crate) mod reason;

mod access;
mod field;
mod forms;
mod history;
mod patient;
mod post;
mod timeline;

mod refused;

pub(crate) use look::encoded;
pub(crate) use refused::{page as refused_page, sign_in_page};
pub(crate) use routes::routes;
pub(crate) use words::readings;
