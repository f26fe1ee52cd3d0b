//! Refusals: the fact in the way, which rule it is, where the rule comes from, and what would be accepted.

use thiserror::Error;

use crate::deviation::Deviation;
use crate::log::Position;
use crate::seal::Shut;
use crate::words::{Day, EventId, Party};

/// Why a command is refused. The message says the rule and what would be accepted; it never repeats an identity.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refusal {
    #[error("{path}: {problem}")]
    Malformed { path: String, problem: String },
    #[error(
        "{path} holds 11 digits in a row: numbers of persons never stand in a text; leave the number out"
    )]
    FreeText { path: String },
    #[error("{0}")]
    Identity(IdentityFault),
    #[error("{0}")]
    Tenant(TenantFault),
    #[error(
        "this command id was used with another body at position {0}: send a new id, or the same body for the same answer"
    )]
    Duplicate(Position),
    #[error(
        "{on} is after today, {today}, and this is reported when it has happened: give a day up to today"
    )]
    InTheFuture { on: Day, today: Day },
    #[error("{on} is more than twelve months after today, {today}: plan up to {last}")]
    TooFarAhead { on: Day, today: Day, last: Day },
    #[error("{0}")]
    Authority(String),
    #[error(
        "the stream has a newer entry, at position {newest}, than the {seen} you have seen: read it and send again"
    )]
    Stale { newest: Position, seen: Position },
    #[error("{what} is not known here: {accepted}")]
    Unknown { what: String, accepted: String },
    #[error("{0}")]
    Order(String),
    #[error(
        "the patient died on {died}: a day up to that one would be accepted, or mode \"record\" for what happened all the same"
    )]
    AfterDeath { died: Day },
    #[error(
        "the case is closed on {on}: open it with OpenCase first, or use mode \"record\" for what happened all the same"
    )]
    CaseIsClosed { on: Day },
    #[error("the patient has reserved against this person or unit on {on}: choose somebody else")]
    ReservedAgainst { on: Day },
    #[error("the case is open already: nothing needs to be opened")]
    CaseIsOpen,
    #[error(
        "another primary coordinator has the seat on {on}: use ChangeCoordinator, or end that assignment first"
    )]
    AnotherPrimaryIsActive { on: Day },
    #[error("{0}")]
    NotCurrent(String),
    #[error("the role does not belong to this kind of tenant, or to this person: {0}")]
    Role(String),
    #[error("the patient is 18 from {birthday}: appoint a Municipal coordinator from that day")]
    ChildIsAdult { birthday: Day },
    #[error(
        "no delegation lets leaders of this unit appoint in this role on {on}: record DelegateAppointment, or let the coordinating unit appoint"
    )]
    NotDelegated { on: Day },
    #[error("the outcome contradicts the criteria: {0}")]
    Assessment(String),
    #[error(
        "participant {party} is outside every consent valid on {on}: remove the participant or record GiveConsent covering {party}"
    )]
    OutsideConsent { party: Party, on: Day },
    #[error("no consent valid on {on} lets anybody share: record GiveConsent with ShareWith first")]
    NothingMayBeShared { on: Day },
    #[error(
        "a plan stands on {on}, paused or not, or begins later, and there is one plan for each person: evaluate that plan, or end it first"
    )]
    AnotherPlanExists { on: Day },
    #[error(
        "no consent with scope Group is valid on {on}: record GiveConsent for a group first, or use mode \"record\" for one established all the same"
    )]
    NoGroupConsent { on: Day },
    #[error("the giver has no standing on {on}: {accepted}")]
    ConsentGiver { on: Day, accepted: String },
    #[error("another coordinating unit answers for the same patients: {0}")]
    KeOverlap(EventId),
    #[error(
        "{field} can't be corrected: when, by whom and about whom stands for ever; void the entry and record it anew"
    )]
    Immutable { field: String },
    #[error(
        "no proxy is registered for the patient on {on}: record RegisterRepresentative with kind Proxy first, or use mode \"record\" for a complaint that came all the same"
    )]
    NoStanding { on: Day },
    #[error(
        "a complaint that is maintained goes to the supervisory authority: give forwarded_on, the day it is sent"
    )]
    NotForwarded,
    #[error("a deadline of the law can't be made laxer: {0}")]
    LawFloor(String),
}

/// What is wrong with an identity.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentityFault {
    #[error("the number is not valid: {0}")]
    Number(String),
    #[error(
        "the number's series does not belong here: a simulated ledger takes synthetic numbers only (month + 80), a real one none"
    )]
    Series,
    #[error("already registered here as {0}: use that reference")]
    AlreadyRegistered(String),
    #[error(
        "the two references have different living national numbers: only the records manager may link them"
    )]
    DifferentNumbers,
    #[error("{0}")]
    Link(String),
    /// The subject's key is out of use.
    #[error("{0}: nothing more can be recorded under this reference; register the patient anew if need be")]
    Shut(Shut),
}

/// What is wrong with a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TenantFault {
    #[error("no such tenant is registered: register it first")]
    Unknown,
    #[error("you act for another tenant than this one: write in your own")]
    NotYours,
    #[error("a health trust notifies a municipality: this tenant is none")]
    NotOfATrust,
    #[error("the command needs a tenant: give its organisation number")]
    Missing,
}

