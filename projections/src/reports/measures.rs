//! `measures` (P09): how long things take, in days; cut by reporter, age group or service where that is asked for.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::words::{PatientId, TenantId};
use serde::Serialize;

use super::row::{Names, Row};
use crate::contribution::{Measure, Took};
use crate::question::{Cut, ReportName};
use crate::seen::{Seen, SeenTenant};

/// One measure over everything up to the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    pub tenant: TenantId,
    /// The patient asked about, whose times alone these are.
    #[serde(skip)]
    pub patient: Option<PatientId>,
    pub measure: Measure,
    /// The part a row is of: a reporter such as `Gp` or `SpecialistHealth/overlege`, an age group, a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    pub n: usize,
    /// The patients the times are of.
    #[serde(skip)]
    pub persons: BTreeSet<PatientId>,
    /// Of a whole that is cut: the patients of times that are in no part.
    #[serde(skip)]
    pub in_no_part: BTreeSet<PatientId>,
    /// The mean of the middle two of an even number.
    pub median: f64,
    /// The ⌈0.9 n⌉-th smallest.
    pub p90: i64,
}

impl Row for Measured {
    const REPORT: ReportName = ReportName::Measures;

    fn all(seen: &Seen<'_>) -> Vec<Self> {
        seen.tenants.iter().flat_map(|tenant| measured(seen, tenant)).collect()
    }

    fn tenant(&self) -> TenantId {
        self.tenant
    }

    fn names(&self) -> Names {
        Names { patient: self.patient, ..Names::default() }
    }
}

/// The whole of each measure, then its parts by what the question cuts by.
fn measured(seen: &Seen<'_>, tenant: &SeenTenant<'_>) -> Vec<Measured> {
    let mut days: BTreeMap<(Measure, Option<String>), Vec<i64>> = BTreeMap::new();
    let mut persons: BTreeMap<(Measure, Option<String>), BTreeSet<PatientId>> = BTreeMap::new();
    let mut in_no_part: BTreeMap<Measure, BTreeSet<PatientId>> = BTreeMap::new();
    for (patient, took) in
        tenant.patients.iter().flat_map(|file| file.times.iter().map(|one| (file.patient, one)))
    {
        let part = seen.question.by.and_then(|cut| part_of(took, cut, tenant));
        if seen.question.by.is_some() && part.is_none() {
            in_no_part.entry(took.measure).or_default().insert(patient);
        }
        for by in [None].into_iter().chain(part.map(Some)) {
            let cell = (took.measure, by);
            days.entry(cell.clone()).or_default().push(took.days);
            persons.entry(cell).or_default().insert(patient);
        }
    }
    let mut row = |((measure, by), mut days): ((Measure, Option<String>), Vec<i64>)| {
        days.sort_unstable();
        let cell = (measure, by);
        let persons = persons.remove(&cell).unwrap_or_default();
        let rest = if cell.1.is_none() { in_no_part.remove(&measure) } else { None };
        let n = days.len();
        Measured {
            tenant: tenant.id,
            patient: seen.patient,
            measure,
            by: cell.1,
            n,
            persons,
            in_no_part: rest.unwrap_or_default(),
            median: (whole(days[(n - 1) / 2]) + whole(days[n / 2])) / 2.0,
            p90: days[(n * 9).div_ceil(10) - 1],
        }
    };
    days.into_iter().map(&mut row).collect()
}

/// The part of the whole a time belongs to; none where nothing says so.
fn part_of(took: &Took, cut: Cut, tenant: &SeenTenant<'_>) -> Option<String> {
    match cut {
        Cut::Reporter => took.reporter.as_ref().map(ToString::to_string),
        Cut::AgeGroup => took.age.map(|age| match age {
            0..18 => "0-17".to_owned(),
            18..67 => "18-66".to_owned(),
            _ => "67+".to_owned(),
        }),
        Cut::Service => {
            took.unit.and_then(|unit| Some(tenant.register.units.get(&unit)?.service.to_string()))
        }
    }
}

/// Days as a number that can be halved; exact up to 2^31 days.
fn whole(days: i64) -> f64 {
    f64::from(i32::try_from(days).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::ledger::{Ledger, ane_bjarne_leif, municipal};
    use crate::question::{Cut, Question, ReportName};

    fn report(ledger: &mut Ledger, patient: samspor_core::words::PatientId, reporter: Value) {
        let told = json!({"need": ["Coordinator"], "reporter": reporter, "channel": "Plo", "received_on": "2025-02-03"});
        ledger.ke(patient, "ReportNeed", told);
    }

    /// Measure, part and median of each row.
    fn cut(ledger: &Ledger, by: Option<Cut>) -> Vec<String> {
        let answer = ledger.ask(&Question { by, ..Question::new(ReportName::Measures) });
        let rows = answer["rows"].as_array().unwrap();
        let told = |row: &Value| format!("{} {} {} {}", row["measure"], row["by"], row["n"], row["median"]);
        rows.iter().map(|row| told(row).replace('"', "")).collect()
    }

    #[test]
    fn reporters_wait_is_told_apart_by_kind_and_profession_beside_the_whole() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        let young = ledger.patient("2010-01-01");
        report(&mut ledger, leif, json!({"kind": "Gp"}));
        report(&mut ledger, young, json!({"kind": "SpecialistHealth", "profession": "overlege"}));
        ledger.on("2025-02-05").ke(young, "AppointCoordinator", municipal(ane, home));
        ledger.on("2025-02-13").ke(leif, "AppointCoordinator", municipal(ane, home));
        let whole = "ReceivedToAppointed null 2 6.0";
        assert_eq!(cut(&ledger, None), [whole]);
        assert_eq!(
            cut(&ledger, Some(Cut::Reporter)),
            [whole, "ReceivedToAppointed Gp 1 10.0", "ReceivedToAppointed SpecialistHealth/overlege 1 2.0"]
        );
        assert_eq!(
            cut(&ledger, Some(Cut::AgeGroup)),
            [whole, "ReceivedToAppointed 0-17 1 2.0", "ReceivedToAppointed 18-66 1 10.0"]
        );
        assert_eq!(cut(&ledger, Some(Cut::Service)), [whole, "ReceivedToAppointed home-care 2 6.0"]);
    }
}
