//! History files against the ledger: the shipped ones, our own, and bad ones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use samspor_core::decision::Surroundings;
use samspor_core::directory::Directory;
use samspor_core::entry::Entry;
use samspor_core::fact::Fact;
use samspor_core::known::facts_known;
use samspor_core::log::{MemoryLog, StreamKey};
use samspor_core::patient::PatientFile;
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId};
use samspor_replay::history::{self, Ran};

#[derive(Default)]
struct Plain(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    directory: Directory,
    files: BTreeMap<(TenantId, PatientId), Vec<Entry>>,
}

impl Surroundings for Inside {
    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn primaries_of(&self, tenant: TenantId, person: PersonId, on: Day, except: Option<PatientId>) -> u32 {
        let has = |entries: &Vec<Entry>| {
            let facts = facts_known(entries, Instant::from_micros(i64::MAX));
            let file = PatientFile::read(None, &facts, on);
            file.is_active_on(on) && file.primaries_on(on).any(|one| one.person == person)
        };
        let others = self.files.iter().filter(|((at, patient), _)| *at == tenant && Some(*patient) != except);
        u32::try_from(others.filter(|(_, entries)| has(entries)).count()).unwrap()
    }

    fn has_open_obligations(&self, _: TenantId, _: PatientId, _: &[Fact], _: Day) -> bool {
        false
    }
}

impl World for Plain {
    fn look(&self, look: &mut dyn FnMut(&dyn Surroundings)) {
        look(&*self.0.lock().unwrap());
    }

    fn appended(&self, entry: &Entry) {
        let mut inside = self.0.lock().unwrap();
        inside.directory.take(&Arc::new(entry.clone()));
        if let StreamKey::Patient(tenant, patient) = entry.body.stream {
            inside.files.entry((tenant, patient)).or_default().push(entry.clone());
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("histories")
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

fn run(name: &str) -> Ran {
    let history = history::parse(&folder().join(name), &read).unwrap_or_else(|error| panic!("{error}"));
    history::run(&history, &MemoryLog::counting(), &Plain::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// What of a history's refusals and deviations is not as it says.
fn told(names: &[&str]) -> String {
    let failures = names.iter().flat_map(|name| run(&format!("{name}.jsonl")).failures);
    failures.map(|failure| format!("{failure}\n")).collect()
}

#[test]
fn every_refusal_and_deviation_is_as_the_histories_say() {
    let shipped = told(&[
        "s02-coordinator-without-plan",
        "s04-planned-change-with-overlap",
        "s05-oral-report-registered-late",
        "s06-wrong-patient",
        "s08-child-turning-18",
        "s10-absence-and-substitute",
        "s14-workload-distribution",
        "s17-pathway-coordinator",
        "s20-reservation-and-protected-address",
    ]);
    assert!(shipped.is_empty(), "{shipped}");
    let own = told(&["own/policy-changes", "own/deaths", "own/transfers", "own/identity-links"]);
    assert!(own.is_empty(), "{own}");
}
