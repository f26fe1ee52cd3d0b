//! What a decision asks of the ground it stands on.

use std::collections::BTreeSet;

use super::{Findings, Ground};
use crate::catalogue::{Ask, Event};
use crate::directory::Directory;
use crate::entry::{Entry, Recorded};
use crate::patient::PatientFile;
use crate::patient::representative::RestrictionKind;
use crate::refusal::Refusal;
use crate::register::tenant::TenantKind;
use crate::words::{Day, EventId, PatientId, PersonId, UnitId};

impl<'a> Ground<'a> {
    /// The kind of tenant; a tenant that is being registered is taken as the one it will be.
    pub(crate) fn kind(&self) -> TenantKind {
        match (&self.command.ask, &self.register.tenant) {
            (Ask::RegisterTenant(asked), None) => asked.kind,
            (_, Some(tenant)) => tenant.kind,
            (_, None) => TenantKind::Municipality,
        }
    }

    /// The directory of all tenants.
    pub(crate) fn directory(&self) -> &'a Directory {
        self.around.directory()
    }

    /// The reference a patient goes by today.
    pub(crate) fn survivor(&self, patient: PatientId) -> PatientId {
        self.directory().survivor(patient, self.today)
    }

    /// The actor's unit: the one they act for, else the one they are registered in.
    pub(crate) fn own_unit(&self) -> Option<UnitId> {
        let registered = || Some(self.register.persons.get(&self.actor.person?)?.unit);
        self.actor.unit.or_else(registered)
    }

    /// E-REF unless the person is registered at the tenant.
    pub(crate) fn person(&self, person: PersonId) -> Result<(), Refusal> {
        if self.register.persons.contains_key(&person) {
            Ok(())
        } else {
            Err(unknown(format!("person {person}"), "a person registered at this tenant"))
        }
    }

    /// E-REF unless the unit is registered at the tenant.
    pub(crate) fn unit(&self, unit: UnitId) -> Result<(), Refusal> {
        if self.register.units.contains_key(&unit) {
            Ok(())
        } else {
            Err(unknown(format!("unit {unit}"), "a unit registered at this tenant"))
        }
    }

    /// E-REF unless the event stands in this stream and is not void.
    pub(crate) fn event(&self, event: EventId, what: &str) -> Result<(), Refusal> {
        if self.facts.iter().any(|fact| fact.mark.event == event) {
            return Ok(());
        }
        Err(unknown(format!("{what} ({event})"), "the id of an event of this file that is not void"))
    }

    /// The entry and event of an id, void or not.
    pub(crate) fn recorded(&self, event: EventId) -> Option<(&'a Entry, &'a Recorded)> {
        self.entries.iter().find_map(|entry| {
            let recorded = entry.body.events.iter().find(|recorded| recorded.id == event)?;
            Some((entry, recorded))
        })
    }

    /// Whether an event of the stream has been voided.
    pub(crate) fn is_void(&self, event: EventId) -> bool {
        let mut events = self.entries.iter().flat_map(|entry| &entry.body.events);
        events.any(
            |recorded| matches!(&*recorded.what, Event::EntryMarkedErroneous(told) if told.target == event),
        )
    }

    /// The file as it would be with the command's event in it.
    pub(crate) fn file_afterwards(&self) -> PatientFile {
        PatientFile::read(self.file.born, &(self.afterwards)(), Day::LAST)
    }

    /// E-DOUBLE-PRIMARY: no day with two primaries in one seat, future-dated entries included.
    pub(crate) fn one_primary_a_seat(&self) -> Result<(), Refusal> {
        match self.first_day_of(PatientFile::double_primary) {
            Some(on) => Err(Refusal::AnotherPrimaryIsActive { on }),
            None => Ok(()),
        }
    }

    /// The first day on which something would be double. Before references were joined by a link each had a file of its
    /// own, and those days are looked at in it.
    fn first_day_of(&self, double: impl Fn(&PatientFile, Day) -> Option<Day>) -> Option<Day> {
        let facts = (self.afterwards)();
        let whole = PatientFile::read(self.file.born, &facts, Day::LAST);
        let Some(joined_on) = self.joined_on() else { return double(&whole, Day::FIRST) };
        let references: BTreeSet<PatientId> = facts.iter().filter_map(|fact| fact.patient).collect();
        let before = references.into_iter().filter_map(|reference| {
            let own = facts.iter().filter(|fact| fact.patient == Some(reference));
            double(&PatientFile::read(self.file.born, own, Day::LAST), Day::FIRST)
        });
        before.filter(|on| *on < joined_on).min().or_else(|| double(&whole, joined_on))
    }

    /// The day of the newest link that joined another reference to the file's.
    fn joined_on(&self) -> Option<Day> {
        let patient = self.command.patient?;
        let links = self.directory().links_on(self.today);
        links.filter(|link| self.survivor(link.merged) == patient).map(|link| link.mark.on).max()
    }

    /// E-PLAN-EXISTS: a plan that stands on the day, paused or not, or that begins later.
    pub(crate) fn no_other_plan(&self) -> Result<(), Refusal> {
        if self.file.has_plan_from(self.on) {
            Err(Refusal::AnotherPlanExists { on: self.on })
        } else {
            Ok(())
        }
    }

    /// What holds for every day after a correction or voiding too: one primary a seat, one plan.
    pub(crate) fn stays_whole(&self) -> Result<(), Refusal> {
        self.one_primary_a_seat()?;
        match self.first_day_of(PatientFile::double_plan) {
            Some(on) => Err(Refusal::AnotherPlanExists { on }),
            None => Ok(()),
        }
    }

    /// The event a correction is for.
    pub(crate) fn corrected(&self) -> Option<EventId> {
        match &self.command.ask {
            Ask::CorrectEntry(asked) => Some(asked.target),
            _ => None,
        }
    }

    /// E-AUTH-RESTRICTED: nobody gets a role whom the patient has reserved against.
    pub(crate) fn not_reserved_against(
        &self,
        person: PersonId,
        unit: Option<UnitId>,
        findings: &mut Findings,
    ) -> Result<(), Refusal> {
        let own = self.register.persons.get(&person).map(|person| person.unit);
        let named = [Some(person.0), unit.map(|unit| unit.0), own.map(|unit| unit.0)];
        let reserved =
            self.file.restrictions.iter().filter(|one| one.holds_on(self.on)).any(|one| match one.kind {
                RestrictionKind::PatientReservation(against) => named.contains(&Some(against)),
                RestrictionKind::Fortrolig
                | RestrictionKind::StrengtFortrolig
                | RestrictionKind::ParentBlocked => false,
            });
        if reserved { findings.refuse(Refusal::ReservedAgainst { on: self.on }) } else { Ok(()) }
    }

    /// E-ORDER if an interval that begins on the command's day ends before it.
    pub(crate) fn in_order(&self, field: &str, to: Option<Day>) -> Result<(), Refusal> {
        ordered(field, self.on, to)
    }
}

/// E-ORDER if `to` is before `from`.
pub(crate) fn ordered(field: &str, from: Day, to: Option<Day>) -> Result<(), Refusal> {
    match to {
        Some(to) if to < from => Err(Refusal::Order(format!(
            "{field} {to} is before {from}, where the interval begins: give a later day"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// E-REF of something.
pub(crate) fn unknown(what: String, accepted: &str) -> Refusal {
    Refusal::Unknown { what, accepted: format!("{accepted} would be accepted") }
}
