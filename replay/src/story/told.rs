//! The sentences of the events that need more than one phrase.

use samspor_core::correction::{EntryCorrected, EntryMarkedErroneous, VoidReason};
use samspor_core::patient::assessment::NeedAssessed;
use samspor_core::patient::assignment::{CoordinatorAppointed, CoordinatorAssignmentEnded, CoordinatorRole};
use samspor_core::patient::change::CoordinatorChanged;
use samspor_core::patient::consent::{ConsentGiven, ConsentWithdrawn, WithdrawnScopes};
use samspor_core::patient::information::{Form, PatientInformed, Topic};
use samspor_core::patient::need::{Disposition, NeedReportDisposed, NeedReported};
use samspor_core::patient::offer::{Answer, CoordinatorOfferAnswered, CoordinatorOffered};
use samspor_core::patient::participant::{Direction, ParticipantChanged};
use samspor_core::patient::refusal::CoordinatorRefused;
use samspor_core::patient::representative::{
    AccessRestrictionSet, RepresentativeKind, RepresentativeRegistered, RestrictionKind,
};
use samspor_core::patient::substitute::SubstituteAppointed;
use samspor_core::patient::transfer::ResponsibilityTransferred;
use samspor_core::patient::transition::TransitionRegistered;
use samspor_core::words::{Day, EventId};
use serde_json::Value;

use super::names::{Names, date};
use super::wording;

pub(super) fn reported(told: &NeedReported) -> String {
    let needs: Vec<&str> = told.need.iter().map(|need| wording::need(*need)).collect();
    let (reporter, channel) = (wording::reporter(told.reporter.kind), wording::channel(told.channel));
    format!("Melding om behov for {} fra {reporter} ({channel})", wording::listed(&needs))
}

pub(super) fn disposed(
    told: &NeedReportDisposed,
    names: Names<'_>,
    entry: &dyn Fn(EventId) -> String,
) -> String {
    let became = match (told.disposition, told.to_unit) {
        (Disposition::Rerouted, Some(unit)) => format!("videresendt til {}", names.unit(unit)),
        (Disposition::Rerouted, None) => "videresendt".to_owned(),
        (Disposition::Withdrawn, _) => "trukket".to_owned(),
        (Disposition::Duplicate, _) => "er en dublett".to_owned(),
    };
    format!("Meldingen i {} {became}", entry(told.report))
}

pub(super) fn informed(told: &PatientInformed) -> String {
    let topic = match told.topic {
        Topic::Rights => "rettigheter",
        Topic::PreliminaryReply => "foreløpig svar",
        Topic::CoordinatorNamed => "hvem som er koordinator",
        Topic::DecisionAndComplaintRight => "avgjørelsen og klageretten",
    };
    let expected = told.expected_on.map(|day| format!(", svar ventes {}", date(day))).unwrap_or_default();
    format!("Pasienten informert {}: {topic}{expected}", form(told.form))
}

pub(super) fn assessed(told: &NeedAssessed) -> String {
    let heard = if told.patient_heard { "" } else { ", pasienten ble ikke hørt" };
    format!("Behovet vurdert: {}{heard}", wording::outcome(told.outcome))
}

pub(super) fn offered(told: &CoordinatorOffered) -> String {
    format!("{} tilbudt {}", first_upper(&wording::role(&told.role)), form(told.form))
}

pub(super) fn answered(told: &CoordinatorOfferAnswered) -> &'static str {
    match told.answer {
        Answer::Accepted => "Pasienten takket ja til koordinator",
        Answer::Declined => "Pasienten takket nei til koordinator",
        Answer::NoAnswer => "Pasienten svarte ikke på tilbudet",
    }
}

pub(super) fn refused(told: &CoordinatorRefused) -> String {
    let complaint = if told.complaint_info_given { "" } else { ", uten opplysning om klagerett" };
    format!("Avslag på koordinator: {}{complaint}", wording::grounds(told.grounds))
}

pub(super) fn appointed(told: &CoordinatorAppointed, names: Names<'_>) -> String {
    let role = first_upper(&wording::role(&told.role));
    format!("{role} oppnevnt: {}, {}", names.person(told.person), names.unit(told.unit))
}

pub(super) fn changed(told: &CoordinatorChanged, names: Names<'_>) -> String {
    let overlap = match (told.overlap_from, told.overlap_to) {
        (None, None) => String::new(),
        (from, to) => {
            let day = |day: Option<Day>| day.map(date).unwrap_or_default();
            format!(", overlapping {}–{}", day(from), day(to))
        }
    };
    let (from, to) = (names.person(told.from_person), names.person(told.to_person));
    let (role, unit) = (role_of(told.role.as_ref()), names.unit(told.unit));
    format!("{role} byttet: {from} → {to}, {unit} ({}{overlap})", wording::change(told.cause))
}

