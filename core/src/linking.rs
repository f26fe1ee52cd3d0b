//! Linking and unlinking references: no file that is read as one, or by itself again, may have two primaries in one seat
//! or two plans at a time.

use crate::catalogue::Ask;
use crate::command::Command;
use crate::decision::Surroundings;
use crate::directory::Directory;
use crate::known::facts_known;
use crate::log::{Log, StreamKey};
use crate::patient::PatientFile;
use crate::refusal::Refusal;
use crate::register::identity::Link;
use crate::submit::SubmitError;
use crate::words::{Day, EventId, Instant, PatientId};

/// References whose files are read as one from a day on.
struct Joined {
    references: Vec<PatientId>,
    from: Day,
}

/// E-DOUBLE-PRIMARY and E-PLAN-EXISTS for what joins or parts files: at every tenant, from the day it does.
pub(crate) fn keeps_files_whole(
    log: &dyn Log,
    around: &dyn Surroundings,
    command: &Command,
    on: Day,
    today: Day,
) -> Result<(), SubmitError> {
    let directory = around.directory();
    for joined in joined_by(command, directory, on, today) {
        for (tenant, _) in directory.tenants() {
            let mut entries = Vec::new();
            for reference in &joined.references {
                entries.extend(log.entries_once(&StreamKey::Patient(tenant, *reference))?);
            }
            entries.sort_by_key(|entry| entry.position);
            let facts = facts_known(&entries, Instant::from_micros(i64::MAX));
            let file = PatientFile::read(None, &facts, Day::LAST);
            if let Some(on) = file.double_primary(joined.from) {
                return Err(Refusal::AnotherPrimaryIsActive { on }.into());
            }
            if let Some(on) = file.double_plan(joined.from) {
                return Err(Refusal::AnotherPlanExists { on }.into());
            }
        }
    }
    Ok(())
}

fn joined_by(command: &Command, directory: &Directory, on: Day, today: Day) -> Vec<Joined> {
    match (&command.ask, command.patient) {
        (Ask::LinkIdentity(asked), Some(survivor)) => {
            asked.merged.map(|merged| together(directory, survivor, merged, on, today)).into_iter().collect()
        }
        (Ask::UnlinkIdentity(asked), _) => {
            let link = link_of(command, directory, |link| link.mark.event == asked.link_event);
            link.map(|link| apart(directory, link, on, today)).unwrap_or_default()
        }
        (Ask::VoidEntry(asked), None) => voided(command, directory, asked.target, today),
        _ => Vec::new(),
    }
}

/// A voided link parts the files, a voided undoing joins them again.
fn voided(command: &Command, directory: &Directory, target: EventId, today: Day) -> Vec<Joined> {
    let undoes = |link: &Link| link.undone.filter(|undone| undone.event == target);
    if let Some(link) = link_of(command, directory, |link| undoes(link).is_some()) {
        let from = undoes(link).map_or(today, |undone| undone.on);
        return vec![together(directory, link.survivor, link.merged, from, today)];
    }
    let link = link_of(command, directory, |link| link.mark.event == target);
    link.map(|link| apart(directory, link, link.mark.on, today)).unwrap_or_default()
}

fn link_of<'a>(
    command: &Command,
    directory: &'a Directory,
    which: impl Fn(&Link) -> bool,
) -> Option<&'a Link> {
    directory.register(command.tenant)?.links.iter().find(|link| which(link))
}

fn together(directory: &Directory, survivor: PatientId, merged: PatientId, from: Day, today: Day) -> Joined {
    let mut references = directory.merged_into(directory.survivor(survivor, today), today);
    let others = directory.merged_into(directory.survivor(merged, today), today);
    references.extend(others.into_iter().filter(|other| !references.contains(other)).collect::<Vec<_>>());
    Joined { references, from }
}

fn apart(directory: &Directory, link: &Link, from: Day, today: Day) -> Vec<Joined> {
    let parted = directory.merged_into(link.merged, today);
    let mut left = directory.merged_into(directory.survivor(link.survivor, today), today);
    left.retain(|reference| !parted.contains(reference));
    vec![Joined { references: parted, from }, Joined { references: left, from }]
}
