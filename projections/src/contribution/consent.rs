//! The consents of a file and what became of them (P12).

use samspor_core::patient::consent::{Consent, Scope};
use samspor_core::words::{Day, EventId};
use serde::{Deserialize, Serialize};

use super::warning::WARNED_DAYS_BEFORE;
use crate::file_at::FileAt;

/// What became of a consent by the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsentState {
    Valid,
    /// It ends within thirty days.
    Expiring,
    Expired,
    /// Wholly, before its end.
    Withdrawn,
    /// The giver has no standing on the day.
    Insufficient,
}

/// One consent as it is on the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentSeen {
    pub consent: EventId,
    /// Those not withdrawn.
    pub scopes: Box<[Scope]>,
    pub from: Day,
    pub to: Option<Day>,
    pub state: ConsentState,
}

/// Every consent given up to the day, in the file's order.
pub(super) fn consents(at: &FileAt<'_>) -> Box<[ConsentSeen]> {
    let seen = |one: &Consent| ConsentSeen {
        consent: one.mark.event,
        scopes: one.scopes_on(at.day).into(),
        from: one.mark.on,
        to: one.to,
        state: state_on(one, at.day, at.file.born),
    };
    at.file.consents.iter().map(seen).collect()
}

fn state_on(consent: &Consent, day: Day, born: Option<Day>) -> ConsentState {
    let last = consent.to.map_or(day, |to| day.min(to.plus_days(-1)));
    if consent.scopes_on(last).is_empty() {
        ConsentState::Withdrawn
    } else if !consent.is_unexpired_on(day) {
        ConsentState::Expired
    } else if !consent.giver_has_standing_on(day, born) {
        ConsentState::Insufficient
    } else if consent.to.is_some_and(|to| day >= to.plus_days(-WARNED_DAYS_BEFORE)) {
        ConsentState::Expiring
    } else {
        ConsentState::Valid
    }
}
