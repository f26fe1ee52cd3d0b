//! A ledger's patient as a history file: replayed, it gives the same answers on every day, as known on every day.

mod chosen;
mod lines;
mod names;

use samspor_core::directory::Directory;
use samspor_core::entry::Unreadable;
use samspor_core::log::{Log, Position, StreamKey, Unavailable};
use samspor_core::submit::World;
use samspor_core::words::{PatientId, TenantId};
use thiserror::Error;

use crate::history::History;

/// How many entries are read at a time.
const PAGE_ENTRIES: usize = 1_000;

/// Why there is no history of a patient.
#[derive(Debug, Error)]
pub enum NotExported {
    /// Nobody is registered under the reference.
    #[error("no patient is registered under this reference")]
    Nobody,
    /// An opening that a report implied is corrected, voided or named by itself; a history file has no name for it.
    #[error("the file names an opening that a report implied, which a history file has no name for")]
    NamesAnOpening,
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// An entry of the log can't be read.
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
}

/// Everything recorded of a patient at a tenant, under every reference the patient ever had, and what of the registers
/// it needs: the people and units it names, their absences and courses, policies, links.
///
/// Moments are kept as recorded, ids become names. What was judged on other patients' files or at other tenants can't be
/// judged alone: `OVER-CAPACITY` and `PLAN-ELSEWHERE` may be missing when the history is replayed. Who acted without a registered person or unit gets
/// `somebody` and `somewhere`. An opening that a report implied has no name in a history file: a deadline extended for it is
/// left out, since nothing is due by it, and a file that corrects or voids it alone can't be written out.
///
/// ```
/// use samspor_core::patient::assignment::CoordinatorRole::Municipal;
/// use samspor_replay::kit::{Chronicle, day, exported, given, verbs};
///
/// let mut life = Chronicle::titled("Two patients");
/// life.municipality("fjordvik").unit("home", "home-care").person("ane", "home");
/// for patient in ["birger", "emma"] {
///     life.patient(patient, day("1971-11-02")).on(day("2025-03-24"));
///     life.does("fjordvik-ke", verbs::appoint("ane", &Municipal, "home"));
/// }
/// let ledger = given(&life);
/// let (tenant, birger) = (ledger.id("fjordvik").parse().unwrap(), ledger.id("birger").parse().unwrap());
///
/// let alone = given(exported::patient(&**ledger.log(), ledger.views(), tenant, birger).unwrap());
/// let overdue = alone.at(day("2025-04-08")).known(day("2025-04-08")).overdue("patient-1").rows();
/// let before = ledger.at(day("2025-04-08")).known(day("2025-04-08")).overdue("birger").rows();
/// let told = |row: &serde_json::Value| [row["rule"].clone(), row["due"].clone(), row["days"].clone()];
/// assert_eq!(told(&before[0]), ["D05".into(), "2025-04-07".into(), serde_json::json!(1)]);
/// assert!(overdue.iter().map(told).eq(before.iter().map(told)));
/// assert_eq!(alone.at(day("2025-04-08")).coordinators().rows().len(), 1);
/// ```
pub fn patient(
    log: &dyn Log,
    world: &dyn World,
    tenant: TenantId,
    patient: PatientId,
) -> Result<History, NotExported> {
    let mut directory = Directory::default();
    world.look(&mut |around| directory = around.directory().clone());
    if !directory.knows(patient) {
        return Err(NotExported::Nobody);
    }
    let references = chosen::references(&directory, patient);
    let mut entries = Vec::new();
    for reference in &references {
        for placed in log.stream(&StreamKey::Patient(tenant, *reference), Position(u64::MAX))? {
            entries.extend(log.open(&placed)?.entry());
        }
    }
    let registers = chosen::from_registers(&directory, tenant, &references, &entries);
    entries.extend(registers);
    entries.sort_by_key(|entry| entry.position);
    let entries = chosen::nameable(entries)?;
    Ok(lines::history("A patient's history".to_owned(), &entries))
}

/// Everything a ledger holds.
pub fn whole(log: &dyn Log) -> Result<History, NotExported> {
    let mut entries = Vec::new();
    let mut after = Position::START;
    loop {
        let page = log.page(after, PAGE_ENTRIES)?;
        let Some(last) = page.last() else { break };
        after = last.position;
        for placed in &page {
            entries.extend(log.open(placed)?.entry());
        }
    }
    entries.retain(|entry| entry.body.stream != StreamKey::Ledger);
    Ok(lines::history("A ledger's history".to_owned(), &entries))
}
