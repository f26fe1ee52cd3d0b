//! Consents (*samtykke*): who gave what to whom, from when, and what was withdrawn (pbrl ch. 4).

use serde::{Deserialize, Serialize};

use super::PatientFile;
use crate::decision::{Findings, Ground, unknown};
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Day, EventId, Party, Reference};

/// Who gives a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Giver {
    Patient,
    Parents,
    OneParent,
    Guardian,
    Proxy,
}

/// What a consent is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    Coordinator,
    Plan,
    Group,
    ShareWith(Vec<Party>),
}

/// The age from which a young person consents alone in the health law (pbrl § 4-3).
pub const HEALTH_LAW_AGE_YEARS: i32 = 16;

/// A consent was given (#25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentGiven {
    pub giver: Giver,
    pub scopes: Vec<Scope>,
    pub to: Option<Day>,
    pub evidence_ref: Reference,
}

/// The word that withdraws a consent whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whole {
    All,
}

/// Which scopes are withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WithdrawnScopes {
    Whole(Whole),
    These(Vec<Scope>),
}

/// A consent was withdrawn, whole or in part (#26).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentWithdrawn {
    pub consent: EventId,
    pub scopes: WithdrawnScopes,
}

/// One withdrawal of a consent in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawal {
    pub mark: Mark,
    pub scopes: WithdrawnScopes,
}

/// One consent in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    pub mark: Mark,
    pub giver: Giver,
    pub scopes: Vec<Scope>,
    /// The first day it no longer holds.
    pub to: Option<Day>,
    pub withdrawals: Vec<Withdrawal>,
}

impl Consent {
    /// The scopes given and not withdrawn on or before a day.
    pub fn scopes_on(&self, day: Day) -> Vec<Scope> {
        let mut left = self.scopes.clone();
        for withdrawal in self.withdrawals.iter().filter(|one| one.mark.on <= day) {
            match &withdrawal.scopes {
                WithdrawnScopes::Whole(Whole::All) => left.clear(),
                WithdrawnScopes::These(gone) => left = without(left, gone),
            }
        }
        left
    }

    /// Whether the giver may give it on a day: up to 16 the parents, from 16 the patient. Unknown birth counts as standing.
    pub fn giver_has_standing_on(&self, day: Day, born: Option<Day>) -> bool {
        has_standing(self.giver, day, born)
    }

    /// Whether it has begun and not run out on a day, whatever was withdrawn.
    pub fn is_unexpired_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether it holds for a scope on a day: given, not expired, not withdrawn, by a giver with standing.
    pub fn is_valid_on(&self, day: Day, born: Option<Day>, scope: &ScopeKind) -> bool {
        self.is_unexpired_on(day)
            && self.giver_has_standing_on(day, born)
            && self.scopes_on(day).iter().any(|one| ScopeKind::of(one) == *scope)
    }
}

/// A scope without its parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    Coordinator,
    Plan,
    Group,
    ShareWith,
}

impl ScopeKind {
    /// The kind of a scope.
    pub fn of(scope: &Scope) -> Self {
        match scope {
            Scope::Coordinator => Self::Coordinator,
            Scope::Plan => Self::Plan,
            Scope::Group => Self::Group,
            Scope::ShareWith(_) => Self::ShareWith,
        }
    }
}

/// Whether a giver may consent on a day (domain.md trap T15).
pub fn has_standing(giver: Giver, day: Day, born: Option<Day>) -> bool {
    let sixteen = born.map(|born| born.plus_months(12 * HEALTH_LAW_AGE_YEARS));
    match giver {
        Giver::Patient => sixteen.is_none_or(|sixteen| day >= sixteen),
        Giver::Parents | Giver::OneParent => sixteen.is_none_or(|sixteen| day < sixteen),
        Giver::Guardian | Giver::Proxy => true,
    }
}

/// What is left of `scopes` when those of `gone` are taken out; of a sharing only the named parties go.
fn without(scopes: Vec<Scope>, gone: &[Scope]) -> Vec<Scope> {
    let taken: Vec<&Party> = gone.iter().filter_map(shared).flatten().collect();
    scopes
        .into_iter()
        .filter_map(|scope| match scope {
            Scope::ShareWith(mut parties) => {
                parties.retain(|party| !taken.contains(&party));
                (!parties.is_empty()).then_some(Scope::ShareWith(parties))
            }
            other @ (Scope::Coordinator | Scope::Plan | Scope::Group) => {
                (!gone.contains(&other)).then_some(other)
            }
        })
        .collect()
}

/// The parties of a sharing.
pub(crate) fn shared(scope: &Scope) -> Option<&Vec<Party>> {
    match scope {
        Scope::ShareWith(parties) => Some(parties),
        Scope::Coordinator | Scope::Plan | Scope::Group => None,
    }
}

pub(crate) fn given(file: &mut PatientFile, mark: Mark, told: &ConsentGiven) {
    file.consents.push(Consent {
        mark,
        giver: told.giver,
        scopes: told.scopes.clone(),
        to: told.to,
        withdrawals: Vec::new(),
    });
}

pub(crate) fn withdrawn(file: &mut PatientFile, mark: Mark, told: &ConsentWithdrawn) {
    if let Some(consent) = file.consents.iter_mut().find(|one| one.mark.event == told.consent) {
        consent.withdrawals.push(Withdrawal { mark, scopes: told.scopes.clone() });
    }
}

/// It ends after it begins.
pub(crate) fn fits(asked: &ConsentGiven, ground: &Ground<'_>) -> Result<(), Refusal> {
    ground.in_order("to", asked.to)
}

/// The consent is in this file.
pub(crate) fn withdrawal_fits(asked: &ConsentWithdrawn, ground: &Ground<'_>) -> Result<(), Refusal> {
    if ground.file.consents.iter().any(|one| one.mark.event == asked.consent) {
        return Ok(());
    }
    Err(unknown(format!("consent {}", asked.consent), "a consent of this file"))
}

/// The giver has standing on the day (pbrl §§ 4-3, 4-4).
pub(crate) fn judge(
    asked: &ConsentGiven,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    if has_standing(asked.giver, ground.on, ground.file.born) {
        return Ok(());
    }
    let accepted = match asked.giver {
        Giver::Patient => "the patient is under 16; Parents, OneParent or Guardian give it",
        Giver::Parents | Giver::OneParent | Giver::Guardian | Giver::Proxy => {
            "the patient is 16 or more; the Patient gives it"
        }
    };
    findings.refuse(Refusal::ConsentGiver { on: ground.on, accepted: accepted.to_owned() })
}

/// Every party is covered by a consent of the day (E-CONSENT-SCOPE).
pub(crate) fn judge_parties(
    parties: &[Party],
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    match ground.file.outside_consent(parties, ground.on) {
        Some(party) => findings.refuse(Refusal::OutsideConsent { party: party.clone(), on: ground.on }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
