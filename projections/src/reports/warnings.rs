//! `warnings`: what is to be known in time about active files.

use samspor_core::words::{Day, PatientId, PersonId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::WarningCode;
use crate::question::ReportName;
use crate::seen::Seen;

/// One warning.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Warned {
    pub tenant: TenantId,
    pub code: WarningCode,
    pub patient: PatientId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    pub on: Day,
}

impl Row for Warned {
    const REPORT: ReportName = ReportName::Warnings;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.warnings.iter().map(|one| Self {
                tenant: file.tenant,
                code: one.code,
                patient: file.patient,
                person: one.person,
                on: one.on,
            }));
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), person: self.person, ..Names::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{Ledger, ane_bjarne_leif, municipal};
    use crate::question::ReportName::{Consents, Warnings};

    #[test]
    fn parents_lose_standing_on_the_sixteenth_birthday() {
        let mut ledger = Ledger::new();
        let child = ledger.patient("2009-02-10");
        let given = json!({"giver": "Parents", "scopes": ["Coordinator"], "evidence_ref": "form"});
        ledger.on("2025-01-20").ke(child, "GiveConsent", given);
        assert!(ledger.on("2025-02-09").rows(Warnings).is_empty());
        let warned = ledger.on("2025-02-10").rows(Warnings);
        assert_eq!(
            (&warned[0]["code"], &warned[0]["on"]),
            (&json!("CONSENT-GIVER-LOST-STANDING"), &json!("2025-02-10"))
        );
        assert_eq!(ledger.rows(Consents)[0]["state"], "Insufficient");
        let own = json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "form"});
        ledger.ke(child, "GiveConsent", own);
        assert!(ledger.rows(Warnings).is_empty());
    }

    #[test]
    fn a_consent_is_warned_of_thirty_days_before_its_end_until_the_day_before_it() {
        let (mut ledger, _, _, leif) = ane_bjarne_leif();
        let given = json!({"giver": "Patient", "scopes": ["Coordinator"], "to": "2025-05-01", "evidence_ref": "form"});
        ledger.ke(leif, "GiveConsent", given);
        assert!(ledger.on("2025-03-31").rows(Warnings).is_empty());
        assert_eq!(ledger.on("2025-04-01").rows(Warnings)[0]["on"], "2025-04-30");
        assert_eq!(ledger.rows(Consents)[0]["state"], "Expiring");
        assert_eq!(ledger.on("2025-04-30").rows(Warnings).len(), 1);
        assert!(ledger.on("2025-05-01").rows(Warnings).is_empty());
        assert_eq!(ledger.rows(Consents)[0]["state"], "Expired");
    }

    #[test]
    fn a_withdrawn_consent_leaves_the_coordinator_and_warns() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        let given = json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "form"});
        let consent = ledger.ke(leif, "GiveConsent", given);
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        ledger.on("2025-03-01").ke(leif, "WithdrawConsent", json!({"consent": consent, "scopes": "All"}));
        let warned = ledger.rows(Warnings);
        assert_eq!((&warned[0]["code"], &warned[0]["person"]), (&json!("CONSENT-DORMANT"), &json!(ane)));
        assert_eq!(ledger.rows(Consents)[0]["state"], "Withdrawn");
    }
}
