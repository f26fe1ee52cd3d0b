//! Who a visitor of the demo can be: one actor for each role that has something to see.

use std::collections::BTreeMap;
use std::str::FromStr;

use samspor_core::actor::{Actor, Role};

/// The actors with what to call them in bokmål, those the aliases of the demo know.
pub(super) fn links(aliases: &BTreeMap<String, String>) -> Vec<(&'static str, Actor)> {
    let cast = Cast { aliases };
    let all = [
        ("Koordinerende enhet (KE)", cast.staff(Role::KeMunicipal, "fjordvik-ke-person", "fjordvik-ke-unit")),
        ("Leder", cast.staff(Role::UnitLeader, "fjordvik-home-lead-person", "fjordvik-home")),
        ("Koordinator", cast.staff(Role::Coordinator, "fjordvik-home-1", "fjordvik-home")),
        ("Tilsyn", Some(Actor { role: Role::Supervisor, ..Actor::system() })),
        ("Pasient", cast.patient("story-gap")),
    ];
    all.into_iter().filter_map(|(name, actor)| Some((name, actor?))).collect()
}

struct Cast<'a> {
    aliases: &'a BTreeMap<String, String>,
}

impl Cast<'_> {
    fn id<T: FromStr>(&self, alias: &str) -> Option<T> {
        self.aliases.get(alias)?.parse().ok()
    }

    fn staff(&self, role: Role, person: &str, unit: &str) -> Option<Actor> {
        let (person, unit) = (Some(self.id(person)?), Some(self.id(unit)?));
        Some(Actor { acting_for: None, person, role, tenant: Some(self.id("fjordvik")?), unit })
    }

    fn patient(&self, alias: &str) -> Option<Actor> {
        let acting_for = Some(self.id(alias)?);
        let tenant = Some(self.id("fjordvik")?);
        Some(Actor { acting_for, person: None, role: Role::Patient, tenant, unit: None })
    }
}
