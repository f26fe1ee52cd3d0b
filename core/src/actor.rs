//! Who speaks: the roles of the field, and the caller of a command or a query.

use serde::{Deserialize, Serialize};

use crate::words::{PatientId, PersonId, TenantId, UnitId};

/// In what capacity somebody acts (domain.md 2.0, *Issuers*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// PAT: the patient or a representative.
    Patient,
    /// HPM: municipal health personnel, general practitioners among them.
    HealthPersonnel,
    /// HPS: personnel of the specialist service.
    SpecialistPersonnel,
    /// EXT: school, NAV, child welfare and other sectors.
    OtherSector,
    /// KEK: the coordinating unit (*koordinerende enhet*) of a municipality.
    KeMunicipal,
    /// KEH: the coordinating unit of a health trust.
    KeTrust,
    /// LDK: leader of a municipal unit.
    UnitLeader,
    /// LDH: leader of a clinical unit.
    ClinicLeader,
    /// KO: a coordinator, for own patients.
    Coordinator,
    /// SUB: a substitute (*vikar*), for the patients covered.
    Substitute,
    /// SB: a case officer (*tildelingskontor*).
    CaseOfficer,
    /// KLA: who prepares complaints.
    ComplaintHandler,
    /// SF: the supervisory authority (*Statsforvalteren*, *Helsetilsynet*).
    Supervisor,
    /// ARK: the records manager.
    RecordsManager,
    /// SYS: an integration, or the ledger's own set-up.
    System,
}

/// Whoever issues a command or asks a query. Its fields are in the order of RFC 8785. It is what the gateway knows of the caller; never taken from a command's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The patient that the role `Patient` speaks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acting_for: Option<PatientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    pub role: Role,
    /// The tenant they work for; absent for `System` and `Supervisor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

impl Actor {
    /// The ledger's own set-up and integrations.
    pub fn system() -> Self {
        Self { acting_for: None, person: None, role: Role::System, tenant: None, unit: None }
    }
}
