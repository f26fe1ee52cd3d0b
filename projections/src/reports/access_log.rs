//! `access-log` (P22): who read what of whom, and why; made from the readings of the access log, not from the ledger.

use std::collections::BTreeSet;

use samspor_core::access::ReadingAt;
use samspor_core::actor::Role;
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId, UnitId};
use serde::Serialize;

use crate::question::Question;

/// One reading of one patient, or of nobody in particular.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantId>,
    pub at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    pub role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientId>,
    pub what: String,
    pub why: String,
    pub outcome: String,
}

/// Whose readings are asked about, and up to when.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub question: &'a Question,
    /// Every reference of the patient asked about, where one is.
    pub references: BTreeSet<PatientId>,
    /// The reference under which the rows name that patient.
    pub patient: Option<PatientId>,
    /// Readings after this day don't count.
    pub valid: Day,
    /// Nor those recorded after this moment.
    pub until: Instant,
}

impl Asked<'_> {
    /// Whether a reading is one of those asked about.
    pub fn takes(&self, read: &ReadingAt) -> bool {
        let (question, reading) = (self.question, &read.reading);
        let names =
            |patient: &PatientId| reading.patients.contains(patient) || reading.about == Some(*patient);
        read.recorded_at <= self.until
            && read.recorded_at.day() <= self.valid
            && question.tenant.is_none_or(|tenant| reading.tenant == Some(tenant))
            && question.person.is_none_or(|person| reading.actor.person == Some(person))
            && question.unit.is_none_or(|unit| reading.actor.unit == Some(unit))
            && (question.patient.is_none() || self.references.iter().any(names))
    }

    /// The rows of one reading: one for the patient asked about, else one for each it names, else one.
    pub fn rows(&self, read: &ReadingAt) -> Vec<AccessRow> {
        if !self.takes(read) {
            return Vec::new();
        }
        match self.patient {
            Some(patient) => vec![row(read, Some(patient))],
            None if read.reading.patients.is_empty() => vec![row(read, None)],
            None => read.reading.patients.iter().map(|patient| row(read, Some(*patient))).collect(),
        }
    }
}

fn row(read: &ReadingAt, patient: Option<PatientId>) -> AccessRow {
    let reading = &read.reading;
    AccessRow {
        tenant: reading.tenant,
        at: read.recorded_at,
        person: reading.actor.person,
        role: reading.actor.role,
        unit: reading.actor.unit,
        patient,
        what: reading.what.name.clone(),
        why: reading.why.to_string(),
        outcome: reading.outcome.word().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::ReportName;
    use samspor_core::access::{Outcome, Purpose, Reading, What};
    use samspor_core::actor::Actor;
    use samspor_core::log::Position;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: u128) -> T {
        format!("00000000-0000-7000-8000-{n:012x}").parse().unwrap()
    }

    fn patient(n: u128) -> PatientId {
        id(n)
    }

    fn read(at: &str, patients: &[u128], outcome: Outcome) -> ReadingAt {
        let at: Instant = at.parse().unwrap();
        let reading = Reading {
            id: id(1),
            request: id(2),
            actor: Actor { person: Some(id(3)), ..Actor::system() },
            tenant: "310000019".parse().ok(),
            about: None,
            patients: patients.iter().map(|n| patient(*n)).collect(),
            what: What { known: at, name: "overdue".to_owned(), valid: at.day() },
            why: Purpose::Coordination,
            outcome,
            shown: 2,
            position: Position(9),
            decision: String::new(),
        };
        ReadingAt { position: Position(1), recorded_at: at, reading }
    }

    fn asked(question: &Question) -> Asked<'_> {
        Asked {
            question,
            references: question.patient.into_iter().chain([patient(7)]).collect(),
            patient: question.patient,
            valid: "2026-03-31".parse().unwrap(),
            until: "2026-03-20T00:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_list_is_a_row_for_each_patient_in_it_and_figures_are_a_row_about_nobody() {
        let question = Question::new(ReportName::AccessLog);
        let rows = asked(&question).rows(&read("2026-03-14T10:00:00Z", &[5, 6], Outcome::Granted));
        let patients: Vec<_> = rows.iter().map(|row| row.patient).collect();
        assert_eq!(patients, [Some(patient(5)), Some(patient(6))]);
        assert_eq!((rows[0].what.as_str(), rows[0].why.as_str()), ("overdue", "Coordination"));
        let rows =
            asked(&question).rows(&read("2026-03-14T10:00:00Z", &[], Outcome::Denied("E-AUTH".to_owned())));
        assert_eq!((rows.len(), rows[0].patient, rows[0].outcome.as_str()), (1, None, "Denied"));
    }

    #[test]
    fn one_patient_sees_the_readings_under_every_reference_and_of_nobody_else() {
        let question = Question { patient: Some(patient(5)), ..Question::new(ReportName::AccessLog) };
        let rows = |patients: &[u128]| {
            asked(&question).rows(&read("2026-03-14T10:00:00Z", patients, Outcome::Granted))
        };
        assert_eq!(rows(&[5, 6]).len(), 1);
        assert_eq!(rows(&[7])[0].patient, Some(patient(5)));
        assert_eq!(rows(&[6]), []);
    }

    #[test]
    fn what_was_read_after_the_day_or_the_knowledge_does_not_count() {
        let question = Question::new(ReportName::AccessLog);
        assert_eq!(asked(&question).rows(&read("2026-03-20T00:00:01Z", &[5], Outcome::Granted)), []);
        let before = Asked { valid: "2026-03-13".parse().unwrap(), ..asked(&question) };
        assert_eq!(before.rows(&read("2026-03-14T10:00:00Z", &[5], Outcome::Granted)), []);
    }
}