pub(super) fn ended(told: &CoordinatorAssignmentEnded) -> String {
    let need = if told.need_persists { "behovet består" } else { "behovet består ikke" };
    format!("{}: oppdraget avsluttet, {need}", role_of(told.role.as_ref()))
}

pub(super) fn covered(told: &SubstituteAppointed, names: Names<'_>) -> String {
    let informed = if told.informed_on.is_some() { "" } else { ", ikke orientert" };
    let (person, absent) = (names.person(told.person), names.person(told.for_person));
    format!("Vikar oppnevnt: {person} for {absent}{}{informed}", until(told.to))
}

pub(super) fn transition(told: &TransitionRegistered) -> String {
    let with = told.counterpart.as_ref().map(|with| format!(", {with}")).unwrap_or_default();
    format!("Overgang: {}{with}", wording::transition(told.kind))
}

pub(super) fn participant(told: &ParticipantChanged) -> String {
    match told.direction {
        Direction::In => format!("{} deltar som {}", told.party, told.role),
        Direction::Out => format!("{} deltar ikke lenger som {}", told.party, told.role),
    }
}

pub(super) fn consented(told: &ConsentGiven) -> String {
    let scopes = wording::scopes(&told.scopes);
    format!("Samtykke gitt av {}: {scopes}{}", wording::giver(told.giver), until(told.to))
}

pub(super) fn withdrawn(told: &ConsentWithdrawn, entry: &dyn Fn(EventId) -> String) -> String {
    let scopes = match &told.scopes {
        WithdrawnScopes::Whole(_) => "helt".to_owned(),
        WithdrawnScopes::These(scopes) => format!("for {}", wording::scopes(scopes)),
    };
    format!("Samtykket i {} trukket {scopes}", entry(told.consent))
}

pub(super) fn represented(told: &RepresentativeRegistered) -> String {
    let kind = match told.kind {
        RepresentativeKind::Parent => "Forelder",
        RepresentativeKind::Guardian => "Verge",
        RepresentativeKind::Proxy => "Fullmektig",
    };
    format!("{kind} registrert{}", until(told.to))
}

pub(super) fn restricted(told: &AccessRestrictionSet, names: Names<'_>) -> String {
    let kind = match told.kind {
        RestrictionKind::PatientReservation(id) => {
            format!("pasienten har reservert seg mot {}", names.person_or_unit(id))
        }
        RestrictionKind::Fortrolig => "fortrolig adresse".to_owned(),
        RestrictionKind::StrengtFortrolig => "strengt fortrolig adresse".to_owned(),
        RestrictionKind::ParentBlocked => "foreldre har ikke innsyn".to_owned(),
    };
    format!("Sperring: {kind}{}", until(told.to))
}

pub(super) fn transferred(told: &ResponsibilityTransferred) -> String {
    match told.direction {
        Direction::Out => format!("Ansvaret overført til kommune {}", told.other),
        Direction::In => format!("Ansvaret overtatt fra kommune {}", told.other),
    }
}

pub(super) fn corrected(
    told: &EntryCorrected,
    names: Names<'_>,
    entry: &dyn Fn(EventId) -> String,
) -> String {
    let change = |(field, value): (&String, &Value)| format!("{field} = {}", shown(value, names));
    let changes: Vec<String> = told.changes.iter().map(change).collect();
    format!("Retting av {}: {} ({})", entry(told.target), changes.join(", "), told.reason)
}

pub(super) fn voided(told: &EntryMarkedErroneous, entry: &dyn Fn(EventId) -> String) -> String {
    let reason = match told.reason {
        VoidReason::WrongPatient => "feil pasient",
        VoidReason::NeverHappened => "har ikke skjedd",
        VoidReason::Duplicate => "dublett",
    };
    format!("Feilført: {} ({reason})", entry(told.target))
}

fn role_of(role: Option<&CoordinatorRole>) -> String {
    first_upper(&wording::role(&CoordinatorRole::or_municipal(role)))
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Written => "skriftlig",
        Form::Oral => "muntlig",
        Form::Digital => "digitalt",
    }
}

fn until(to: Option<Day>) -> String {
    to.map(|day| format!(", til {}", date(day))).unwrap_or_default()
}

fn shown(value: &Value, names: Names<'_>) -> String {
    match value {
        Value::String(text) => match (text.parse::<Day>(), text.parse()) {
            (Ok(day), _) => date(day),
            (Err(_), Ok(id)) => names.person_or_unit(id),
            (Err(_), Err(_)) => text.clone(),
        },
        other => other.to_string(),
    }
}

fn first_upper(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
