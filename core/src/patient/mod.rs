//! A patient's file at one tenant: what can be asked, what can have happened, what follows; one topic a file.

pub mod assessment;
pub mod assignment;
pub mod case;
pub mod change;
pub mod complaint;
pub mod consent;
pub mod death;
pub mod erasure;
pub mod extract;
mod file;
pub mod follow_up;
pub mod group;
pub mod information;
pub mod light;
pub mod mandate;
pub mod meeting;
pub mod need;
pub mod notification;
pub mod offer;
pub mod participant;
pub mod plan;
pub mod plan_decision;
pub mod refusal;
pub mod representative;
pub mod substitute;
pub mod supervision;
pub mod task;
pub mod transfer;
pub mod transition;

pub use file::PatientFile;
