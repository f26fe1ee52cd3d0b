//! Reports: rows made from contributions when asked, one report a file.

pub mod active_plans;
pub mod caseload;
pub mod competence;
pub mod complaints;
pub mod consents;
pub mod continuity;
pub mod coordinators;
pub mod deviations;
pub mod diff;
pub mod distribution;
pub(crate) mod due_id;
mod fields;
pub mod groups;
pub mod history;
pub mod inbox;
pub mod ke_network;
pub mod late_registrations;
mod leader;
pub mod measures;
pub(crate) mod my_page;
pub mod national;
pub mod obligations;
pub mod patients_of;
mod row;
pub(crate) mod state;
pub mod suppression;
pub mod trust_notifications;
pub mod vacancies;
pub mod warnings;
pub mod what_if;
pub mod why;
pub mod without_coordinator;
pub mod without_plan;

pub use due_id::{DueId, NoDueId};
pub use fields::fields;
pub use row::{Names, Row, rows};
