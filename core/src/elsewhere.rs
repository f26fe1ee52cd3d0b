//! What a decision says of the patient's files at other tenants: a plan there is no hindrance, and it is said (one plan for each person).

use crate::catalogue::Ask;
use crate::command::Command;
use crate::decision::Surroundings;
use crate::deviation::Deviation;
use crate::entry::Entry;
use crate::known::facts_known;
use crate::log::{Log, StreamKey};
use crate::patient::PatientFile;
use crate::submit::SubmitError;
use crate::words::{Day, Instant};

/// PLAN-ELSEWHERE: a plan is created on a day on which one stands at another tenant, or before one that begins there later.
pub(crate) fn plan_elsewhere(
    log: &dyn Log,
    around: &dyn Surroundings,
    command: &Command,
    (on, today): (Day, Day),
) -> Result<Option<Deviation>, SubmitError> {
    let (Ask::CreatePlan(_), Some(patient)) = (&command.ask, command.patient) else { return Ok(None) };
    let directory = around.directory();
    let references = directory.merged_into(patient, today);
    for (tenant, _) in directory.tenants().filter(|(tenant, _)| *tenant != command.tenant) {
        let mut entries: Vec<Entry> = Vec::new();
        for reference in &references {
            entries.extend(log.entries(&StreamKey::Patient(tenant, *reference))?.iter().cloned());
        }
        entries.sort_by_key(|entry| entry.position);
        let facts = facts_known(&entries, Instant::from_micros(i64::MAX));
        if PatientFile::read(None, &facts, Day::LAST).has_plan_from(on) {
            return Ok(Some(Deviation::PlanElsewhere));
        }
    }
    Ok(None)
}
