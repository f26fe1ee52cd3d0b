//! Who a patient's file is guarded from today: protected addresses and reservations (traps T24, T25).
//!
//! Strictly protected and protected patients (*strengt fortrolig*, *fortrolig*) are counted in every figure. In lists, those
//! who need to know get the rows as they are: the coordinating unit, and whoever coordinates or stands in today. For everybody
//! else a row that names such a patient loses the unit and every other field that tells a place. A person or unit the patient
//! has reserved against gets neither rows nor file, whatever the role. Both hold of every day asked about from the day they
//! are recorded as holding today.

use std::collections::BTreeMap;
use std::sync::Arc;

use samspor_core::directory::Directory;
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId, UnitId};
use serde_json::Value;

use super::error::ViewError;
use super::views::Views;
use crate::contribution::Contribution;

/// The fields of a row that tell where a patient is: units, desks, other tenants, counterparts, references into other systems,
/// and the scopes of a consent, which name the school or the unit it is shared with.
const PLACES: [&str; 9] = [
    "unit",
    "to_unit",
    "first_received_by",
    "with_tenant",
    "municipality",
    "scopes",
    "counterpart",
    "external_ref",
    "residence_municipality",
];

/// How one file is guarded today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// The address is protected.
    pub is_protected: bool,
    /// Persons, or units under the same ids.
    reserved: Box<[PersonId]>,
    /// Whoever coordinates or stands in today.
    at_work: Box<[PersonId]>,
}

impl Guard {
    fn of(contribution: &Contribution) -> Option<Self> {
        if !contribution.is_protected && contribution.reserved.is_empty() {
            return None;
        }
        let at_work = contribution.coordinators.iter();
        let at_work = at_work.flat_map(|one| [Some(one.person), one.substitute]).flatten();
        Some(Self {
            is_protected: contribution.is_protected,
            reserved: contribution.reserved.clone(),
            at_work: at_work.collect(),
        })
    }

    /// Whether the patient has reserved against a person or the units they speak for.
    pub fn is_reserved_against(&self, person: Option<PersonId>, units: &[UnitId]) -> bool {
        let named =
            |against: &PersonId| person == Some(*against) || units.iter().any(|unit| unit.0 == against.0);
        self.reserved.iter().any(named)
    }

    /// Whether a person coordinates or stands in today.
    pub fn is_at_work(&self, person: Option<PersonId>) -> bool {
        person.is_some_and(|person| self.at_work.contains(&person))
    }
}

/// The guarded files of the tenants asked about; few among many.
pub struct Guards {
    directory: Arc<Directory>,
    today: Day,
    files: BTreeMap<(TenantId, PatientId), Guard>,
}

impl Guards {
    /// How a file is guarded, by any reference of its patient; none where nothing guards it.
    pub fn of(&self, tenant: TenantId, patient: PatientId) -> Option<&Guard> {
        self.files.get(&(tenant, self.directory.survivor(patient, self.today)))
    }

    /// How the files of a patient are guarded, at every tenant asked about.
    pub fn of_patient(&self, patient: PatientId) -> impl Iterator<Item = &Guard> {
        let survivor = self.directory.survivor(patient, self.today);
        self.files.iter().filter(move |((_, of), _)| *of == survivor).map(|(_, guard)| guard)
    }

    /// Whether no file is guarded.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Views {
    /// The guarded files of a tenant, or of all, today.
    pub fn guards(&self, tenant: Option<TenantId>, now: Instant) -> Result<Guards, ViewError> {
        self.catch_up(now)?;
        let live = self.live();
        let tenants = live.contributions.iter().filter(|(of, _)| tenant.is_none_or(|tenant| **of == tenant));
        let guarded = tenants.flat_map(|(tenant, files)| {
            files.values().filter_map(|one| Some(((*tenant, one.patient), Guard::of(one)?)))
        });
        let files = guarded.collect();
        Ok(Guards { directory: Arc::clone(&live.directory), today: live.today, files })
    }
}

/// Takes out of a row what tells a place.
pub fn take_places(row: &mut Value) {
    if let Value::Object(fields) = row {
        fields.retain(|name, _| !PLACES.contains(&name.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ledger::{FJORDVIK, ane_bjarne_leif, municipal};
    use crate::question::{Question, ReportName};

    #[test]
    fn a_protected_patient_is_guarded_from_those_who_do_not_coordinate() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        let tenant: TenantId = FJORDVIK.parse().unwrap();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        assert!(ledger.views.guards(Some(tenant), ledger.now()).unwrap().is_empty());
        ledger.ke(leif, "RestrictAccess", json!({"kind": "StrengtFortrolig", "to": "2025-03-01"}));
        let guards = ledger.views.guards(Some(tenant), ledger.now()).unwrap();
        let guard = guards.of(tenant, leif).unwrap();
        assert!(guard.is_protected && guard.is_at_work(Some(ane)) && !guard.is_at_work(Some(bjarne)));
        assert!(!guard.is_at_work(None) && !guard.is_reserved_against(Some(bjarne), &[home]));
        ledger.on("2025-03-01");
        assert!(ledger.views.guards(None, ledger.now()).unwrap().is_empty());
    }

    #[test]
    fn a_reservation_is_against_a_person_or_everybody_of_a_unit() {
        let (mut ledger, home, [ane, bjarne], leif) = ane_bjarne_leif();
        let tenant: TenantId = FJORDVIK.parse().unwrap();
        ledger.ke(leif, "RestrictAccess", json!({"kind": {"PatientReservation": ane}}));
        let guards = ledger.views.guards(None, ledger.now()).unwrap();
        let guard = guards.of(tenant, leif).unwrap();
        assert!(guard.is_reserved_against(Some(ane), &[]) && !guard.is_protected);
        assert!(!guard.is_reserved_against(Some(bjarne), &[home]));
        ledger.ke(leif, "RestrictAccess", json!({"kind": {"PatientReservation": home}}));
        let guards = ledger.views.guards(None, ledger.now()).unwrap();
        assert!(guards.of(tenant, leif).unwrap().is_reserved_against(Some(bjarne), &[home]));
    }

    #[test]
    fn a_protected_patient_is_counted() {
        let (mut ledger, home, [ane, _], leif) = ane_bjarne_leif();
        ledger.ke(leif, "AppointCoordinator", municipal(ane, home));
        let national = ledger.ask(&Question::new(ReportName::National))["coordinators"].clone();
        ledger.ke(leif, "RestrictAccess", json!({"kind": "StrengtFortrolig"}));
        assert_eq!(ledger.ask(&Question::new(ReportName::National))["coordinators"], national);
        assert_eq!(ledger.rows(ReportName::Caseload)[0]["primary"], 1);
    }

    #[test]
    fn what_tells_a_place_is_taken_out_and_the_rest_stays() {
        let mut row = json!({"patient": "p", "person": "ane", "unit": "home", "first_received_by": "desk", "due": "2025-01-01",
            "scopes": [{"ShareWith": ["Fjordvik skole"]}], "municipality": "310000027", "with_tenant": "310000027"});
        take_places(&mut row);
        assert_eq!(row, json!({"patient": "p", "person": "ane", "due": "2025-01-01"}));
    }
}
