//! Deadline policies (*fristregler*): data with validity by date, never constants in the rules (trap T14).

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Register;
use crate::decision::{Ground, unknown};
use crate::fact::{Mark, Place};
use crate::log::Position;
use crate::refusal::Refusal;
use crate::words::{Code, Day, EventId, PatientId, Reference, Span, moved_to_working_day};

/// A deadline rule of domain.md 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// Triage of a report.
    D01,
    /// Decision or preliminary reply.
    D02,
    /// Appoint a coordinator.
    D03,
    /// No vacancy: escalation.
    D04,
    /// Written mandate.
    D05,
    /// Inform participants.
    D06,
    /// First contact.
    D07,
    /// Regular follow-up.
    D08,
    /// A planned follow-up.
    #[serde(rename = "D08p")]
    D08Planned,
    /// First group meeting.
    D09,
    /// Group meeting at least yearly.
    D10,
    /// Minutes.
    D11,
    /// A granted plan is started.
    D12,
    /// Plan revision.
    D13,
    /// Consent expiry.
    D14,
    /// Substitute cover.
    D15,
    /// Handover.
    D16,
    /// Basic training.
    D17,
    /// Refresher training.
    #[serde(rename = "D17r")]
    D17Refresher,
    /// Contact between trust and municipality each half-year.
    D18,
    /// The trust notifies the municipality's coordinating unit.
    D19,
    /// A complaint is handled.
    D20,
    /// A complaint in time: a classification.
    D21,
    /// The transition at 18.
    D22,
    /// A new offer.
    D23,
    /// A supervisor's order.
    D24,
    /// Late registration: a flag.
    D25,
}

/// Where the number of a deadline comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PolicySource {
    Law,
    Regulation,
    Guide,
    Seed,
    Local,
}

/// A deadline was adopted (#60).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlinePolicyAdopted {
    pub rule: Rule,
    pub value: Span,
    pub working_days: Option<bool>,
    pub from: Day,
    pub source: PolicySource,
    pub document_ref: Option<Reference>,
}

/// One due date was moved (#60).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineExtended {
    pub patient: PatientId,
    pub rule: Rule,
    pub trigger_event: EventId,
    pub new_due: Day,
    pub reason_ref: Code,
}

/// One adopted deadline of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Adopted {
    pub mark: Mark,
    pub rule: Rule,
    pub value: Span,
    pub working_days: Option<bool>,
    pub from: Day,
    pub source: PolicySource,
    pub document_ref: Option<Reference>,
}

/// One extension of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct Extension {
    pub mark: Mark,
    pub patient: PatientId,
    pub rule: Rule,
    pub trigger_event: EventId,
    pub new_due: Day,
    pub reason_ref: Code,
}

/// A deadline as it holds for what is triggered on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deadline {
    pub value: Span,
    pub working_days: bool,
    pub source: PolicySource,
    /// The event that adopted it; absent for the default of domain.md 3.1.
    pub adopted: Option<Mark>,
}

/// A due day with the steps that lead to it: the months, the days, the working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The day it is counted from.
    pub from: Day,
    pub value: Span,
    /// After the months, clamped to the end of a shorter month.
    pub by_months: Day,
    /// After the days too.
    pub by_days: Day,
    /// Moved to a working day where the deadline says so.
    pub due: Day,
}

impl Counted {
    /// The day of the month that the month it led to is too short for; the last of that month was taken instead.
    pub fn clamped_from(&self) -> Option<u32> {
        let day = self.from.date().day();
        (self.by_months.date().day() != day).then_some(day)
    }
}

impl Deadline {
    /// The due day for a trigger on a day; the due day itself is not overdue.
    pub fn due(&self, trigger: Day) -> Day {
        self.counted(trigger).due
    }

    /// The due day for a trigger on a day, step by step.
    pub fn counted(&self, trigger: Day) -> Counted {
        self.course(trigger, self.value.months_after(trigger), i64::from(self.value.days()))
    }

    /// The due day of what is due this long before a day, step by step.
    pub fn counted_back(&self, day: Day) -> Counted {
        self.course(day, self.value.months_before(day), -i64::from(self.value.days()))
    }

    fn course(&self, from: Day, by_months: Day, days: i64) -> Counted {
        let by_days = by_months.plus_days(days);
        let due = if self.working_days { moved_to_working_day(by_days) } else { by_days };
        Counted { from, value: self.value, by_months, by_days, due }
    }
}

