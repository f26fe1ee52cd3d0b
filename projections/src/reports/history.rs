//! `history` (P18): every event of a patient's file in log order, with what became of it.

use std::collections::HashMap;

use samspor_core::actor::Actor;
use samspor_core::catalogue::Event;
use samspor_core::deviation::Deviation;
use samspor_core::entry::{Entry, Recorded, ShutEntry};
use samspor_core::fact::Fact;
use samspor_core::log::Position;
use samspor_core::seal::Shut;
use samspor_core::words::{Day, EventId, Instant, PatientId, TenantId};
use serde::Serialize;
use serde_json::Value;

use crate::gathered::Gathered;

/// One event of the history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub position: Position,
    pub event: EventId,
    #[serde(rename = "type")]
    pub name: &'static str,
    pub on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Day>,
    pub recorded_at: Instant,
    pub actor: Actor,
    /// As corrected, or as first recorded where originals are asked for.
    pub data: Value,
    pub deviations: Vec<Deviation>,
    /// The newest correction that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<EventId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voided_by: Option<EventId>,
}

/// An entry of the file that can't be read any more, or not now: erased (*slettet*) or blocked (*sperret*).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldShut {
    pub tenant: TenantId,
    pub patient: PatientId,
    pub position: Position,
    /// `Erased` or `Blocked`.
    #[serde(rename = "type")]
    pub name: &'static str,
    pub recorded_at: Instant,
    /// The position of the entry that decided it.
    pub by: Position,
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Line {
    Told(Box<Told>),
    Shut(ToldShut),
}

impl Line {
    /// Where it stands in the log.
    pub fn position(&self) -> Position {
        match self {
            Self::Told(told) => told.position,
            Self::Shut(shut) => shut.position,
        }
    }
}

impl ToldShut {
    pub(crate) fn of((tenant, patient): (TenantId, PatientId), shut: &ShutEntry) -> Self {
        let (name, by) = match shut.why {
            Shut::Erased { by } => ("Erased", by),
            Shut::Blocked { by } => ("Blocked", by),
        };
        Self { tenant, patient, position: shut.position, name, recorded_at: shut.recorded_at, by }
    }
}

/// The events of a file up to its day; with `originals` as first recorded, voided ones too.
pub(crate) fn history(gathered: &Gathered, originals: bool) -> Vec<Told> {
    let facts: HashMap<EventId, &Fact> = gathered.facts.iter().map(|fact| (fact.mark.event, fact)).collect();
    let mut rows = Vec::new();
    for entry in gathered.entries.iter() {
        for event in &entry.body.events {
            let fact = facts.get(&event.id).copied();
            let corrected_on = fact.map(|fact| fact.mark.on);
            let on = if originals { Some(entry.body.on) } else { corrected_on };
            let is_told = on.into_iter().chain(corrected_on).any(|on| on <= gathered.day);
            if let Some(on) = on.filter(|_| is_told) {
                rows.push(row(gathered, entry, event, fact.filter(|_| !originals), on));
            }
        }
    }
    rows
}

fn row(gathered: &Gathered, entry: &Entry, event: &Recorded, fact: Option<&Fact>, on: Day) -> Told {
    let what = fact.map_or(&*event.what, |fact| &*fact.what);
    let received_on = match what {
        Event::NeedReported(told) => Some(told.received_on),
        Event::ComplaintReceived(told) => Some(told.received_on),
        _ => entry.body.received_on,
    };
    Told {
        tenant: gathered.tenant,
        patient: gathered.patient,
        position: entry.position,
        event: event.id,
        name: what.name(),
        on,
        received_on,
        recorded_at: entry.recorded_at,
        actor: entry.body.actor.clone(),
        data: what.to_value(),
        deviations: event.deviations.clone(),
        corrected_by: corrected_by(gathered, event.id),
        voided_by: voided_by(&gathered.entries, entry, event.id),
    }
}

/// The newest correction of an event that is not void itself.
fn corrected_by(gathered: &Gathered, event: EventId) -> Option<EventId> {
    let corrects = |fact: &&Fact| matches!(&*fact.what, Event::EntryCorrected(told) if told.target == event);
    gathered.facts.iter().filter(corrects).max_by_key(|fact| fact.mark.place).map(|fact| fact.mark.event)
}

/// The voiding of an event, or of the one its entry is about.
fn voided_by(entries: &[Entry], entry: &Entry, event: EventId) -> Option<EventId> {
    let main = entry.main_event().map(|main| main.id);
    let voids = |recorded: &&Recorded| match &*recorded.what {
        Event::EntryMarkedErroneous(told) => told.target == event || Some(told.target) == main,
        _ => false,
    };
    entries.iter().flat_map(|entry| &entry.body.events).find(voids).map(|recorded| recorded.id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ledger::{ane_bjarne_leif, municipal, rows};
    use crate::question::{Question, ReportName};

    #[test]
    fn the_history_tells_corrected_values_or_the_originals_beside_what_amended_them() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        let appointed = ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let change = json!({"target": appointed, "changes": {"on": "2025-02-01"}, "reason": "typo"});
        let corrected = ledger.on("2025-02-10").ke(leif, "CorrectEntry", change);
        let wish = ledger.ke(leif, "RecordPlanWish", json!({"wish": "Wants"}));
        let void = ledger.ke(leif, "VoidEntry", json!({"target": wish, "reason": "NeverHappened"}));
        assert_ne!(ane, bjarne);
        let asked = Question { patient: Some(leif), ..Question::new(ReportName::History) };
        let told = rows(&ledger.ask(&asked));
        let types: Vec<_> = told.iter().map(|row| row["type"].as_str().unwrap()).collect();
        assert_eq!(
            types,
            ["CoordinationCaseOpened", "CoordinatorAppointed", "EntryCorrected", "EntryMarkedErroneous"]
        );
        assert_eq!((&told[1]["on"], &told[1]["corrected_by"]), (&json!("2025-02-01"), &json!(corrected)));
        let originals = rows(&ledger.ask(&Question { include_corrected: true, ..asked }));
        assert_eq!(originals[1]["on"], "2025-02-03");
        assert_eq!((&originals[3]["event"], &originals[3]["voided_by"]), (&json!(wish), &json!(void)));
    }
}
