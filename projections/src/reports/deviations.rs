//! `deviations` (P19): what was accepted although a rule says otherwise, by provision.

use std::str::FromStr;

use samspor_core::deviation::Deviation;
use samspor_core::known::facts_known;
use samspor_core::register::tenant::TenantKind;
use samspor_core::words::{Day, EventId, Instant, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::{Deviating, DeviationCode, deviations};
use crate::question::ReportName;
use crate::seen::{Seen, SeenTenant};

/// One code of one event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeviationRow {
    pub tenant: TenantId,
    pub event: EventId,
    pub code: String,
    pub provision: &'static str,
    /// Absent for an event of the register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientId>,
    pub on: Day,
    pub recorded_on: Day,
}

impl Row for DeviationRow {
    const REPORT: ReportName = ReportName::Deviations;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for tenant in &seen.tenants {
            if seen.patient.is_none() {
                rows.extend(of_register(seen, tenant));
            }
            for file in &tenant.patients {
                rows.extend(file.deviations.iter().map(|one| row(tenant, Some(file.patient), one)));
            }
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: self.patient, ..Names::default() }
    }
}

fn of_register(seen: &Seen<'_>, tenant: &SeenTenant<'_>) -> Vec<DeviationRow> {
    let entries = seen.directory.entries_of(tenant.id).iter().map(AsRef::as_ref);
    let facts = facts_known(entries, Instant::from_micros(i64::MAX));
    deviations(&facts, seen.day).iter().map(|one| row(tenant, None, one)).collect()
}

fn row(tenant: &SeenTenant<'_>, patient: Option<PatientId>, one: &Deviating) -> DeviationRow {
    DeviationRow {
        tenant: tenant.id,
        event: one.event,
        code: one.code.as_str().to_owned(),
        provision: provision(&one.code, tenant.kind, one.on),
        patient,
        on: one.on,
        recorded_on: one.recorded_on,
    }
}

/// The provision of a code; one that no rule computes is taken by what it is about, else as the duty to coordinate.
fn provision(code: &DeviationCode, kind: TenantKind, on: Day) -> &'static str {
    let reported = match code {
        DeviationCode::Judged(deviation) => return deviation.provision(kind, on),
        DeviationCode::Reported(code) => code.as_str(),
    };
    let known = Deviation::ALL.iter().find(|one| one.code() == reported);
    match (known, Reported::from_str(reported)) {
        (Some(deviation), _) => deviation.provision(kind, on),
        (None, Ok(Reported::Sharing)) => "pbrl-4-1",
        (None, Ok(Reported::WrongDesk)) => "hpl-38a",
        (None, Err(())) => match kind {
            TenantKind::Municipality => "hol-7-2",
            TenantKind::HealthTrust => "sphl-2-5a",
        },
    }
}

/// The codes that are never computed, only reported by hand (domain.md 2.0).
enum Reported {
    Sharing,
    WrongDesk,
}

impl FromStr for Reported {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        match code {
            "REPORT-NO-CONSENT" | "CASE-TALK-NO-CONSENT" | "ENDED-WITHOUT-CONSENT" => Ok(Self::Sharing),
            "REPORT-WRONG-KE" => Ok(Self::WrongDesk),
            _ => Err(()),
        }
    }
}
