//! Asking why: obligations found again by their ids at (valid, known), with the entries they rest on.

use std::collections::BTreeMap;

use samspor_core::fact::Mark;
use samspor_core::log::{Log, Position, Unavailable};
use samspor_core::words::{Day, Instant, PatientId, TenantId};
use serde_json::Value;

use super::error::{QuestionError, ViewError};
use super::past::Past;
use super::views::Views;
use crate::gathered::{Gathered, Reading};
use crate::obligations::{Settled, Traced, ke_network_telling, training_telling, why};
use crate::question::{Known, Question, ReportName};
use crate::reports::DueId;
use crate::reports::obligations::held;
use crate::reports::why::{Told, Why};

/// The reasons of some obligations at one (valid, known).
pub struct Reasons {
    pub valid: Day,
    pub known: Known,
    pub position: Position,
    /// In the order of the ids; none where there is no such obligation then.
    pub found: Vec<Option<Why>>,
}

impl Views {
    /// Why each of these obligations is what it is at the question's `valid` and `known`. A patient's file is read once,
    /// however many of its obligations are asked about.
    pub fn why(&self, ids: &[DueId], question: &Question, now: Instant) -> Result<Reasons, QuestionError> {
        self.catch_up(now)?;
        let live = self.live();
        let valid = question.valid.unwrap_or(now.day());
        let known = question.known.unwrap_or(Known::Moment(now.max(live.newest_at)));
        let past = Past::of(&live, None);
        drop(live);
        let past = past.known_at(self.log(), known.until())?;
        let mut found: Vec<Option<Why>> = vec![None; ids.len()];
        let mut of_files: BTreeMap<(TenantId, PatientId), Vec<usize>> = BTreeMap::new();
        let mut of_tenants: BTreeMap<TenantId, Vec<usize>> = BTreeMap::new();
        for (place, id) in ids.iter().enumerate() {
            match id.patient {
                Some(patient) => {
                    let file = (id.tenant, past.directory.survivor(patient, valid));
                    of_files.entry(file).or_default().push(place);
                }
                None => of_tenants.entry(id.tenant).or_default().push(place),
            }
        }
        for (file, places) in of_files {
            self.why_of_file(&past, file, (valid, known.until()), (ids, &places), &mut found)?;
        }
        for (tenant, places) in of_tenants {
            let question = Question {
                tenant: Some(tenant),
                valid: Some(valid),
                known: Some(known),
                ..Question::new(ReportName::Obligations)
            };
            self.why_of_tenant(&past, &question, now, (ids, &places), &mut found)?;
        }
        Ok(Reasons { valid, known, position: past.position, found })
    }

    fn why_of_file(
        &self,
        past: &Past,
        file: (TenantId, PatientId),
        at: (Day, Instant),
        (ids, places): (&[DueId], &[usize]),
        found: &mut [Option<Why>],
    ) -> Result<(), QuestionError> {
        let Some(gathered) = Gathered::read(self.log(), Reading::Kept, &past.directory, file, at)? else {
            return Ok(());
        };
        let Some(at) = gathered.at(&past.directory) else { return Ok(()) };
        for place in places {
            let id = &ids[*place];
            let traced = why(&at, id.rule, id.trigger);
            if let Some(traced) = traced.iter().find(|one| id.is_of(&one.settled.obligation)) {
                let whose = (file.0, Some(file.1));
                found[*place] =
                    Some(Why::of(traced, whose, at.register, &mut |mark| told(self.log(), mark))?);
            }
        }
        Ok(())
    }

    fn why_of_tenant(
        &self,
        past: &Past,
        question: &Question,
        now: Instant,
        (ids, places): (&[DueId], &[usize]),
        found: &mut [Option<Why>],
    ) -> Result<(), QuestionError> {
        let mut traced: Vec<(usize, Traced)> = Vec::new();
        self.seeing(question, now, |seen, _, _| {
            let mut keep = |settled: Settled| {
                let asked = places.iter().find(|place| ids[**place].is_of(&settled.obligation));
                traced.extend(asked.map(|place| (*place, Traced { settled, moves: Vec::new() })));
            };
            for tenant in &seen.tenants {
                training_telling(held(tenant), tenant.register, seen.day, &mut keep);
                ke_network_telling(tenant.register, seen.directory, seen.day).into_iter().for_each(&mut keep);
            }
        })?;
        for (place, traced) in traced {
            let tenant = ids[place].tenant;
            if let Some(register) = past.directory.register(tenant) {
                let mut tell = |mark| told(self.log(), mark);
                found[place] = Some(Why::of(&traced, (tenant, None), register, &mut tell)?);
            }
        }
        Ok(())
    }
}

impl Reasons {
    /// The answer object about the first obligation asked about: `valid`, `known`, `position`, and its reason's fields.
    pub fn into_answer(self) -> Option<Value> {
        let why = self.found.into_iter().next().flatten()?;
        let mut answer = serde_json::to_value(why).expect("a reason has string keys and whole numbers");
        answer["valid"] = self.valid.to_string().into();
        answer["known"] = self.known.to_string().into();
        answer["position"] = self.position.0.into();
        Some(answer)
    }
}

/// What the log has of an event: its entry's clock, place and role.
fn told(log: &dyn Log, mark: Mark) -> Result<Told, ViewError> {
    let position = mark.place.position;
    let gone = || ViewError::Unavailable(Unavailable(format!("nothing stands at position {position}")));
    let placed = log.page(Position(position.0.saturating_sub(1)), 1)?;
    let entry = log.open(placed.first().ok_or_else(gone)?)?.entry().ok_or_else(gone)?;
    let event = entry.body.events.get(usize::from(mark.place.index)).ok_or_else(gone)?;
    Ok(Told {
        event: mark.event,
        name: event.what.name(),
        on: mark.on,
        recorded_at: entry.recorded_at,
        position,
        role: entry.body.actor.role,
    })
}
