//! What a view of one patient stands on: the file, its facts and the register, at (valid, known).

use samspor_core::fact::Fact;
use samspor_core::patient::PatientFile;
use samspor_core::register::Register;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, PatientId, TenantId};

/// One patient's file at one tenant, read at a day from what was known at a moment.
pub struct FileAt<'a> {
    pub tenant: TenantId,
    pub kind: TenantKind,
    /// The surviving reference on the day.
    pub patient: PatientId,
    /// The day asked about (D).
    pub day: Day,
    pub file: &'a PatientFile,
    /// All facts known, in the file's order; later days too.
    pub facts: &'a [Fact],
    /// The tenant's register as known; each question to it names its day.
    pub register: &'a Register,
}
