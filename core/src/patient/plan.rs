//! The individual plan (*individuell plan*): wished for, created, evaluated, paused, ended; its text stands in its own tool.

use serde::{Deserialize, Serialize};

use super::PatientFile;
use super::consent::ScopeKind;
use crate::decision::{Findings, Ground, unknown};
use crate::deviation::Deviation;
use crate::fact::Mark;
use crate::refusal::Refusal;
use crate::words::{Code, Day, EventId, Reference};

/// What the patient wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    Wants,
    Declines,
    Undecided,
}

/// The wish for a plan was recorded (#37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanWishRecorded {
    pub wish: Wish,
    pub reoffer_on: Option<Day>,
}

/// In what the plan is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Instrument {
    DipsSamspill,
    Sampro,
    Acos,
    Paper,
    Other,
}

/// Who began the plan; the municipality takes over what a trust began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartedBy {
    Municipality,
    HealthTrust,
}

/// What a plan must hold (the regulation's items a to i).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContentItem {
    /// Goals, resources and needs.
    A,
    /// Who takes part.
    B,
    /// Who is coordinator.
    C,
    /// What patient, services and relatives contribute.
    D,
    /// Measures, their extent, and who answers for them.
    E,
    /// How they are carried out.
    F,
    /// The plan's period, and when it is revised.
    G,
    /// The consent to the plan and to sharing.
    H,
    /// Cooperation that is needed or wished.
    I,
}

/// A plan was created (#41).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanCreated {
    pub instrument: Instrument,
    pub external_ref: Option<Reference>,
    pub started_by: StartedBy,
    pub next_revision_on: Option<Day>,
    pub content: Vec<ContentItem>,
}

/// A plan was evaluated and revised (#42, *evaluert*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanEvaluated {
    pub plan: EventId,
    pub with_patient: bool,
    pub next_revision_on: Option<Day>,
    /// What the plan holds from now on, if that has changed.
    pub content: Option<Vec<ContentItem>>,
}

/// Whether a plan is worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanStatus {
    Active,
    Paused,
}

/// A plan was paused or taken up again (#43).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStatusChanged {
    pub plan: EventId,
    pub status: PlanStatus,
}

/// A plan was ended (#44).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanEnded {
    pub plan: EventId,
    pub cause: Code,
}

/// One wish in the patient's file.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanWish {
    pub mark: Mark,
    pub wish: Wish,
}

/// One evaluation of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    pub mark: Mark,
    pub with_patient: bool,
    pub next_revision_on: Option<Day>,
    /// What the plan holds from then on, if that was said.
    pub content: Option<Vec<ContentItem>>,
}

/// One turn between active and paused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatusTurn {
    pub mark: Mark,
    pub status: PlanStatus,
}

/// One plan in the patient's file: from its mark's day, up to and without its end's.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub mark: Mark,
    /// Of a converted light collaboration, its tool.
    pub instrument: Instrument,
    /// The light collaboration it came from.
    pub converted_from: Option<EventId>,
    pub external_ref: Option<Reference>,
    /// As said when it was created or converted.
    pub next_revision_on: Option<Day>,
    /// The items recorded when it was created.
    pub content: Vec<ContentItem>,
    pub evaluations: Vec<Evaluation>,
    pub turns: Vec<StatusTurn>,
    pub end: Option<Mark>,
}

impl Plan {
    fn take(&mut self, act: Act) {
        match act {
            Act::Evaluated(evaluation) => self.evaluations.push(evaluation),
            Act::Turned(turn) => self.turns.push(turn),
            Act::Ended(mark) => drop(self.end.get_or_insert(mark)),
        }
    }

    /// Whether it has been created or converted and not ended on a day; a paused plan stands.
    pub fn stands_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.end.is_none_or(|end| day < end.on)
    }

    /// Whether it is paused on a day.
    pub fn is_paused_on(&self, day: Day) -> bool {
        let newest = self.turns.iter().rfind(|turn| turn.mark.on <= day);
        newest.is_some_and(|turn| turn.status == PlanStatus::Paused)
    }

    /// The items the plan holds on a day, by the newest act that named them.
    pub fn content_on(&self, day: Day) -> &[ContentItem] {
        let evaluations = self.evaluations.iter().rev().filter(|one| one.mark.on <= day);
        evaluations.filter_map(|one| one.content.as_deref()).next().unwrap_or(&self.content)
    }

    /// The newest evaluation on or before a day.
    pub fn evaluated_on(&self, day: Day) -> Option<&Evaluation> {
        self.evaluations.iter().rfind(|one| one.mark.on <= day)
    }
}

pub(crate) fn wished(file: &mut PatientFile, mark: Mark, told: &PlanWishRecorded) {
    file.plan_wishes.push(PlanWish { mark, wish: told.wish });
}

