//! What is to be known in time, or went by silently: warnings of active files (domain.md 3.5).

use samspor_core::patient::assignment::Seat;
use samspor_core::patient::consent::{Consent, Giver, HEALTH_LAW_AGE_YEARS, Scope, ScopeKind};
use samspor_core::patient::substitute::SubstituteScope;
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, Party, PersonId};
use serde::{Deserialize, Serialize};

use super::coverage::pathways_on;
use super::vacancy::Hindsight;
use crate::file_at::FileAt;
use crate::obligations::{Obligation, State, suspensions};

/// How many days before its end a consent is warned of.
pub(super) const WARNED_DAYS_BEFORE: i64 = 30;

/// What is warned of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WarningCode {
    /// A consent ends within thirty days.
    #[serde(rename = "D14")]
    ConsentEnds,
    /// The patient has turned 16, and the parents' consent is not enough any more.
    #[serde(rename = "CONSENT-GIVER-LOST-STANDING")]
    ConsentGiverLostStanding,
    #[serde(rename = "PATHWAY-NOT-COORDINATOR")]
    PathwayNotCoordinator,
    #[serde(rename = "ONLY-SUBSTITUTE")]
    OnlySubstitute,
    /// The coordinator's appointment was recorded after the gap it fills.
    #[serde(rename = "RETROACTIVE-COVER")]
    RetroactiveCover,
    /// A coordinator runs whose consent was withdrawn.
    #[serde(rename = "CONSENT-DORMANT")]
    ConsentDormant,
}

/// One warning about a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    pub code: WarningCode,
    pub on: Day,
    pub person: Option<PersonId>,
}

/// The warnings of an active file, in order; none of another.
pub(super) fn warnings(
    at: &FileAt<'_>,
    obligations: &[Obligation],
    hindsight: &[Hindsight],
) -> Box<[Warning]> {
    if !at.file.is_active_on(at.day) {
        return Box::default();
    }
    let mut all: Vec<Warning> = ending(at, obligations).collect();
    all.extend(lost_standing(at));
    all.extend(pathways(at));
    let substitutes = at.file.substitutes_on(at.day).filter(|one| one.scope == SubstituteScope::Period);
    all.extend(substitutes.map(|one| Warning {
        code: WarningCode::OnlySubstitute,
        on: one.mark.on,
        person: Some(one.person),
    }));
    let covered = |event| hindsight.iter().any(|one| one.event == event);
    let primary = at.file.primary_on(Seat::Municipality, at.day).filter(|one| covered(one.mark.event));
    all.extend(primary.map(|one| Warning {
        code: WarningCode::RetroactiveCover,
        on: one.mark.on,
        person: Some(one.person),
    }));
    all.extend(dormant(at));
    all.sort();
    all.dedup();
    all.into()
}

fn ending<'a>(at: &'a FileAt<'_>, obligations: &'a [Obligation]) -> impl Iterator<Item = Warning> + 'a {
    let open = |one: &&Obligation| match one.state {
        State::Pending | State::Suspended => one.rule == Rule::D14,
        State::Met | State::MetLate | State::Overdue | State::Lapsed => false,
    };
    obligations.iter().filter(open).filter_map(|one| {
        let consent = at.file.consents.iter().find(|consent| consent.mark.event == one.trigger)?;
        let warned_from = consent.to?.plus_days(-WARNED_DAYS_BEFORE);
        let warned = warned_from <= at.day && at.day <= one.due;
        warned.then_some(Warning { code: WarningCode::ConsentEnds, on: one.due, person: None })
    })
}

/// Consents of parents whose child has turned 16, while no valid consent covers their scopes (trap T15).
fn lost_standing<'a>(at: &'a FileAt<'_>) -> impl Iterator<Item = Warning> + 'a {
    let birthday = at.file.born.map(|born| born.plus_months(12 * HEALTH_LAW_AGE_YEARS));
    let birthday = birthday.filter(|birthday| *birthday <= at.day);
    birthday.into_iter().flat_map(move |birthday| {
        let lost = at.file.consents.iter().filter(move |one| {
            matches!(one.giver, Giver::Parents | Giver::OneParent)
                && one.mark.on < birthday
                && one.is_unexpired_on(at.day)
                && !is_covered(at, &one.scopes_on(at.day))
        });
        lost.map(move |_| Warning { code: WarningCode::ConsentGiverLostStanding, on: birthday, person: None })
    })
}

/// Whether valid consents hold for every scope; parties are covered by all valid consents together.
fn is_covered(at: &FileAt<'_>, scopes: &[Scope]) -> bool {
    let valid =
        |one: &&Consent| one.is_unexpired_on(at.day) && one.giver_has_standing_on(at.day, at.file.born);
    let given: Vec<Scope> =
        at.file.consents.iter().filter(valid).flat_map(|one| one.scopes_on(at.day)).collect();
    let shared = |party: &Party| {
        given.iter().any(|scope| matches!(scope, Scope::ShareWith(parties) if parties.contains(party)))
    };
    scopes.iter().all(|scope| match scope {
        Scope::ShareWith(parties) => parties.iter().all(shared),
        Scope::Coordinator | Scope::Plan | Scope::Group => given.contains(scope),
    })
}

/// Pathway coordinators beside a primary who is somebody else (trap T7).
fn pathways<'a>(at: &'a FileAt<'_>) -> impl Iterator<Item = Warning> + 'a {
    let primaries: Vec<PersonId> = at.file.primaries_on(at.day).map(|one| one.person).collect();
    let other = pathways_on(at.file, at.day)
        .filter(move |one| !primaries.is_empty() && !primaries.contains(&one.person));
    other.map(|one| Warning {
        code: WarningCode::PathwayNotCoordinator,
        on: one.mark.on,
        person: Some(one.person),
    })
}

/// A running primary while the withdrawal of the Coordinator consent stands (trap T17).
fn dormant(at: &FileAt<'_>) -> Option<Warning> {
    let primary = at.file.primaries_on(at.day).next()?;
    let suspensions = suspensions(at.file, ScopeKind::Coordinator);
    let running = suspensions.last().filter(|last| last.resumed.is_none())?;
    Some(Warning {
        code: WarningCode::ConsentDormant,
        on: running.withdrawn.on,
        person: Some(primary.person),
    })
}
