//! The coordinator's own answer to the task, and escalation when nobody takes it.

use serde::{Deserialize, Serialize};

use crate::words::Code;

/// Why the task was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskReason {
    NoCapacity,
    Conflict,
    Untrained,
    Other,
}

/// The appointed person took the task or declined it (#10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinatorTaskAnswered {
    pub accepted: bool,
    pub reason: Option<TaskReason>,
}

/// Why an appointment was lifted to a higher leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EscalationCause {
    NoUnitWilling,
    NoCapacity,
    Dispute,
}

/// The appointment was lifted to a higher leader (#11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointmentEscalated {
    pub to_role: Code,
    pub cause: EscalationCause,
}
