//! The sentences of the group's life: established, summoned, met, minuted, dissolved.

use samspor_core::patient::group::{GroupDissolved, ResponsibilityGroupEstablished};
use samspor_core::patient::meeting::{MeetingHeld, MeetingSummoned, MinutesFiled};
use samspor_core::words::EventId;

use super::names::{Names, date};
use super::wording::listed;

pub(super) fn established(told: &ResponsibilityGroupEstablished) -> String {
    format!("Ansvarsgruppe opprettet med {}", listed(&told.members))
}

pub(super) fn summoned(told: &MeetingSummoned) -> String {
    let how = if told.written { "skriftlig" } else { "ikke skriftlig" };
    format!("Innkalt til møte {} ({how}): {}", date(told.meeting_on), listed(&told.invitees))
}

pub(super) fn held(told: &MeetingHeld, names: Names<'_>) -> String {
    let named = |who, what| match who {
        Some(person) => format!("{what} {}", names.person(person)),
        None => format!("ingen {what}"),
    };
    let patient = if told.patient_present { "" } else { ", uten pasienten" };
    let (chair, secretary) = (named(told.chair, "leder"), named(told.secretary, "referent"));
    let next = told.next_meeting_on.map(|day| format!(", neste {}", date(day))).unwrap_or_default();
    format!("Møte i ansvarsgruppen: {chair}, {secretary}{patient}{next}")
}

pub(super) fn filed(told: &MinutesFiled, entry: &dyn Fn(EventId) -> String) -> String {
    let plan = if told.plan_updated == Some(true) { ", planen oppdatert" } else { "" };
    format!("Referat fra møtet i {} arkivert{plan}", entry(told.meeting))
}

pub(super) fn dissolved(told: &GroupDissolved, entry: &dyn Fn(EventId) -> String) -> String {
    format!("Ansvarsgruppen i {} avviklet", entry(told.group))
}
