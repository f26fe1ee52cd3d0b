//! `leader-report` (P24): a quarter in one answer for the leaders above: P03, P05, P06, P08, P09 and P19, without naming patients.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::words::{Day, PatientId, TenantId};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::caseload::Caseload;
use super::deviations::DeviationRow;
use super::distribution::ServiceShare;
use super::measures::Measured;
use super::object::value;
use super::row::rows;
use super::suppression::{Count, distribution, measures, without};
use super::without_coordinator::WithoutCoordinator;
use super::without_plan::GrantedWithoutActivePlan;
use crate::seen::Seen;

/// Patients who wait for one reason, and the longest of their waits in days.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Waits {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    patients: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    days_max: Option<i64>,
}

/// What was recorded in the quarter against one rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Deviated {
    code: String,
    provision: &'static str,
    events: usize,
    patients: usize,
}

/// The report of the one tenant that is asked about; none where there are several.
pub(crate) fn fields(seen: &Seen<'_>) -> Option<Map<String, Value>> {
    let mut report = heading(seen)?;
    let mut add = |part: &str, told: Value| drop(report.insert(part.to_owned(), told));
    add("caseload", value(&rows::<Caseload>(seen)));
    add("distribution", value(&rows::<ServiceShare>(seen)));
    add("without_coordinator", value(&waiting(seen)));
    add("granted_without_active_plan", value(&granted(seen)));
    add("measures", value(&rows::<Measured>(seen)));
    add("deviations", value(&deviations(seen)));
    Some(report)
}

/// The same for readers outside the tenant: small cells hidden, and no caseload, since it names the staff.
pub(super) fn outside(seen: &Seen<'_>) -> Option<Map<String, Value>> {
    let mut report = heading(seen)?;
    let waits = |one: &Waits| without(one, Count::of(one.patients as u64), &["patients", "days_max"]);
    let deviated = |one: &Deviated| without(one, Count::of(one.patients as u64), &["events", "patients"]);
    let mut add = |part: &str, told: Value| drop(report.insert(part.to_owned(), told));
    add("distribution", distribution(&rows::<ServiceShare>(seen)).into());
    add("without_coordinator", waiting(seen).iter().map(waits).collect());
    add("granted_without_active_plan", waits(&granted(seen)));
    add("measures", measures(&rows::<Measured>(seen)).into());
    add("deviations", deviations(seen).iter().map(deviated).collect());
    Some(report)
}

/// The tenant and the quarter that holds the day.
fn heading(seen: &Seen<'_>) -> Option<Map<String, Value>> {
    let [tenant] = seen.tenants.as_slice() else { return None };
    let tenant: TenantId = tenant.id;
    let (quarter, from) = quarter_of(seen.day);
    let heading = json!({"tenant": tenant, "quarter": quarter, "from": from});
    heading.as_object().cloned()
}

/// The quarter a day is in, as `2025Q3`, and its first day.
fn quarter_of(day: Day) -> (String, Day) {
    let text = day.to_string();
    let month: i32 = text.get(5..7).and_then(|month| month.parse().ok()).unwrap_or(1);
    let (year, quarter) = (text.get(..4).unwrap_or_default(), (month - 1) / 3 + 1);
    let first = format!("{year}-{:02}-01", (quarter - 1) * 3 + 1);
    (format!("{year}Q{quarter}"), first.parse().unwrap_or(day))
}

fn waiting(seen: &Seen<'_>) -> Vec<Waits> {
    let mut kinds: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for one in rows::<WithoutCoordinator>(seen) {
        let kind = value(&one.kind);
        kinds.entry(kind.as_str().unwrap_or_default().to_owned()).or_default().push(one.days);
    }
    let waits = |(kind, days): (String, Vec<i64>)| Waits {
        kind: Some(kind),
        patients: days.len(),
        days_max: days.into_iter().max(),
    };
    kinds.into_iter().map(waits).collect()
}

fn granted(seen: &Seen<'_>) -> Waits {
    let rows = rows::<GrantedWithoutActivePlan>(seen);
    Waits { kind: None, patients: rows.len(), days_max: rows.iter().map(|one| one.days).max() }
}

/// By code; an event counts in the quarter it was recorded in, since that is when it was judged.
fn deviations(seen: &Seen<'_>) -> Vec<Deviated> {
    let (_, from) = quarter_of(seen.day);
    let mut codes: BTreeMap<(String, &'static str), (usize, BTreeSet<PatientId>)> = BTreeMap::new();
    let rows = rows::<DeviationRow>(seen);
    for one in rows.into_iter().filter(|one| (from..=seen.day).contains(&one.recorded_on)) {
        let (events, patients) = codes.entry((one.code, one.provision)).or_default();
        *events += 1;
        patients.extend(one.patient);
    }
    let deviated = |((code, provision), (events, patients)): (_, (usize, BTreeSet<PatientId>))| Deviated {
        code,
        provision,
        events,
        patients: patients.len(),
    };
    codes.into_iter().map(deviated).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ledger::{FJORDVIK, Ledger, ane_bjarne_leif, at, day, municipal};
    use crate::question::{Question, ReportName};

    fn report(ledger: &Ledger, outside: bool) -> Value {
        let tenant = FJORDVIK.parse().ok();
        ledger.ask(&Question { tenant, outside, ..Question::new(ReportName::LeaderReport) })
    }

    #[test]
    fn a_quarter_begins_in_january_april_july_and_october() {
        let quarter = |text: &str| {
            let (name, from) = quarter_of(day(text));
            format!("{name} {from}")
        };
        assert_eq!(quarter("2025-03-31"), "2025Q1 2025-01-01");
        assert_eq!(quarter("2025-04-01"), "2025Q2 2025-04-01");
        assert_eq!(quarter("2025-12-31"), "2025Q4 2025-10-01");
    }

    #[test]
    fn the_report_has_its_parts_and_counts_deviations_recorded_in_the_quarter() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let told = report(&ledger, false);
        assert_eq!((&told["quarter"], &told["from"]), (&json!("2025Q1"), &json!("2025-01-01")));
        assert_eq!(told["caseload"][0]["primary"], 1);
        assert_eq!(told["distribution"][0]["service"], "home-care");
        let codes: Vec<_> =
            told["deviations"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
        assert_eq!(codes, [json!("NO-CONSENT"), json!("UNTRAINED")]);
        assert_eq!(report(ledger.on("2025-04-01"), false)["deviations"], json!([]));
    }

    #[test]
    fn patients_are_counted_and_never_named_and_few_of_them_are_hidden_outside() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let ended = json!({"role": "Municipal", "cause": "left", "need_persists": true});
        ledger.on("2025-03-03").ke(leif, "EndAssignment", ended);
        let told = report(&ledger, false);
        assert_eq!(told["without_coordinator"], json!([{"kind": "Vacancy", "patients": 1, "days_max": 1}]));
        assert!(!told.to_string().contains(&leif.to_string()));
        let told = report(&ledger, true);
        let hidden = json!([{"kind": "Vacancy", "hidden": ["patients", "days_max"]}]);
        assert_eq!((told.get("caseload"), &told["without_coordinator"]), (None, &hidden));
        assert_eq!(told["deviations"][0]["hidden"], json!(["events", "patients"]));
    }

    #[test]
    fn the_report_is_of_one_tenant() {
        let (ledger, ..) = ane_bjarne_leif();
        let tenant = "310000027".parse().ok();
        let unknown = Question { tenant, ..at(ReportName::LeaderReport, "2025-02-03", "2025-02-03") };
        assert!(ledger.views.answer(&unknown, ledger.now()).is_err());
    }
}
