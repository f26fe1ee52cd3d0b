//! Who stands behind an id, as a page may say it: staff by name, patients by initials and year of birth.

use std::collections::HashMap;

use chrono::Datelike;
use samspor_core::directory::Directory;
use samspor_core::words::{PatientId, PersonId, TenantId, UnitId};
use uuid::Uuid;

/// The names of a page. Names of patients never leave it but as initials.
#[derive(Default)]
pub(crate) struct People {
    persons: HashMap<PersonId, String>,
    units: HashMap<UnitId, Unit>,
    patients: HashMap<PatientId, String>,
    tenants: HashMap<TenantId, String>,
}

struct Unit {
    name: String,
    service: String,
}

impl People {
    /// The staff and units of every tenant, and the patients a page names.
    pub(crate) fn of(
        directory: &Directory,
        patients: impl IntoIterator<Item = (TenantId, PatientId)>,
    ) -> Self {
        let mut people = Self::default();
        for (id, register) in directory.tenants() {
            people.tenants.extend(register.tenant.as_ref().map(|tenant| (id, tenant.name.to_string())));
            for person in register.persons.keys() {
                let name = directory.person_name(*person).map(ToString::to_string);
                people.persons.extend(name.map(|name| (*person, name)));
            }
            people.units.extend(register.units.iter().map(|(id, unit)| {
                (*id, Unit { name: unit.name.to_string(), service: unit.service.to_string() })
            }));
        }
        for (tenant, patient) in patients {
            people.patients.entry(patient).or_insert_with(|| patient_label(directory, tenant, patient));
        }
        people
    }

    pub(crate) fn person(&self, id: PersonId) -> String {
        self.persons.get(&id).cloned().unwrap_or_else(|| short(id.0))
    }

    pub(crate) fn unit(&self, id: UnitId) -> String {
        self.units.get(&id).map_or_else(|| short(id.0), |unit| unit.name.clone())
    }

    /// The code of a unit's service.
    pub(crate) fn service(&self, id: UnitId) -> &str {
        self.units.get(&id).map_or("", |unit| &unit.service)
    }

    pub(crate) fn patient(&self, id: PatientId) -> String {
        self.patients.get(&id).cloned().unwrap_or_else(|| short(id.0))
    }

    pub(crate) fn tenant(&self, id: TenantId) -> String {
        self.tenants.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The units of a filter, by name.
    pub(crate) fn units(&self) -> Vec<(UnitId, String)> {
        let mut units: Vec<_> = self.units.iter().map(|(id, unit)| (*id, unit.name.clone())).collect();
        units.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
        units
    }
}

/// `K.N. f. 1948` as the tenant itself registered the patient, or the end of the reference where it knows no name.
fn patient_label(directory: &Directory, tenant: TenantId, patient: PatientId) -> String {
    let name = directory.patient_name(tenant, patient).map(|name| initials(name.as_str()));
    let label = name.filter(|name| !name.is_empty()).unwrap_or_else(|| short(patient.0));
    match directory.born_at(tenant, patient) {
        Some(born) => format!("{label} f. {}", born.date().year()),
        None => label,
    }
}

fn initials(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c == '-');
    words.filter_map(|word| word.chars().find(|c| c.is_alphabetic())).map(|c| format!("{c}.")).collect()
}

/// The last six digits of an opaque id: those of one moment begin alike.
pub(crate) fn short(id: Uuid) -> String {
    let text = id.simple().to_string();
    format!("…{}", &text[text.len() - 6..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patient_is_initials_and_never_a_name() {
        assert_eq!(initials("Øyvind Ås-Nilsen"), "Ø.Å.N.");
        assert_eq!(initials("  "), "");
        assert_eq!(short(Uuid::from_u128(0xabcdef)), "…abcdef");
    }
}
