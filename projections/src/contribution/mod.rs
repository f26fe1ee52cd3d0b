//! A patient's contribution: all that reports sum, as a pure function of one file at (valid, known).

mod change_day;
mod complaint;
mod consent;
mod coverage;
mod group;
mod measure;
mod notification;
mod patient;
mod plan;
mod registration;
mod vacancy;
mod waiting;
mod warning;

pub use complaint::{ComplaintSeen, ComplaintState, Outcome};
pub use consent::{ConsentSeen, ConsentState};
pub use coverage::{Column, Coordinating, Load, Tenure};
pub use group::GroupSeen;
pub use measure::{Changed, Measure, Reported, Took};
pub use notification::NotificationSeen;
pub use patient::Contribution;
pub use plan::PlanSeen;
pub(crate) use plan::plan;
pub(crate) use registration::deviations;
pub use registration::{Deviating, DeviationCode, EventName, LateRegistration};
pub use vacancy::{Gap, Hindsight};
pub use waiting::{Waiting, Without, WithoutKind};
pub use warning::{Warning, WarningCode};
