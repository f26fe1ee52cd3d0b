//! Who and where, as a story calls them: by name where the reader may see it, else by the end of the id.

use samspor_core::register::Register;
use samspor_core::words::{Day, PersonId, UnitId};
use uuid::Uuid;

/// The names a story may use.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The name of a person of the staff, where the reader may see it.
    pub person: &'a dyn Fn(PersonId) -> Option<String>,
    /// The tenant's register, for the names of units.
    pub register: Option<&'a Register>,
}

impl Names<'_> {
    pub(crate) fn person(&self, person: PersonId) -> String {
        (self.person)(person).unwrap_or_else(|| format!("ansatt …{}", end_of(person.0)))
    }

    pub(crate) fn unit(&self, unit: UnitId) -> String {
        let name =
            self.register.and_then(|register| register.units.get(&unit)).map(|unit| unit.name.to_string());
        name.unwrap_or_else(|| format!("enhet …{}", end_of(unit.0)))
    }

    /// A person or unit, whichever the id is of.
    pub(super) fn person_or_unit(&self, id: Uuid) -> String {
        let is_unit = self.register.is_some_and(|register| register.units.contains_key(&UnitId(id)));
        if is_unit { self.unit(UnitId(id)) } else { self.person(PersonId(id)) }
    }
}

/// The last six characters of an id: enough to tell two apart in one story.
pub(super) fn end_of(id: Uuid) -> String {
    let text = id.to_string();
    text[text.len() - 6..].to_owned()
}

/// A day as it is written in Norwegian: 13.03.2026.
pub(crate) fn date(day: Day) -> String {
    let iso = day.to_string();
    let mut parts: Vec<&str> = iso.split('-').collect();
    parts.reverse();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_in_norwegian() {
        assert_eq!(date("2026-03-13".parse().unwrap()), "13.03.2026");
    }
}
