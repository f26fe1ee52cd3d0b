//! Why somebody reads: the purposes there are, and the one a role has when nobody says another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::actor::Role;

/// The purpose of a reading (*formål*), as the reader states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Coordinating care, and leading those who do.
    Coordination,
    /// Supervision by the authority (*tilsyn*).
    Supervision,
    /// Preparing or deciding a complaint (*klage*).
    Complaint,
    /// The patient's own file, read by the patient or who speaks for them (*egen sak*).
    OwnFile,
    /// Running the ledger (*drift*).
    Operations,
    /// Checking who read and wrote what (*etterkontroll*).
    Audit,
}

/// No purpose has this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a purpose: Coordination, Supervision, Complaint, OwnFile, Operations or Audit")]
pub struct UnknownPurpose;

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Coordination,
        Self::Supervision,
        Self::Complaint,
        Self::OwnFile,
        Self::Operations,
        Self::Audit,
    ];

    /// What a role reads for, where nothing else is said.
    pub fn of(role: Role) -> Self {
        match role {
            Role::Patient => Self::OwnFile,
            Role::Supervisor => Self::Supervision,
            Role::ComplaintHandler => Self::Complaint,
            Role::RecordsManager => Self::Audit,
            Role::System => Self::Operations,
            Role::HealthPersonnel
            | Role::SpecialistPersonnel
            | Role::OtherSector
            | Role::KeMunicipal
            | Role::KeTrust
            | Role::UnitLeader
            | Role::ClinicLeader
            | Role::Coordinator
            | Role::Substitute
            | Role::CaseOfficer => Self::Coordination,
        }
    }

    /// The public code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Coordination => "Coordination",
            Self::Supervision => "Supervision",
            Self::Complaint => "Complaint",
            Self::OwnFile => "OwnFile",
            Self::Operations => "Operations",
            Self::Audit => "Audit",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, UnknownPurpose> {
        Self::ALL.into_iter().find(|one| one.code() == text).ok_or(UnknownPurpose)
    }
}
