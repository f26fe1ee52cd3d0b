//! Why an obligation is what it is, as told to whoever asks: entries, versions of rules, and the sum step by step.

use samspor_core::actor::Role;
use samspor_core::fact::Mark;
use samspor_core::law;
use samspor_core::log::Position;
use samspor_core::register::Register;
use samspor_core::register::policy::{Counted, PolicySource, Rule};
use samspor_core::words::{
    Code, Day, EventId, Instant, PatientId, PersonId, Reference, Rest, Span, TenantId, UnitId, rest_on,
};
use serde::Serialize;

use super::due_id::DueId;
use crate::gathered::kind_in;
use crate::live::ViewError;
use crate::obligations::{First, Moved, Owner, Settled, State, Traced, closed_by};

/// Why one obligation is what it is at (valid, known).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    pub id: DueId,
    pub tenant: TenantId,
    pub rule: Rule,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientId>,
    pub owner: Owner,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_tenant: Option<TenantId>,
    /// What started it.
    pub trigger: Told,
    pub duty: Duty,
    pub deadline: InForce,
    /// From the day it counts from to the due day: each begins where the one before it ended.
    pub steps: Vec<Step>,
    pub due: Day,
    pub state: State,
    pub days: i64,
    /// What met it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met_by: Option<Told>,
    /// What ended it unmet; absent for a person who has no patients any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapsed_by: Option<Told>,
    /// The commands that would meet it; empty when nothing is left to do.
    pub closed_by: &'static [&'static str],
}

/// An entry's event, as far as a reason names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    pub event: EventId,
    #[serde(rename = "type")]
    pub name: &'static str,
    /// The day it happened, after corrections.
    pub on: Day,
    pub recorded_at: Instant,
    pub position: Position,
    /// Whose role recorded it.
    pub role: Role,
}

/// Where the duty itself comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Duty {
    pub source: &'static str,
    /// The version in force on the day it counts from, named by the day it came into force; absent where the source is no
    /// provision, or was not in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<&'static str>,
}

/// The deadline in force on the day it counts from, as known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InForce {
    pub value: Span,
    pub working_days: bool,
    pub source: PolicySource,
    /// The entry that adopted it; absent for the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Adoption>,
}

/// A deadline policy's version.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Adoption {
    #[serde(flatten)]
    pub told: Told,
    pub from: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_ref: Option<Reference>,
}

/// One step of the sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step")]
pub enum Step {
    /// The deadline after a day.
    Counted {
        from: Day,
        value: Span,
        to: Day,
        /// The day of the month that the month it led to doesn't have.
        #[serde(skip_serializing_if = "Option::is_none")]
        clamped_from: Option<u32>,
    },
    /// The deadline before a day.
    CountedBack {
        from: Day,
        value: Span,
        to: Day,
        #[serde(skip_serializing_if = "Option::is_none")]
        clamped_from: Option<u32>,
    },
    /// The day stands in what started it.
    Stated { to: Day },
    /// To the next working day, over days that are none.
    MovedToWorkingDay { from: Day, to: Day, over: Vec<NoWorkingDay> },
    /// Another day was set.
    Extended {
        from: Day,
        to: Day,
        by: Told,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Code>,
    },
    /// The consent it needs was withdrawn.
    Suspended { by: Told },
    /// The consent was given again; there are at least 14 days from then.
    Resumed { from: Day, to: Day, by: Told, earliest: Day },
}

/// A day a deadline does not end on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NoWorkingDay {
    pub day: Day,
    pub reason: Rest,
}

/// What an event's mark stands for in the log.
pub(crate) type Tell<'a> = &'a mut dyn FnMut(Mark) -> Result<Told, ViewError>;

impl Why {
    /// The reason of a traced obligation, with every event it rests on told.
    pub(crate) fn of(
        traced: &Traced,
        (tenant, patient): (TenantId, Option<PatientId>),
        register: &Register,
        tell: Tell<'_>,
    ) -> Result<Self, ViewError> {
        let Traced { settled, moves } = traced;
        let one = &settled.obligation;
        let mut steps = first_steps(&settled.first);
        for moved in moves {
            steps.push(step(moved, register, tell)?);
        }
        let source = law::duty_of(one.rule, kind_in(register), one.triggered_on);
        let is_open = one.is_open();
        Ok(Self {
            id: DueId::of(one, tenant, patient),
            tenant,
            rule: one.rule,
            patient,
            owner: one.owner,
            person: one.person,
            unit: one.unit,
            with_tenant: one.with_tenant,
            trigger: tell(settled.trigger)?,
            duty: Duty { source, version: law::version_on(source, one.triggered_on) },
            deadline: in_force(settled, register, tell)?,
            steps,
            due: one.due,
            state: one.state,
            days: one.days,
            met_by: settled.met.map(&mut *tell).transpose()?,
            lapsed_by: settled.lapsed.map(&mut *tell).transpose()?,
            closed_by: if is_open { closed_by(one.rule) } else { &[] },
        })
    }
}

fn in_force(settled: &Settled, register: &Register, tell: Tell<'_>) -> Result<InForce, ViewError> {
    let deadline = settled.deadline;
    let adopted = match deadline.adopted {
        None => None,
        Some(mark) => {
            let policy = register.adopted.iter().find(|one| one.mark.event == mark.event);
            Some(Adoption {
                told: tell(mark)?,
                from: policy.map_or(mark.on, |one| one.from),
                document_ref: policy.and_then(|one| one.document_ref.clone()),
            })
        }
    };
    let (value, working_days, source) = (deadline.value, deadline.working_days, deadline.source);
    Ok(InForce { value, working_days, source, adopted })
}

fn first_steps(first: &First) -> Vec<Step> {
    let (counted, forward) = match first {
        First::Counted(counted) => (counted, true),
        First::CountedBack(counted) => (counted, false),
        First::Stated(to) => return vec![Step::Stated { to: *to }],
    };
    let Counted { from, value, by_days: to, due, .. } = *counted;
    let clamped_from = counted.clamped_from();
    let mut steps = vec![if forward {
        Step::Counted { from, value, to, clamped_from }
    } else {
        Step::CountedBack { from, value, to, clamped_from }
    }];
    if due != to {
        steps.push(Step::MovedToWorkingDay { from: to, to: due, over: rest_days(to, due) });
    }
    steps
}

fn rest_days(from: Day, to: Day) -> Vec<NoWorkingDay> {
    let days = (0..to.days_since(from)).map(|after| from.plus_days(after));
    days.filter_map(|day| Some(NoWorkingDay { day, reason: rest_on(day)? })).collect()
}

fn step(moved: &Moved, register: &Register, tell: Tell<'_>) -> Result<Step, ViewError> {
    Ok(match *moved {
        Moved::Extended { by, from, to } => {
            let extension = register.extensions.iter().find(|one| one.mark.event == by.event);
            let reason = extension.map(|one| one.reason_ref.clone());
            Step::Extended { from, to, by: tell(by)?, reason }
        }
        Moved::Suspended { by } => Step::Suspended { by: tell(by)? },
        Moved::Resumed { by, earliest, from, to } => Step::Resumed { from, to, by: tell(by)?, earliest },
    })
}
