//! `diff`: what is different between two (valid, known), and whether new facts or corrections made it so.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::catalogue::Event;
use samspor_core::entry::Recorded;
use samspor_core::fact::Fact;
use samspor_core::patient::assignment::Assignment;
use samspor_core::words::{EventId, PatientId, TenantId};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::gathered::Gathered;

/// Why something is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// Something happened, or was told, that the other side doesn't have.
    NewFact,
    /// What was told was corrected or voided.
    Correction,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub tenant: TenantId,
    pub patient: PatientId,
    /// `case_open`, `coordinators.<role>`, an event's type, or `<type>.<field>` of an event that both sides have.
    pub field: String,
    #[serde(skip_serializing_if = "Value::is_null")]
    pub before: Value,
    #[serde(skip_serializing_if = "Value::is_null")]
    pub after: Value,
    pub because: EventId,
    pub kind: Kind,
}

/// Two readings of one file; either may be missing where it had no entries.
pub(crate) struct Compared<'a> {
    pub(crate) before: Option<&'a Gathered>,
    pub(crate) after: Option<&'a Gathered>,
}

impl Compared<'_> {
    /// The differences: of the file's state first, then of its facts in the file's order.
    pub(crate) fn differences(&self) -> Vec<Difference> {
        let mut all = self.states();
        let (before, after) = (facts_of(self.before), facts_of(self.after));
        let places: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
        for place in places {
            match (before.get(&place), after.get(&place)) {
                (Some(old), Some(new)) => all.extend(self.changed(old, new)),
                (Some(old), None) => all.extend(self.fact(old, whole(old), Value::Null)),
                (None, Some(new)) => all.extend(self.fact(new, Value::Null, whole(new))),
                (None, None) => {}
            }
        }
        all
    }

    /// Whether the case is open, and who coordinates in each role.
    fn states(&self) -> Vec<Difference> {
        let mut all = Vec::new();
        let is_open = |side: Option<&Gathered>| {
            side.map_or(Value::Null, |one| one.file.case.is_open_on(one.day).into())
        };
        if is_open(self.before) != is_open(self.after) {
            let newest = self.newest_difference(|event| {
                matches!(
                    event,
                    Event::CoordinationCaseOpened(_)
                        | Event::CaseClosed(_)
                        | Event::NeedReported(_)
                        | Event::CoordinatorAppointed(_)
                )
            });
            let difference = newest.and_then(|event| {
                self.difference("case_open".to_owned(), is_open(self.before), is_open(self.after), event)
            });
            all.extend(difference);
        }
        let (before, after) = (coordinators_of(self.before), coordinators_of(self.after));
        let roles: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for role in roles {
            let (old, new) = (before.get(role), after.get(role));
            let person = |one: Option<&&Assignment>| {
                one.map_or(Value::Null, |one| Value::String(one.person.to_string()))
            };
            let because = new.map(|one| one.mark.event).or_else(|| old.map(|one| self.end_of(one)));
            if let Some(because) = because.filter(|_| person(old) != person(new)) {
                all.extend(self.difference(
                    format!("coordinators.{role}"),
                    person(old),
                    person(new),
                    because,
                ));
            }
        }
        all
    }

    /// What ended an assignment on the later side, else what began it.
    fn end_of(&self, old: &Assignment) -> EventId {
        let same = self
            .after
            .and_then(|side| side.file.assignments.iter().find(|one| one.mark.event == old.mark.event));
        same.and_then(|one| one.end).map_or(old.mark.event, |end| end.mark.event)
    }

    /// The newest fact of a kind that one side has and the other doesn't.
    fn newest_difference(&self, which: impl Fn(&Event) -> bool) -> Option<EventId> {
        let (before, after) = (facts_of(self.before), facts_of(self.after));
        let one_sided = before.iter().filter(|(place, _)| !after.contains_key(*place));
        let one_sided = one_sided.chain(after.iter().filter(|(place, _)| !before.contains_key(*place)));
        one_sided
            .filter(|(_, fact)| which(&fact.what))
            .map(|(_, fact)| fact.mark)
            .max()
            .map(|mark| mark.event)
    }

    /// The fields of an event that read otherwise.
    fn changed(&self, old: &Fact, new: &Fact) -> Vec<Difference> {
        let (before, after) = (members(old), members(new));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let side =
            |members: &Map<String, Value>, name: &String| members.get(name).cloned().unwrap_or_default();
        let mut all = Vec::new();
        for name in names {
            let (was, is) = (side(&before, name), side(&after, name));
            if was != is {
                let field = format!("{}.{name}", new.what.name());
                all.extend(self.difference(field, was, is, new.mark.event));
            }
        }
        all
    }

    fn fact(&self, fact: &Fact, before: Value, after: Value) -> Option<Difference> {
        self.difference(fact.what.name().to_owned(), before, after, fact.mark.event)
    }

    fn difference(&self, field: String, before: Value, after: Value, event: EventId) -> Option<Difference> {
        let side = self.after.or(self.before)?;
        let (because, kind) = match self.amendment_of(event) {
            Some(amendment) => (amendment, Kind::Correction),
            None => (event, Kind::NewFact),
        };
        Some(Difference { tenant: side.tenant, patient: side.patient, field, before, after, because, kind })
    }

    /// The newest correction or voiding of an event, or of a correction of it, that only one side knows.
    fn amendment_of(&self, event: EventId) -> Option<EventId> {
        let (before, after) = (events_of(self.before), events_of(self.after));
        let mut about = BTreeSet::from([event]);
        // An implicit opening goes with the event its entry is about.
        let entries = self.before.into_iter().chain(self.after).flat_map(|side| side.entries.iter());
        let own = entries.clone().find(|entry| entry.body.events.iter().any(|one| one.id == event));
        about.extend(own.and_then(|entry| entry.main_event()).map(|main| main.id));
        let all: BTreeMap<EventId, &Recorded> =
            before.iter().chain(&after).map(|(id, one)| (*id, *one)).collect();
        let mut newest = None;
        for entry in entries {
            for one in &entry.body.events {
                if target_of(one).is_some_and(|target| about.contains(&target)) {
                    about.insert(one.id);
                    if before.contains_key(&one.id) != after.contains_key(&one.id)
                        && all.contains_key(&one.id)
                    {
                        newest = newest.max(Some((entry.position, one.id)));
                    }
                }
            }
        }
        newest.map(|(_, event)| event)
    }
}

