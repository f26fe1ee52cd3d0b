//! Linking two references: the joined file may not have two primaries in one seat from the link's day on.

use crate::catalogue::Ask;
use crate::command::Command;
use crate::decision::Surroundings;
use crate::entry::Entry;
use crate::known::facts_known;
use crate::log::{Log, Position, StreamKey};
use crate::patient::PatientFile;
use crate::refusal::Refusal;
use crate::submit::SubmitError;
use crate::words::{Day, Instant};

/// E-DOUBLE-PRIMARY for a link: at every tenant, from the link's day on.
pub(crate) fn keeps_one_primary(
    log: &dyn Log,
    around: &dyn Surroundings,
    command: &Command,
    on: Day,
) -> Result<(), SubmitError> {
    let (Ask::LinkIdentity(asked), Some(survivor)) = (&command.ask, command.patient) else { return Ok(()) };
    let directory = around.directory();
    let mut references = directory.merged_into(survivor, on);
    references.extend(asked.merged.map(|merged| directory.merged_into(merged, on)).unwrap_or_default());
    for (tenant, _) in directory.tenants() {
        let mut entries = Vec::new();
        for reference in &references {
            for placed in log.stream(&StreamKey::Patient(tenant, *reference), Position(u64::MAX))? {
                entries.push(Entry::read(&placed)?);
            }
        }
        let facts = facts_known(&entries, Instant::from_micros(i64::MAX));
        let file = PatientFile::read(directory.born(tenant, survivor), &facts, Day::LAST);
        if let Some(on) = file.double_primary(on) {
            return Err(Refusal::AnotherPrimaryIsActive { on }.into());
        }
    }
    Ok(())
}
