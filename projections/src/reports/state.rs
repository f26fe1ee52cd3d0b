//! `state` (P02): a patient's whole file on a day as known at a moment, with a digest that tells two states apart.

use samspor_core::fact::Fact;
use samspor_core::patient::assignment::Assignment;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::complaints::OutcomeWord;
use super::object::{value, without_nulls};
use crate::contribution::Contribution;
use crate::file_at::FileAt;
use crate::gathered::Gathered;

/// The fields of the state, `digest` last: SHA-256 of the canonical JSON (RFC 8785) of the others, in hexadecimal.
pub(crate) fn state(gathered: &Gathered, at: &FileAt<'_>) -> Map<String, Value> {
    let contribution = Contribution::of(at, &gathered.entries);
    let mut state = Map::new();
    let mut add = |name: &str, told: Value| {
        if !told.is_null() {
            state.insert(name.to_owned(), told);
        }
    };
    add("tenant", value(&at.tenant));
    add("patient", value(&at.patient));
    // As the tenant itself registered it: another's day counts in the rules, and is not shown.
    add("born", value(&at.register.patients.get(&at.patient).and_then(|card| card.born)));
    add("case_open", at.file.case.is_open_on(at.day).into());
    add("active", contribution.is_active.into());
    add("coordinators", coordinators(&contribution));
    add("substitutes", substitutes(at));
    add("assignments", at.file.assignments.iter().map(assignment).collect());
    add("consents", consents(&contribution));
    add("complaints", complaints(&contribution, at));
    add("groups", groups(&contribution, at));
    add("notifications", notifications(&contribution));
    add("plan_wish", value(&contribution.wish));
    add("plan_granted_on", value(&contribution.granted_on));
    add("plan", plan(at));
    add("light_collaborations", light_collaborations(at));
    add("without", without(&contribution));
    add("obligations", obligations(&contribution, at));
    add("warnings", warnings(&contribution));
    let facts = gathered.facts.iter().filter(|fact| fact.mark.on <= at.day);
    add("facts", facts.map(fact).collect());
    let digest = digest(&state);
    state.insert("digest".to_owned(), digest.into());
    state
}

