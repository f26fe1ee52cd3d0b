//! `complaints` (P17): every complaint, whether it came in time, and how far it has come.

use samspor_core::patient::complaint::{ComplaintOutcome, InTime};
use samspor_core::patient::supervision::SupervisorOutcome;
use samspor_core::words::{Day, EventId, PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::{ComplaintState, Outcome};
use crate::question::ReportName;
use crate::seen::Seen;

/// One complaint.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComplaintRow {
    pub tenant: TenantId,
    pub complaint: EventId,
    pub patient: PatientId,
    pub in_time: InTime,
    /// The last day to complain (D21); absent without a day of knowledge, and for a request for supervision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// By when it is to be handled (D20).
    pub due: Day,
    pub state: ComplaintState,
    /// The newest, of the body that decided or of the authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeWord>,
}

/// An outcome by its own word, whoever came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum OutcomeWord {
    Processed(ComplaintOutcome),
    Decided(SupervisorOutcome),
}

impl From<Outcome> for OutcomeWord {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Processed(outcome) => Self::Processed(outcome),
            Outcome::Decided(outcome) => Self::Decided(outcome),
        }
    }
}

impl Row for ComplaintRow {
    const REPORT: ReportName = ReportName::Complaints;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        let mut rows = Vec::new();
        for (_, file) in seen.patients() {
            rows.extend(file.complaints.iter().map(|one| Self {
                tenant: file.tenant,
                complaint: one.complaint,
                patient: file.patient,
                in_time: one.in_time,
                last_day: one.last_day,
                due: one.due,
                state: one.state_on(seen.day),
                outcome: one.outcome.map(OutcomeWord::from),
            }));
        }
        rows
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: Some(self.patient), ..Names::default() }
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::actor::Role;
    use serde_json::{Value, json};

    use crate::ledger::{actor, ane_bjarne_leif};
    use crate::question::ReportName::Complaints;

    fn handler(told: Value) -> Value {
        json!({"type": told["type"], "patient": told["patient"], "data": told["data"]})
    }

    #[test]
    fn a_complaint_goes_from_open_to_decided_and_what_was_known_before_stays() {
        let (mut ledger, _, _, leif) = ane_bjarne_leif();
        let klara = actor(Role::ComplaintHandler);
        let told = json!({"kind": "RightsComplaint", "about": "Omission", "knew_on": "2025-01-06",
            "sent_on": "2025-02-03", "received_on": "2025-02-03", "standing": "Patient"});
        let asked = handler(json!({"type": "ReceiveComplaint", "patient": leif, "data": told}));
        let complaint = ledger.by(&klara, asked).events[0].id;
        let rows = ledger.rows(Complaints);
        assert_eq!(rows.len(), 1);
        assert_eq!((&rows[0]["in_time"], &rows[0]["last_day"]), (&json!("InTime"), &json!("2025-02-03")));
        assert_eq!((&rows[0]["state"], &rows[0]["due"]), (&json!("Open"), &json!("2025-03-03")));
        assert_eq!(rows[0].get("outcome"), None);
        let told = json!({"complaint": complaint, "outcome": "Maintained", "forwarded_on": "2025-02-12"});
        let asked = handler(json!({"type": "ProcessComplaint", "patient": leif, "data": told}));
        ledger.on("2025-02-10").by(&klara, asked);
        assert_eq!(ledger.rows(Complaints)[0]["state"], "Processed");
        assert_eq!(ledger.on("2025-02-11").rows(Complaints)[0]["state"], "Processed");
        assert_eq!(ledger.on("2025-02-12").rows(Complaints)[0]["state"], "Forwarded");
        assert_eq!(ledger.rows(Complaints)[0]["outcome"], "Maintained");
        let told = json!({"complaint": complaint, "outcome": "Annulled"});
        let asked = handler(json!({"type": "ReceiveSupervisorDecision", "patient": leif, "data": told}));
        ledger.on("2025-05-02").by(&klara, asked);
        let rows = ledger.rows(Complaints);
        assert_eq!((&rows[0]["state"], &rows[0]["outcome"]), (&json!("Decided"), &json!("Annulled")));
        assert_eq!(ledger.rows_at(Complaints, "2025-05-02", "2025-05-01")[0]["state"], "Forwarded");
    }

    #[test]
    fn a_policy_that_comes_later_with_an_earlier_day_is_read_into_what_is_kept() {
        let (mut ledger, _, _, leif) = ane_bjarne_leif();
        let told = json!({"kind": "RightsComplaint", "about": "Omission", "knew_on": "2025-01-02",
            "sent_on": "2025-02-03", "received_on": "2025-02-03", "standing": "Patient"});
        let asked = handler(json!({"type": "ReceiveComplaint", "patient": leif, "data": told}));
        ledger.by(&actor(Role::ComplaintHandler), asked);
        assert_eq!(ledger.rows(Complaints)[0]["in_time"], "Late");
        let policy = json!({"rule": "D21", "value": "P42D", "from": "2025-01-01", "source": "Local"});
        ledger.by(&crate::ledger::ke(), json!({"type": "AdoptDeadline", "data": policy}));
        assert_eq!(ledger.rows(Complaints)[0]["in_time"], "InTime");
    }
}
