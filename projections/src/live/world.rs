//! What decisions may see of the views (core's `World`).

use samspor_core::decision::Surroundings;
use samspor_core::directory::Directory;
use samspor_core::entry::Entry;
use samspor_core::fact::Fact;
use samspor_core::patient::PatientFile;
use samspor_core::register::Register;
use samspor_core::submit::World;
use samspor_core::words::{Day, PatientId, PersonId, TenantId};

use super::state::Live;
use super::views::Views;
use crate::file_at::FileAt;
use crate::gathered::kind_of;
use crate::obligations::{self, Obligation};

impl World for Views {
    fn look(&self, look: &mut dyn FnMut(&dyn Surroundings)) {
        look(&*self.decisive());
    }

    fn appended(&self, entry: &Entry) {
        self.heard(entry);
    }
}

impl Surroundings for Live {
    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn primaries_of(&self, tenant: TenantId, person: PersonId, on: Day, except: Option<PatientId>) -> u32 {
        let has = |patient: &PatientId| {
            self.contribution(tenant, *patient).is_some_and(|one| {
                one.tenures.iter().any(|tenure| tenure.person == person && tenure.runs_on(on))
            })
        };
        let patients = self.assigned_to(tenant, person).filter(|patient| Some(*patient) != except);
        u32::try_from(patients.filter(has).count()).unwrap_or(u32::MAX)
    }

    fn has_open_obligations(&self, tenant: TenantId, patient: PatientId, facts: &[Fact], on: Day) -> bool {
        let nothing = Register::default();
        let file = PatientFile::read(self.directory.born(tenant, patient), facts, on);
        let at = FileAt {
            tenant,
            kind: kind_of(&self.directory, tenant),
            patient,
            day: on,
            file: &file,
            facts,
            register: self.directory.register(tenant).unwrap_or(&nothing),
        };
        obligations::of_file(&at).iter().any(Obligation::is_open)
    }
}