pub(crate) fn created(file: &mut PatientFile, mark: Mark, told: &PlanCreated) {
    let plan = Plan {
        mark,
        instrument: told.instrument,
        converted_from: None,
        external_ref: told.external_ref.clone(),
        next_revision_on: told.next_revision_on,
        content: told.content.clone(),
        evaluations: Vec::new(),
        turns: Vec::new(),
        end: None,
    };
    begin(file, plan);
}

pub(crate) fn evaluated(file: &mut PatientFile, mark: Mark, told: &PlanEvaluated) {
    let (with_patient, next_revision_on) = (told.with_patient, told.next_revision_on);
    let evaluation = Evaluation { mark, with_patient, next_revision_on, content: told.content.clone() };
    act(file, told.plan, Act::Evaluated(evaluation));
}

pub(crate) fn status_changed(file: &mut PatientFile, mark: Mark, told: &PlanStatusChanged) {
    act(file, told.plan, Act::Turned(StatusTurn { mark, status: told.status }));
}

/// The first end counts: whoever ends an ended plan changes nothing.
pub(crate) fn ended(file: &mut PatientFile, mark: Mark, told: &PlanEnded) {
    act(file, told.plan, Act::Ended(mark));
}

/// What is done to a plan after it was made.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    Evaluated(Evaluation),
    Turned(StatusTurn),
    Ended(Mark),
}

/// An act of a day before the plan's own, as corrections can leave it, waits for the plan.
fn act(file: &mut PatientFile, plan: EventId, act: Act) {
    match file.plans.iter_mut().find(|one| one.mark.event == plan) {
        Some(plan) => plan.take(act),
        None => file.early_plan_acts.push((plan, act)),
    }
}

/// A plan begins, with what was done to it on earlier days.
pub(super) fn begin(file: &mut PatientFile, mut plan: Plan) {
    let (own, others) =
        std::mem::take(&mut file.early_plan_acts).into_iter().partition(|(of, _)| *of == plan.mark.event);
    file.early_plan_acts = others;
    let own: Vec<(EventId, Act)> = own;
    own.into_iter().for_each(|(_, act)| plan.take(act));
    file.plans.push(plan);
}

/// A plan whose day is corrected still begins before it ends.
pub(crate) fn start_fits(ground: &Ground<'_>) -> Result<(), Refusal> {
    let own = ground.file.plans.iter().find(|one| Some(one.mark.event) == ground.corrected());
    let Some(plan) = own else { return Ok(()) };
    let acts = plan.evaluations.iter().map(|one| one.mark).chain(plan.turns.iter().map(|one| one.mark));
    match acts.chain(plan.end).map(|mark| mark.on).min() {
        Some(first) if first < ground.on => Err(Refusal::Order(format!(
            "the plan was evaluated, paused or ended on {first}, before {}: correct that first, or give an earlier day",
            ground.on
        ))),
        Some(_) | None => Ok(()),
    }
}

/// The plan is in this file, and begun on the day.
pub(crate) fn act_fits(plan: EventId, ground: &Ground<'_>) -> Result<(), Refusal> {
    match ground.file.plans.iter().find(|one| one.mark.event == plan) {
        Some(known) if known.mark.on <= ground.on => Ok(()),
        Some(_) | None => {
            Err(unknown(format!("plan {plan}"), "a plan of this file that has begun by the day"))
        }
    }
}

/// The plan is in this file, and does not end before it begins.
pub(crate) fn end_fits(asked: &PlanEnded, ground: &Ground<'_>) -> Result<(), Refusal> {
    match ground.file.plans.iter().find(|one| one.mark.event == asked.plan) {
        Some(known) if known.mark.on <= ground.on => Ok(()),
        Some(known) => Err(Refusal::Order(format!(
            "{} is before {}, where the plan begins: give a later day",
            ground.on, known.mark.on
        ))),
        None => Err(unknown(format!("plan {}", asked.plan), "a plan of this file")),
    }
}

/// One plan for each person, whatever law it rests on; what the regulation asks of it is said where it is missing.
pub(crate) fn judge(
    asked: &PlanCreated,
    ground: &Ground<'_>,
    findings: &mut Findings,
) -> Result<(), Refusal> {
    ground.no_other_plan()?;
    findings.note_if(!ground.file.has_consent(ScopeKind::Plan, ground.on), Deviation::NoConsentPlan);
    findings.note_if(!asked.content.contains(&ContentItem::C), Deviation::NoCoordinatorNamed);
    findings.note_if(asked.next_revision_on.is_none(), Deviation::NoRevisionDate);
    Ok(())
}

/// A plan is evaluated together with the patient, or it is said.
pub(crate) fn judge_evaluation(asked: &PlanEvaluated, findings: &mut Findings) -> Result<(), Refusal> {
    findings.note_if(!asked.with_patient, Deviation::WithoutPatient);
    Ok(())
}

#[cfg(test)]
mod tests;