impl Refusal {
    /// The public code, a breaking change to change.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "E-MALFORMED",
            Self::FreeText { .. } => "E-FREETEXT",
            Self::Identity(_) => "E-IDENT",
            Self::Tenant(_) => "E-TENANT",
            Self::Duplicate(_) => "E-DUP",
            Self::InTheFuture { .. } | Self::TooFarAhead { .. } => "E-FUTURE",
            Self::Authority(_) => "E-AUTH",
            Self::Stale { .. } => "E-VERSION",
            Self::Unknown { .. } => "E-REF",
            Self::Order(_) => "E-ORDER",
            Self::AfterDeath { .. } => "E-DEAD",
            Self::CaseIsClosed { .. } => "E-CLOSED",
            Self::ReservedAgainst { .. } => "E-AUTH-RESTRICTED",
            Self::CaseIsOpen => "E-CASE-OPEN",
            Self::AnotherPrimaryIsActive { .. } => "E-DOUBLE-PRIMARY",
            Self::NotCurrent(_) => "E-NOT-CURRENT",
            Self::Role(_) => "E-ROLE",
            Self::ChildIsAdult { .. } => "E-CHILD-AGE",
            Self::NotDelegated { .. } => "E-DELEGATION",
            Self::Assessment(_) => "E-ASSESS",
            Self::OutsideConsent { .. } => "E-CONSENT-SCOPE",
            Self::NothingMayBeShared { .. } => "E-CONSENT",
            Self::AnotherPlanExists { .. } => "E-PLAN-EXISTS",
            Self::NoGroupConsent { .. } => "E-CONSENT-GROUP",
            Self::ConsentGiver { .. } => "E-CONSENT-GIVER",
            Self::KeOverlap(_) => "E-KE-OVERLAP",
            Self::Immutable { .. } => "E-IMMUTABLE",
            Self::NoStanding { .. } => "E-STANDING",
            Self::NotForwarded => "E-FORWARD",
            Self::LawFloor(_) => "E-LAW-FLOOR",
        }
    }

    /// What a recorded fact carries instead; none for a structural rule, which refuses facts too.
    pub fn as_deviation(&self) -> Option<Deviation> {
        match self {
            Self::AfterDeath { .. } => Some(Deviation::Dead),
            Self::CaseIsClosed { .. } => Some(Deviation::Closed),
            Self::ReservedAgainst { .. } => Some(Deviation::AuthRestricted),
            Self::Role(_) => Some(Deviation::Role),
            Self::ChildIsAdult { .. } => Some(Deviation::ChildAge),
            Self::NotDelegated { .. } => Some(Deviation::Delegation),
            Self::Assessment(_) => Some(Deviation::Assess),
            Self::OutsideConsent { .. } => Some(Deviation::ConsentScope),
            Self::NothingMayBeShared { .. } => Some(Deviation::Consent),
            Self::NoGroupConsent { .. } => Some(Deviation::ConsentGroup),
            Self::ConsentGiver { .. } => Some(Deviation::ConsentGiver),
            Self::KeOverlap(_) => Some(Deviation::KeOverlap),
            Self::NoStanding { .. } => Some(Deviation::Standing),
            Self::NotForwarded => Some(Deviation::Forward),
            Self::Malformed { .. }
            | Self::FreeText { .. }
            | Self::Identity(_)
            | Self::Tenant(_)
            | Self::Duplicate(_)
            | Self::InTheFuture { .. }
            | Self::TooFarAhead { .. }
            | Self::Authority(_)
            | Self::Stale { .. }
            | Self::Unknown { .. }
            | Self::Order(_)
            | Self::CaseIsOpen
            | Self::AnotherPrimaryIsActive { .. }
            | Self::AnotherPlanExists { .. }
            | Self::NotCurrent(_)
            | Self::Immutable { .. }
            | Self::LawFloor(_) => None,
        }
    }

    /// The legal source of the rule, where it has one beyond the ledger's own order.
    pub fn legal_basis(&self) -> Option<&'static str> {
        match self {
            Self::Role(_) => Some("hol § 7-2, sphl § 2-5 a"),
            Self::ChildIsAdult { .. } => Some("hol § 7-2 a, pbrl § 2-5 c"),
            Self::NotDelegated { .. } | Self::KeOverlap(_) => Some("hol § 7-3"),
            Self::Assessment(_) => Some("pbrl § 2-5 b, hol § 7-2, sphl § 2-5 a"),
            Self::OutsideConsent { .. } | Self::NothingMayBeShared { .. } => Some("hpl §§ 21, 22, 25"),
            Self::AnotherPlanExists { .. } => Some("hol § 7-1, forskrift om individuell plan"),
            Self::NoGroupConsent { .. } => Some("pbrl § 4-1"),
            Self::ConsentGiver { .. } => Some("pbrl §§ 4-3, 4-4"),
            Self::ReservedAgainst { .. } => Some("pbrl § 5-3, pjl § 17"),
            Self::AnotherPrimaryIsActive { .. } => Some("hol § 7-2, sphl § 2-5 a"),
            Self::Immutable { .. } => Some("hpl § 42"),
            Self::NoStanding { .. } => Some("pbrl § 7-2"),
            Self::NotForwarded => Some("fvl § 33"),
            Self::LawFloor(_) => Some("fvl § 11 a, pbrl § 7-5"),
            Self::Tenant(_) | Self::Authority(_) => Some("pjl § 22"),
            Self::FreeText { .. } | Self::Identity(_) => Some("GDPR art. 87, personopplysningsloven § 12"),
            Self::Malformed { .. }
            | Self::Duplicate(_)
            | Self::InTheFuture { .. }
            | Self::TooFarAhead { .. }
            | Self::Stale { .. }
            | Self::Unknown { .. }
            | Self::Order(_)
            | Self::AfterDeath { .. }
            | Self::CaseIsClosed { .. }
            | Self::CaseIsOpen
            | Self::NotCurrent(_) => None,
        }
    }
}