/// The hexadecimal SHA-256 of an object's canonical JSON: its members stand in order, its numbers are whole.
pub(crate) fn digest(object: &Map<String, Value>) -> String {
    let canonical = serde_json::to_vec(object).expect("a JSON object is JSON");
    Sha256::digest(&canonical).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn coordinators(contribution: &Contribution) -> Value {
    let rows = contribution.coordinators.iter().map(|one| {
        without_nulls(json!({
            "person": one.person, "role": one.role, "unit": one.unit, "since": one.since, "substitute": one.substitute,
        }))
    });
    rows.collect()
}

fn substitutes(at: &FileAt<'_>) -> Value {
    let rows = at.file.substitutes_on(at.day).map(|one| {
        without_nulls(json!({
            "event": one.mark.event, "person": one.person, "for_person": one.for_person, "scope": one.scope,
            "from": one.mark.on, "to": one.to,
        }))
    });
    rows.collect()
}

/// Every assignment in every role, ended ones too.
fn assignment(one: &Assignment) -> Value {
    without_nulls(json!({
        "event": one.mark.event, "person": one.person, "role": one.role, "unit": one.unit, "from": one.mark.on,
        "to": one.to(), "ended_by": one.end.map(|end| end.mark.event),
    }))
}

fn consents(contribution: &Contribution) -> Value {
    let rows = contribution.consents.iter().map(|one| {
        without_nulls(json!({
            "consent": one.consent, "scopes": one.scopes, "from": one.from, "to": one.to, "state": one.state,
        }))
    });
    rows.collect()
}

/// The plan that stands on the day: when it was made and last evaluated, and what it held then and holds now.
fn plan(at: &FileAt<'_>) -> Value {
    let (Some(plan), Some(seen)) = (at.file.plan_on(at.day), crate::contribution::plan(at)) else {
        return Value::Null;
    };
    let evaluated = plan.evaluated_on(at.day);
    let next = evaluated.map_or(plan.next_revision_on, |one| one.next_revision_on);
    without_nulls(json!({
        "plan": plan.mark.event, "instrument": plan.instrument, "external_ref": plan.external_ref,
        "converted_from": plan.converted_from, "created_on": plan.mark.on, "content_at_creation": plan.content,
        "content": plan.content_on(at.day), "paused": plan.is_paused_on(at.day),
        "evaluated_on": evaluated.map(|one| one.mark.on), "next_revision_on": next,
        "last_activity_on": seen.last_activity_on, "active": seen.is_active_on(at.day),
    }))
}

/// Absent where there are none: most files have none.
fn light_collaborations(at: &FileAt<'_>) -> Value {
    let open = at.file.light_collaborations.iter();
    let rows: Vec<Value> = open
        .map(|one| {
            json!({
                "collaboration": one.mark.event, "tool": one.tool, "external_ref": one.external_ref,
                "from": one.mark.on,
            })
        })
        .collect();
    if rows.is_empty() { Value::Null } else { rows.into() }
}

/// The groups that are not dissolved, with their members and what of their meetings the calendar shows.
fn groups(contribution: &Contribution, at: &FileAt<'_>) -> Value {
    let rows = contribution.groups.iter().map(|one| {
        let group = at.file.groups.iter().find(|group| group.mark.event == one.group);
        without_nulls(json!({
            "group": one.group, "established_on": group.map(|group| group.mark.on),
            "members": group.map(|group| &group.members), "last_meeting": one.last_meeting,
            "next_meeting": one.next_meeting, "minutes_missing": one.minutes_missing,
        }))
    });
    rows.collect()
}

/// What was sent to municipalities; a municipality's own file has none.
fn notifications(contribution: &Contribution) -> Value {
    let rows = contribution.notifications.iter().map(|one| {
        without_nulls(json!({
            "municipality": one.municipality, "identified_on": one.identified_on, "sent_on": one.sent_on,
            "first_received_by": one.first_received_by, "received_by_ke_on": one.received_by_ke_on,
        }))
    });
    rows.collect()
}

fn complaints(contribution: &Contribution, at: &FileAt<'_>) -> Value {
    let rows = contribution.complaints.iter().map(|one| {
        without_nulls(json!({
            "complaint": one.complaint, "in_time": one.in_time, "last_day": one.last_day, "due": one.due,
            "state": one.state_on(at.day), "outcome": one.outcome.map(OutcomeWord::from),
        }))
    });
    rows.collect()
}

fn without(contribution: &Contribution) -> Value {
    contribution.without.map_or(Value::Null, |one| json!({"kind": one.kind, "since": one.since}))
}

/// The obligations that are open on the day.
fn obligations(contribution: &Contribution, at: &FileAt<'_>) -> Value {
    let open = contribution.obligations.iter().map(|one| one.seen_on(at.day)).filter(|one| one.is_open());
    let rows = open.map(|one| {
        without_nulls(json!({
            "rule": one.rule, "due": one.due, "state": one.state, "days": one.days, "trigger": one.trigger,
            "owner": one.owner, "person": one.person, "unit": one.unit, "substitute": one.substitute,
        }))
    });
    rows.collect()
}

fn warnings(contribution: &Contribution) -> Value {
    let rows = contribution.warnings.iter();
    rows.map(|one| without_nulls(json!({"code": one.code, "person": one.person, "on": one.on}))).collect()
}

fn fact(fact: &Fact) -> Value {
    json!({
        "event": fact.mark.event, "type": fact.what.name(), "on": fact.mark.on, "data": fact.what.to_value(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{ane_bjarne_leif, municipal};
    use crate::question::{Question, ReportName};

    #[test]
    fn the_same_state_has_the_same_digest_whenever_it_is_asked_for() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let asked = Question { patient: Some(leif), ..Question::new(ReportName::State) };
        let first = ledger.ask(&asked);
        assert_eq!(first["coordinators"][0]["person"], json!(ane));
        assert_eq!(first["digest"].as_str().map(str::len), Some(64));
        assert_eq!(ledger.on("2025-02-04").ask(&asked)["digest"], first["digest"]);
        ledger.ke(leif, "RecordPlanWish", json!({"wish": "Wants"}));
        assert_ne!(ledger.ask(&asked)["digest"], first["digest"]);
    }
}
