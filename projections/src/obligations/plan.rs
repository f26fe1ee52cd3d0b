//! D12 and D13: a plan that was granted is started, and a plan is revised when it says so (IP regulation, item g).

use samspor_core::fact::Mark;
use samspor_core::patient::plan::{Plan, PlanStatus};
use samspor_core::patient::plan_decision::PlanOutcome;
use samspor_core::register::policy::Rule;
use samspor_core::words::Day;

use super::reading::{Draft, Reading};
use super::suspension::Suspension;

pub(super) fn drafts(reading: &Reading<'_>, drafts: &mut Vec<Draft>) {
    let file = reading.at.file;
    for granted in file.plan_decisions.iter().filter(|one| one.outcome == PlanOutcome::Granted) {
        let mut started = file.plans.iter().map(|plan| plan.mark);
        let met = started.find(|mark| mark.on >= granted.mark.on);
        drafts.push(Draft::new(Rule::D12, granted.mark).met_by(met));
    }
    for plan in &file.plans {
        revisions(reading, plan, drafts);
    }
}

/// One for the plan's beginning and for each evaluation before its end, each met by the next evaluation.
fn revisions(reading: &Reading<'_>, plan: &Plan, drafts: &mut Vec<Draft>) {
    let primary = reading.at.file.primaries_on(reading.at.day).next();
    let (person, unit) = (primary.map(|one| one.person), primary.map(|one| one.unit));
    let mut acts: Vec<(Mark, Option<Day>)> = vec![(plan.mark, plan.next_revision_on)];
    acts.extend(plan.evaluations.iter().map(|one| (one.mark, one.next_revision_on)));
    let pauses = pauses(plan);
    for (index, (act, next_revision_on)) in acts.iter().enumerate() {
        if plan.end.is_some_and(|end| end < *act) {
            continue;
        }
        let met = acts.get(index + 1).map(|(next, _)| *next);
        let draft = Draft::new(Rule::D13, *act).met_by(met).ended_by(plan.end).of(person, unit);
        let draft = draft.waiting(pauses.clone());
        drafts.push(match next_revision_on {
            Some(day) => draft.due_on(*day),
            None => draft,
        });
    }
}

/// The times in which nobody works with the plan.
fn pauses(plan: &Plan) -> Vec<Suspension> {
    let mut found: Vec<Suspension> = Vec::new();
    for turn in &plan.turns {
        let running = found.last_mut().filter(|last| last.resumed.is_none());
        match (turn.status, running) {
            (PlanStatus::Paused, None) => found.push(Suspension { withdrawn: turn.mark, resumed: None }),
            (PlanStatus::Active, Some(pause)) => pause.resumed = Some(turn.mark),
            (PlanStatus::Paused, Some(_)) | (PlanStatus::Active, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests;
