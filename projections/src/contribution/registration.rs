//! How the file was kept: deviations, and what was registered late (P19, P20).

use samspor_core::catalogue::{CATALOGUE, Event};
use samspor_core::deviation::Deviation;
use samspor_core::fact::Fact;
use samspor_core::words::{Code, Day, EventId};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::vacancy::Hindsight;
use crate::file_at::FileAt;
use crate::obligations::late_days;

/// What an event deviates from: a rule that was judged, or a code somebody reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DeviationCode {
    Judged(Deviation),
    Reported(Code),
}

impl DeviationCode {
    /// The public code.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Judged(deviation) => deviation.code(),
            Self::Reported(code) => code.as_str(),
        }
    }
}

/// One deviation of one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deviating {
    pub event: EventId,
    pub code: DeviationCode,
    pub on: Day,
    pub recorded_on: Day,
}

/// A name of the catalogue.
pub type EventName = &'static str;

/// An event recorded later than the policy allows (D25).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateRegistration {
    pub event: EventId,
    /// The event's public type.
    #[serde(deserialize_with = "listed_name")]
    pub name: EventName,
    pub on: Day,
    pub recorded_on: Day,
    pub days: i64,
    /// It covers days in hindsight.
    pub retroactive_cover: bool,
}

fn listed_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EventName, D::Error> {
    let name = String::deserialize(deserializer)?;
    let listed = CATALOGUE.iter().map(|line| line.event).find(|listed| *listed == name);
    listed.ok_or_else(|| D::Error::custom("no event of the catalogue"))
}

/// The deviations of facts up to a day, in the file's order and by code.
pub(crate) fn deviations(facts: &[Fact], day: Day) -> Box<[Deviating]> {
    let of_fact = |fact: &Fact| {
        let mut judged = fact.deviations.clone();
        judged.sort();
        let reported = match &*fact.what {
            Event::DeviationReported(told) => Some(DeviationCode::Reported(told.code.clone())),
            _ => None,
        };
        let (event, on, recorded_on) = (fact.mark.event, fact.mark.on, fact.mark.recorded_on);
        let codes = judged.into_iter().map(DeviationCode::Judged).chain(reported);
        codes.map(move |code| Deviating { event, code, on, recorded_on })
    };
    facts.iter().filter(|fact| fact.mark.on <= day).flat_map(of_fact).collect()
}

/// The facts up to the day that were recorded later than the policy of their day allows.
pub(super) fn late(at: &FileAt<'_>, hindsight: &[Hindsight]) -> Box<[LateRegistration]> {
    at.facts
        .iter()
        .filter(|fact| fact.mark.on <= at.day)
        .filter_map(|fact| late_fact(at, fact, hindsight))
        .collect()
}

fn late_fact(at: &FileAt<'_>, fact: &Fact, hindsight: &[Hindsight]) -> Option<LateRegistration> {
    if matches!(&*fact.what, Event::CoordinationCaseOpened(told) if told.implicit) {
        return None;
    }
    let days = late_days(fact, at.register, at.day)?;
    Some(LateRegistration {
        event: fact.mark.event,
        name: fact.what.name(),
        on: fact.mark.on,
        recorded_on: fact.mark.recorded_on,
        days,
        retroactive_cover: hindsight.iter().any(|one| one.event == fact.mark.event),
    })
}
