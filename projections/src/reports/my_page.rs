//! `my-page` (P23): what the patient is told about the own file: who coordinates and how to reach them, the plan, consents, and
//! the right to complain.

use samspor_core::directory::Directory;
use samspor_core::law;
use samspor_core::patient::plan::Wish;
use samspor_core::register::Register;
use samspor_core::register::policy::Rule;
use samspor_core::words::Day;
use serde_json::{Map, Value, json};

use super::object::{value, without_nulls};
use crate::contribution::{ConsentSeen, Contribution, Coordinating};
use crate::file_at::FileAt;
use crate::gathered::Gathered;

/// The page's fields. Staff are named, since the patient is to know who coordinates; nobody else's data is on it.
pub(crate) fn my_page(gathered: &Gathered, at: &FileAt<'_>, directory: &Directory) -> Map<String, Value> {
    let contribution = Contribution::of(at, &gathered.entries);
    let mut page = Map::new();
    let mut add = |part: &str, told: Value| {
        if !told.is_null() {
            page.insert(part.to_owned(), told);
        }
    };
    add("tenant", value(&at.tenant));
    add("tenant_name", value(&at.register.tenant.as_ref().map(|tenant| tenant.name.clone())));
    add("patient", value(&at.patient));
    let coordinators = contribution.coordinators.iter();
    add("coordinators", coordinators.map(|one| coordinator(one, at.register, directory)).collect());
    add("plan", plan(at, contribution.wish));
    add("consents", contribution.consents.iter().map(consent).collect());
    add("right_to_complain", right_to_complain(at.register, at.day));
    page
}

fn coordinator(one: &Coordinating, register: &Register, directory: &Directory) -> Value {
    let unit = register.units.get(&one.unit);
    let name = |person| directory.person_name(person).cloned();
    without_nulls(json!({
        "person": one.person, "name": name(one.person), "role": one.role, "since": one.since, "unit": one.unit,
        "unit_name": unit.map(|unit| unit.name.clone()),
        "contact_point": unit.and_then(|unit| unit.contact_point.clone()),
        "substitute": one.substitute, "substitute_name": one.substitute.and_then(name),
    }))
}

/// What the patient wishes, and the dates of the plan that stands on the day.
fn plan(at: &FileAt<'_>, wish: Option<Wish>) -> Value {
    let Some(plan) = at.file.plan_on(at.day) else { return without_nulls(json!({ "wish": wish })) };
    let evaluated = plan.evaluated_on(at.day);
    without_nulls(json!({
        "wish": wish, "created_on": plan.mark.on, "evaluated_on": evaluated.map(|one| one.mark.on),
        "next_revision_on": evaluated.map_or(plan.next_revision_on, |one| one.next_revision_on),
        "paused": plan.is_paused_on(at.day),
    }))
}

fn consent(one: &ConsentSeen) -> Value {
    without_nulls(json!({
        "consent": one.consent, "scopes": one.scopes, "from": one.from, "to": one.to, "state": one.state,
    }))
}

/// How to complain on the day: to the body that decided, which sends it on; how long after one knew; by which law.
fn right_to_complain(register: &Register, day: Day) -> Value {
    let within = register.deadline(Rule::D21, day, day).value;
    json!({
        "send_to": "DecidingBody", "decided_by": "Statsforvalteren", "within": within,
        "coordinator_matters": law::coordinator_matters_are_complainable(day),
        "legal_basis": law::basis_of_complaints(day),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{ane_bjarne_leif, municipal};
    use crate::question::{Question, ReportName};

    #[test]
    fn a_patient_sees_who_coordinates_what_is_agreed_and_how_to_complain() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        ledger.ke(leif, "RecordPlanWish", json!({"wish": "Declines"}));
        let created = json!({"instrument": "Paper", "started_by": "Municipality", "next_revision_on": "2025-08-01", "content": ["C"]});
        ledger.ke(leif, "CreatePlan", created);
        let given = json!({"giver": "Patient", "scopes": ["Coordinator"], "evidence_ref": "form-1"});
        ledger.ke(leif, "GiveConsent", given);
        let asked = Question { patient: Some(leif), ..Question::new(ReportName::MyPage) };
        let page = ledger.ask(&asked);
        assert_eq!(page["coordinators"][0]["name"], "Ane");
        assert_eq!(
            (&page["coordinators"][0]["unit_name"], &page["plan"]["wish"]),
            (&json!("home-care"), &json!("Declines"))
        );
        assert_eq!(
            (&page["plan"]["created_on"], &page["plan"]["next_revision_on"]),
            (&json!("2025-02-03"), &json!("2025-08-01"))
        );
        assert_eq!(page["consents"][0]["state"], "Valid");
        let right = &page["right_to_complain"];
        assert_eq!((&right["within"], &right["coordinator_matters"]), (&json!("P28D"), &json!(true)));
        assert_eq!(right["legal_basis"][0]["id"], "pbrl-2-5b");
        assert!(ledger.views.answer(&Question::new(ReportName::MyPage), ledger.now()).is_err());
    }

    #[test]
    fn before_august_2022_who_coordinates_could_not_be_complained_of() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.fact(leif, "2022-01-01", "AppointCoordinator", municipal(ane, home));
        let valid = "2022-07-31".parse().ok();
        let asked = Question { patient: Some(leif), valid, ..Question::new(ReportName::MyPage) };
        let right = &ledger.ask(&asked)["right_to_complain"];
        assert_eq!(right["coordinator_matters"], false);
        assert_eq!(right["legal_basis"][0]["id"], "pbrl-7-2");
    }
}
