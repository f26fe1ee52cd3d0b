//! The small cast of random histories: two municipalities and a trust, nine persons, five patients.

use samspor_core::actor::Actor;
use samspor_core::register::tenant::TenantKind;
use samspor_core::submit::{Answer, Entity, World};
use samspor_core::words::{EventId, PatientId, PersonId, TenantId, UnitId};
use samspor_projections::live::Views;
use serde_json::{Value, json};

use super::trial::Trial;

/// Who there is.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    pub tenants: Vec<Tenancy>,
    pub patients: Vec<PatientId>,
}

/// One tenant with its people.
#[derive(Clone, Debug)]
pub struct Tenancy {
    pub id: TenantId,
    pub is_trust: bool,
    /// The first is above the others.
    pub units: Vec<UnitId>,
    pub persons: Vec<PersonId>,
}

const TENANTS: [(&str, &str); 3] =
    [("310000019", "Municipality"), ("310000027", "Municipality"), ("310000043", "HealthTrust")];

/// Days of birth: adults, one who turns 18 in March 2025, one who turns 16 in May 2025 and 18 in 2027, one unknown.
const BORN: [Option<&str>; 5] =
    [Some("1971-11-02"), Some("2007-03-20"), Some("2009-05-11"), None, Some("1940-02-29")];

impl Cast {
    /// Registers everybody.
    pub(super) fn register(trial: &mut Trial) -> Self {
        let mut cast = Self::default();
        for (number, kind) in TENANTS {
            let tenant = json!({"org_number": number, "name": number, "kind": kind, "has_ke": true});
            register(trial, number, "RegisterTenant", &tenant);
            let mut tenancy = Tenancy {
                id: number.parse().expect("the numbers have their check digits"),
                is_trust: kind == "HealthTrust",
                units: Vec::new(),
                persons: Vec::new(),
            };
            for (service, staff) in [("health", 0), ("home-care", 12), ("ergo-physio", 4)] {
                let parent = tenancy.units.first();
                let unit =
                    json!({"name": service, "service": service, "eligible_staff": staff, "parent": parent});
                tenancy.units.push(event(&register(trial, number, "RegisterUnit", &unit)).unit());
            }
            for (name, unit, health) in [("Ane", 1, true), ("Bjarne", 2, true), ("Mona", 1, false)] {
                let person = json!({"name": name, "unit": tenancy.units[unit], "profession": "sykepleier",
                    "health_personnel": health});
                tenancy.persons.push(event(&register(trial, number, "RegisterPerson", &person)).person());
            }
            cast.tenants.push(tenancy);
        }
        for born in BORN {
            if let Entity::Patient(patient) =
                register(trial, TENANTS[0].0, "RegisterPatient", &json!({"born": born})).entity
            {
                cast.patients.push(patient);
            }
        }
        cast
    }

    /// Every tenant and person that views know, and some of the patients.
    pub fn seen_by(views: &Views, patients_max: usize) -> Self {
        let mut cast = Self::default();
        views.look(&mut |around| {
            for (id, register) in around.directory().tenants() {
                let is_trust =
                    register.tenant.as_ref().is_some_and(|one| one.kind == TenantKind::HealthTrust);
                let units = register.units.keys().copied().collect();
                let persons = register.persons.keys().copied().collect();
                cast.tenants.push(Tenancy { id, is_trust, units, persons });
            }
            cast.patients = around.directory().patients().collect();
        });
        cast.patients.sort_unstable();
        cast.patients.truncate(patients_max);
        cast
    }

    /// The tenant with this number.
    pub fn tenancy(&self, id: TenantId) -> Option<&Tenancy> {
        self.tenants.iter().find(|tenancy| tenancy.id == id)
    }
}

fn register(trial: &mut Trial, tenant: &str, name: &str, told: &Value) -> Answer {
    let sent = json!({"type": name, "tenant": tenant, "data": told});
    trial.send(&sent, &Actor::system()).expect("the cast is registered in order")
}

fn event(answer: &Answer) -> EventId {
    answer.events.last().expect("an accepted command has an event").id
}