impl Rule {
    /// The default of domain.md 3.1; rules whose date is stated by the trigger itself have zero days.
    pub fn default_deadline(self) -> Deadline {
        let (value, source) = match self {
            Self::D01 | Self::D04 | Self::D05 | Self::D06 | Self::D07 | Self::D11 | Self::D15 | Self::D16 => {
                (Span::of_days(14), PolicySource::Local)
            }
            Self::D02 => (Span::of_months(1), PolicySource::Law),
            Self::D03 | Self::D20 => (Span::of_days(28), PolicySource::Local),
            Self::D08 | Self::D12 | Self::D17 => (Span::of_months(3), PolicySource::Local),
            Self::D08Planned | Self::D14 | Self::D24 => (Span::of_days(0), PolicySource::Local),
            Self::D09 => (Span::of_days(42), PolicySource::Local),
            Self::D18 => (Span::of_days(0), PolicySource::Seed),
            Self::D10 => (Span::of_months(12), PolicySource::Seed),
            Self::D13 | Self::D17Refresher | Self::D23 => (Span::of_months(12), PolicySource::Local),
            Self::D19 => (Span::of_days(3), PolicySource::Local),
            Self::D21 => (Span::of_days(28), PolicySource::Law),
            Self::D22 => (Span::of_months(6), PolicySource::Local),
            Self::D25 => (Span::of_days(7), PolicySource::Local),
        };
        Deadline { value, working_days: self.moves_by_default(), source, adopted: None }
    }

    /// Whether the due day moves to a working day where the policy doesn't say (fvl § 30).
    pub fn moves_by_default(self) -> bool {
        matches!(self, Self::D02 | Self::D21)
    }
}

impl Register {
    /// The register with other deadlines added, as if they had always been known: they hold from their `from`, before
    /// those that were adopted for the same day.
    #[must_use]
    pub fn with_deadlines(&self, policies: &[DeadlinePolicyAdopted]) -> Self {
        let mut changed = self.clone();
        for (index, policy) in (0u16..).zip(policies) {
            let (on, place) = (Day::FIRST, Place { position: Position(u64::MAX), index });
            let mark = Mark { on, place, event: EventId(Uuid::nil()), recorded_on: on };
            adopted(&mut changed, mark, policy);
        }
        changed
    }
}

pub(crate) fn adopted(register: &mut Register, mark: Mark, told: &DeadlinePolicyAdopted) {
    register.adopted.push(Adopted {
        mark,
        rule: told.rule,
        value: told.value,
        working_days: told.working_days,
        from: told.from,
        source: told.source,
        document_ref: told.document_ref.clone(),
    });
}

pub(crate) fn extended(register: &mut Register, mark: Mark, told: &DeadlineExtended) {
    register.extensions.push(Extension {
        mark,
        patient: told.patient,
        rule: told.rule,
        trigger_event: told.trigger_event,
        new_due: told.new_due,
        reason_ref: told.reason_ref.clone(),
    });
}

/// The obligation's trigger is in the patient's file.
pub(crate) fn extension_fits(asked: &DeadlineExtended, ground: &Ground<'_>) -> Result<(), Refusal> {
    if !ground.directory().knows(asked.patient) {
        return Err(unknown(format!("patient {}", asked.patient), "a registered patient's reference"));
    }
    let register_event = ground.directory().entries_of(ground.command.tenant).iter();
    let in_register =
        register_event.flat_map(|entry| &entry.body.events).any(|event| event.id == asked.trigger_event);
    if in_register { Ok(()) } else { ground.event(asked.trigger_event, "trigger_event") }
}

/// The law's own deadlines can be made stricter, not laxer (fvl § 11 a, pbrl § 7-5): E-LAW-FLOOR.
pub fn judge(asked: &DeadlinePolicyAdopted) -> Result<(), Refusal> {
    let (months, days) = (asked.value.months(), asked.value.days());
    match asked.rule {
        Rule::D02 if months > 1 || (months == 1 && days > 0) || days > 28 => {
            Err(Refusal::LawFloor("D02 is at most P1M or 28 days".to_owned()))
        }
        Rule::D21 if months == 0 && days < 28 => Err(Refusal::LawFloor("D21 is at least 28 days".to_owned())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