fn target_of(one: &Recorded) -> Option<EventId> {
    match &*one.what {
        Event::EntryCorrected(told) => Some(told.target),
        Event::EntryMarkedErroneous(told) => Some(told.target),
        _ => None,
    }
}

fn events_of(side: Option<&Gathered>) -> BTreeMap<EventId, &Recorded> {
    let entries = side.into_iter().flat_map(|side| side.entries.iter());
    entries.flat_map(|entry| &entry.body.events).map(|one| (one.id, one)).collect()
}

/// The facts up to the side's day by place in the log; amendments are told by what they change.
fn facts_of(side: Option<&Gathered>) -> BTreeMap<samspor_core::fact::Place, &Fact> {
    let facts = side.into_iter().flat_map(|side| side.facts.iter().filter(|fact| fact.mark.on <= side.day));
    let amends =
        |fact: &&Fact| matches!(&*fact.what, Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_));
    facts.filter(|fact| !amends(fact)).map(|fact| (fact.mark.place, fact)).collect()
}

fn coordinators_of(side: Option<&Gathered>) -> BTreeMap<String, &Assignment> {
    let running = side.into_iter().flat_map(|side| side.file.primaries_on(side.day));
    let role = |one: &Assignment| serde_json::to_value(&one.role).ok()?.as_str().map(str::to_owned);
    running.filter_map(|one| Some((role(one)?, one))).collect()
}

fn whole(fact: &Fact) -> Value {
    Value::Object(members(fact))
}

/// An event's data with its day.
fn members(fact: &Fact) -> Map<String, Value> {
    let mut members = match fact.what.to_value() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.insert("on".to_owned(), fact.mark.on.to_string().into());
    members
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Kind;
    use crate::ledger::{ane_bjarne_leif, day, municipal};
    use crate::question::{Known, Question, ReportName};

    #[test]
    fn a_difference_says_whether_a_new_fact_or_a_correction_made_it() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        let appointed = ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let changes = json!({"target": appointed, "changes": {"person": bjarne}, "reason": "typo"});
        let corrected = ledger.on("2025-02-10").ke(leif, "CorrectEntry", changes);
        let wish = ledger.on("2025-02-11").ke(leif, "RecordPlanWish", json!({"wish": "Wants"}));
        let asked = Question {
            patient: Some(leif),
            valid: Some(day("2025-02-20")),
            known: Some(Known::Day(day("2025-02-09"))),
            known2: Some(Known::Day(day("2025-02-11"))),
            ..Question::new(ReportName::Diff)
        };
        let rows = ledger.views.diff(&asked, ledger.now()).unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.field.as_str(), row.because, row.kind)).collect();
        assert_eq!(
            told,
            [
                ("coordinators.Municipal", corrected, Kind::Correction),
                ("CoordinatorAppointed.person", corrected, Kind::Correction),
                ("PlanWishRecorded", wish, Kind::NewFact),
            ]
        );
        assert_eq!((&rows[0].before, &rows[0].after), (&json!(ane), &json!(bjarne)));
    }
}
