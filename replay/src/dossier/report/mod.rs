//! What people read of a dossier: the report in three languages, and the policies and legal bases in force.

mod html;
mod language;
mod page;
mod policies;
mod rules;
mod tables;
mod titles;

pub(super) use page::html;
pub(super) use policies::policies;
