//! The cast: two municipalities and a trust, their units, staff and patients.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::Given;
use crate::actor::{Actor, Role};
use crate::log::MemoryLog;
use crate::words::Instant;

pub(crate) const FJORDVIK: &str = "310000019";
pub(crate) const NESOY: &str = "310000027";
pub(crate) const NORDKYST: &str = "310000043";

/// Name, tenant, unit, whether health personnel, whether trained.
const PERSONS: &[(&str, &str, &str, bool, bool)] = &[
    ("kaja", "fjordvik", "ke-unit", true, false),
    ("ane", "fjordvik", "home", true, true),
    ("dina", "fjordvik", "home", true, true),
    ("lars", "fjordvik", "home-night", true, true),
    ("bjarne", "fjordvik", "ergo", true, true),
    ("svein", "fjordvik", "ergo", true, false),
    ("gunnar", "fjordvik", "home", true, false),
    ("arne", "fjordvik", "ke-unit", false, false),
    ("nina", "nesoy", "nesoy-home", true, true),
    ("hilde", "nordkyst", "hf-ke-unit", true, false),
    ("clara", "nordkyst", "neuro", true, true),
    ("sigrid", "nordkyst", "neuro", true, true),
    ("noa", "nordkyst", "neuro", false, true),
];

/// Name, role, tenant, person, unit.
const ACTORS: &[(&str, Role, &str, &str, &str)] = &[
    ("ke", Role::KeMunicipal, "fjordvik", "kaja", "ke-unit"),
    ("home-leader", Role::UnitLeader, "fjordvik", "gunnar", "home"),
    ("ergo-leader", Role::UnitLeader, "fjordvik", "svein", "ergo"),
    ("ane-ko", Role::Coordinator, "fjordvik", "ane", "home"),
    ("dina-ko", Role::Coordinator, "fjordvik", "dina", "home"),
    ("dina-sub", Role::Substitute, "fjordvik", "dina", "home"),
    ("gp", Role::HealthPersonnel, "fjordvik", "gunnar", "home"),
    ("office", Role::CaseOfficer, "fjordvik", "arne", "ke-unit"),
    ("school", Role::OtherSector, "fjordvik", "arne", "ke-unit"),
    ("complaints", Role::ComplaintHandler, "fjordvik", "arne", "ke-unit"),
    ("archive", Role::RecordsManager, "fjordvik", "arne", "ke-unit"),
    ("nesoy-ke", Role::KeMunicipal, "nesoy", "nina", "nesoy-home"),
    ("hf-ke", Role::KeTrust, "nordkyst", "hilde", "hf-ke-unit"),
    ("clinic", Role::ClinicLeader, "nordkyst", "sigrid", "neuro"),
    ("ward", Role::SpecialistPersonnel, "nordkyst", "sigrid", "neuro"),
    ("clara-ko", Role::Coordinator, "nordkyst", "clara", "neuro"),
];

impl Given {
    pub(super) fn cast() -> Self {
        let mut given = Self {
            log: Arc::new(MemoryLog::counting()),
            ids: BTreeMap::new(),
            actors: BTreeMap::from([("system".to_owned(), Actor::system())]),
            now: Instant::from_micros(0),
            sent: 0,
            open_obligations: Cell::new(false),
        };
        given.today("2024-01-01");
        given.tenants();
        given.units();
        given.persons();
        given.patients();
        given.today("2025-03-10");
        given
    }

    fn tenants(&mut self) {
        for (name, number, kind) in [
            ("fjordvik", FJORDVIK, "Municipality"),
            ("nesoy", NESOY, "Municipality"),
            ("nordkyst", NORDKYST, "HealthTrust"),
        ] {
            let data = json!({"org_number": number, "name": name, "kind": kind, "has_ke": true});
            let answer = self.done("system", &format!("RegisterTenant as {name}"), data);
            self.ids.insert(format!("{name}-event"), answer.events[0].id.to_string());
        }
    }

    fn units(&mut self) {
        for (name, tenant, parent, ke_for) in [
            ("ke-unit", "fjordvik", None, Some("All")),
            ("home", "fjordvik", None, None),
            ("home-night", "fjordvik", Some("@home"), None),
            ("ergo", "fjordvik", None, None),
            ("nesoy-home", "nesoy", None, None),
            ("hf-ke-unit", "nordkyst", None, Some("All")),
            ("neuro", "nordkyst", None, None),
        ] {
            let data = json!({"name": name, "service": name, "parent": parent, "ke_for": ke_for});
            self.done("system", &format!("RegisterUnit at {tenant} as {name}"), data);
        }
    }

    fn persons(&mut self) {
        for (name, tenant, unit, health_personnel, _) in PERSONS {
            let data = json!({"name": name, "unit": format!("@{unit}"), "profession": "fagperson", "health_personnel": health_personnel});
            self.done("system", &format!("RegisterPerson at {tenant} as {name}"), data);
        }
        for (name, role, tenant, person, unit) in ACTORS {
            let actor = Actor {
                acting_for: None,
                person: Some(self.id(person).parse().unwrap()),
                role: *role,
                tenant: Some(self.tenant(tenant)),
                unit: Some(self.id(unit).parse().unwrap()),
            };
            self.actors.insert((*name).to_owned(), actor);
        }
        for (name, tenant, ..) in PERSONS.iter().filter(|(.., trained)| *trained) {
            let ke = match *tenant {
                "fjordvik" => "ke",
                "nesoy" => "nesoy-ke",
                _ => "hf-ke",
            };
            self.done(ke, "RecordCompetence", json!({"person": format!("@{name}"), "kind": "Basic"}));
        }
    }

    fn patients(&mut self) {
        for (name, tenant, nin, born) in [
            ("birger", "fjordvik", Some("02917149979"), Some("1971-11-02")),
            ("cecilie", "fjordvik", None, Some("1980-05-05")),
            ("emma", "fjordvik", None, Some("2009-06-15")),
            ("unborn", "fjordvik", None, None),
            ("tomas", "nordkyst", None, Some("1990-01-01")),
        ] {
            let data = json!({"nin": nin, "born": born, "name": name});
            self.done("system", &format!("RegisterPatient at {tenant} as {name}"), data);
        }
        let me = Actor {
            acting_for: Some(self.patient("birger")),
            role: Role::Patient,
            tenant: Some(self.tenant("fjordvik")),
            ..Actor::system()
        };
        self.actors.insert("birger-self".to_owned(), me);
        let sf = Actor { role: Role::Supervisor, ..Actor::system() };
        self.actors.insert("supervisor".to_owned(), sf);
    }
}
