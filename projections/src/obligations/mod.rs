//! Obligations: what is due to whom, since when, and whether it was done; one file a family of deadline rules.

mod closing;
mod obligation;
mod of_file;
mod reading;
mod suspension;
mod why;

mod absence;
mod adulthood;
mod appointing;
mod complaints;
mod consent;
mod follow_up;
mod group;
mod handover;
mod ke_network;
mod lateness;
mod mandate;
mod notification;
mod plan;
mod reports;
mod training;

pub use closing::closed_by;
pub use ke_network::{HalfYear, NetworkDue, ke_network, ke_network_telling};
pub use lateness::late_days;
pub use notification::{receipts_of, received_on};
pub use obligation::{Obligation, Owner, State, next_change};
pub use of_file::of_file;
pub use suspension::{Suspension, suspensions};
pub use training::{Held, training, training_telling};
pub use why::{First, Moved, Settled, Traced, why};

#[cfg(test)]
mod given;
