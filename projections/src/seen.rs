//! What a report sees: the contributions and registers of the tenants asked about, at one (valid, known).

use samspor_core::directory::Directory;
use samspor_core::register::Register;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, PatientId, TenantId};

use crate::contribution::Contribution;
use crate::question::Question;

/// All that a report is made from.
pub struct Seen<'a> {
    pub question: &'a Question,
    /// The patient asked about by the reference that survives on the day.
    pub patient: Option<PatientId>,
    /// The day asked about (D).
    pub day: Day,
    /// Every register as known.
    pub directory: &'a Directory,
    /// In order of their numbers.
    pub tenants: Vec<SeenTenant<'a>>,
}

/// One tenant of a [`Seen`].
pub struct SeenTenant<'a> {
    pub id: TenantId,
    pub kind: TenantKind,
    pub register: &'a Register,
    /// In order of the patients' references.
    pub patients: Vec<&'a Contribution>,
}

impl<'a> Seen<'a> {
    /// Every patient's contribution with its tenant, in order.
    pub fn patients(&self) -> impl Iterator<Item = (&SeenTenant<'a>, &'a Contribution)> {
        self.tenants
            .iter()
            .flat_map(|tenant| tenant.patients.iter().map(move |contribution| (tenant, *contribution)))
    }
}
