//! The sentences of complaints and of what the supervisory authority decided.

use samspor_core::patient::PatientFile;
use samspor_core::patient::complaint::{
    About, Complaint, ComplaintKind, ComplaintOutcome, ComplaintProcessed, ComplaintReceived, Standing,
};
use samspor_core::patient::supervision::{Order, SupervisorDecisionReceived, SupervisorOutcome};
use samspor_core::words::{Day, EventId};

use super::names::date;
use super::wording;

/// Every complaint of a file, and how far it has come on a day.
pub(super) fn standing(file: &PatientFile, day: Day) -> Vec<String> {
    let said = |one: &Complaint| {
        let event = one.mark.event;
        let processed: Vec<_> = file.processings.iter().filter(|done| done.complaint == event).collect();
        let forwarded = processed.iter().any(|done| done.forwarded_on.is_some_and(|on| on <= day));
        let decided = file.supervisor_decisions.iter().any(|done| done.told.complaint == Some(event));
        let state = match (decided, forwarded, processed.is_empty()) {
            (true, _, _) => "avgjort av Statsforvalteren",
            (false, true, _) => "sendt Statsforvalteren",
            (false, false, false) => "behandlet",
            (false, false, true) => "ikke behandlet",
        };
        format!("mottatt {}, {state}", date(one.told.received_on))
    };
    file.complaints.iter().map(said).collect()
}

pub(super) fn received(told: &ComplaintReceived, entry: &dyn Fn(EventId) -> String) -> String {
    let what = match told.kind {
        ComplaintKind::RightsComplaint => "Klage mottatt",
        ComplaintKind::SupervisionRequest => "Anmodning om tilsyn mottatt",
    };
    let about = match told.about {
        About::Omission => "at noe ikke er gjort".to_owned(),
        About::Decision(decision) => format!("avgjørelsen i {}", entry(decision)),
    };
    let from = match told.standing {
        Standing::Patient => "pasienten",
        Standing::NextOfKin => "pårørende",
        Standing::Proxy => "fullmektig",
    };
    format!("{what} fra {from} om {about}, sendt {}", date(told.sent_on))
}

pub(super) fn processed(told: &ComplaintProcessed, entry: &dyn Fn(EventId) -> String) -> String {
    let outcome = match told.outcome {
        ComplaintOutcome::UpheldInFull => "tatt til følge",
        ComplaintOutcome::UpheldPartly => "tatt delvis til følge",
        ComplaintOutcome::Maintained => "avgjørelsen opprettholdt",
    };
    let forwarded =
        told.forwarded_on.map(|day| format!(", sendt Statsforvalteren {}", date(day))).unwrap_or_default();
    format!("Klagen i {} behandlet: {outcome}{forwarded}", entry(told.complaint))
}

pub(super) fn decided(told: &SupervisorDecisionReceived, entry: &dyn Fn(EventId) -> String) -> String {
    let outcome = match told.outcome {
        SupervisorOutcome::Confirmed => "avgjørelsen stadfestet",
        SupervisorOutcome::Changed => "avgjørelsen endret",
        SupervisorOutcome::Annulled => "avgjørelsen opphevet",
        SupervisorOutcome::Breach => "lovbrudd",
        SupervisorOutcome::NoBreach => "ikke lovbrudd",
    };
    let complaint =
        told.complaint.map(|complaint| format!(" om klagen i {}", entry(complaint))).unwrap_or_default();
    let order = |order: &Order| format!("{} innen {}", order.code, date(order.due_on));
    let orders: Vec<String> = told.orders.iter().map(order).collect();
    let orders =
        if orders.is_empty() { String::new() } else { format!("; pålagt {}", wording::listed(&orders)) };
    format!("Statsforvalteren{complaint}: {outcome}{orders}")
}
