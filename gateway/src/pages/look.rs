//! How a page looks at the ledger: as whom, at which day and knowledge, and the rows it may see.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use samspor_core::access::Purpose;
use samspor_core::actor::{Actor, Role};
use samspor_core::directory::Directory;
use samspor_core::log::Position;
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant, PatientId, TenantId};
use samspor_projections::question::{Known, Question, ReportName};
use samspor_projections::reports::DueId;
use samspor_projections::reports::why::Why;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::people::People;
use crate::access::Glance;
use crate::http::answers;
use crate::http::files::{File, Named};
use crate::http::gateway::Gateway;
use crate::http::problem::Problem;
use crate::http::rights::scope_of;

/// The parts of a page's query string; the last of a name counts.
pub(crate) type Parts = BTreeMap<String, String>;

/// One look at the ledger.
pub(crate) struct Look<'a> {
    pub(crate) gateway: &'a Gateway,
    pub(crate) actor: &'a Actor,
    pub(crate) now: Instant,
    /// The day asked about, where the address names one.
    pub(crate) valid: Option<Day>,
    /// The knowledge asked about, where the address names it; a named day alone means what is known now.
    pub(crate) known: Option<Known>,
    /// The tenant looked at; none for those who look at all.
    pub(crate) tenant: Option<TenantId>,
    /// The purpose, where the address names one.
    why: Option<Purpose>,
    position: Cell<u64>,
    /// What goes on record of the page.
    glance: RefCell<&'a mut Glance>,
}

impl<'a> Look<'a> {
    /// Reads the address's day, knowledge and tenant; the glance hears what the page comes to show.
    pub(crate) fn new(
        gateway: &'a Gateway,
        actor: &'a Actor,
        glance: &'a mut Glance,
        parts: &Parts,
    ) -> Result<Self, Problem> {
        let asked = part(parts, "tenant", "et organisasjonsnummer")?;
        let (valid, known) = (part(parts, "valid", "en dato")?, part(parts, "known", "en dato")?);
        glance.about(asked, None);
        glance.at(valid, known);
        let tenant = answers::tenant_for(actor, asked)?;
        let why = part(parts, "why", "et formål")?;
        let (now, position) = (gateway.now(), Cell::new(0));
        Ok(Self { gateway, actor, now, valid, known, tenant, why, position, glance: RefCell::new(glance) })
    }

    /// The page is about one patient.
    pub(crate) fn is_about(&self, tenant: TenantId, patient: PatientId) {
        self.glance.borrow_mut().about(Some(tenant), Some(patient));
    }

    /// The day of the page.
    pub(crate) fn day(&self) -> Day {
        self.valid.unwrap_or(self.now.day())
    }

    /// The last moment whose entries count.
    pub(crate) fn until(&self) -> Instant {
        self.known.map_or(Instant::from_micros(i64::MAX), Known::until)
    }

    /// Whether the page shows another time than now; then nothing is registered from it.
    pub(crate) fn is_back_in_time(&self) -> bool {
        self.valid.is_some() || self.known.is_some()
    }

    pub(crate) fn may(&self, report: ReportName) -> bool {
        scope_of(self.actor.role, report).is_some()
    }

    /// A question about the page's tenant, day and knowledge.
    pub(crate) fn question(&self, report: ReportName) -> Question {
        Question { tenant: self.tenant, valid: self.valid, known: self.known, ..Question::new(report) }
    }

    /// The rows of a report that the caller may see.
    pub(crate) fn rows<T: DeserializeOwned>(&self, question: Question) -> Result<Vec<T>, Problem> {
        let is_of_readings = question.report == ReportName::AccessLog;
        let mut answer = answers::ask(self.gateway, self.actor, question)?.into_value();
        if !is_of_readings {
            self.reached(answer["position"].as_u64().unwrap_or(0));
        }
        let rows = answer.get_mut("rows").map_or(Value::Array(Vec::new()), Value::take);
        serde_json::from_value(rows).map_err(|error| Problem::failed(&error))
    }

    /// Why each of these obligations is what it is, in their order; for rows the caller may see.
    pub(crate) fn why(&self, ids: &[DueId]) -> Result<Vec<Option<Why>>, Problem> {
        let question = self.question(ReportName::Obligations);
        let reasons = self.gateway.ledger.views.why(ids, &question, self.now)?;
        self.reached(reasons.position.0);
        Ok(reasons.found)
    }

    /// The rows, or none where the report is not for the caller.
    pub(crate) fn rows_if_allowed<T: DeserializeOwned>(
        &self,
        report: ReportName,
    ) -> Result<Option<Vec<T>>, Problem> {
        if self.may(report) { self.rows(self.question(report)).map(Some) } else { Ok(None) }
    }

    fn reached(&self, position: u64) {
        self.position.set(self.position.get().max(position));
        self.glance.borrow_mut().reached(position);
    }

    /// The newest position the page is made from.
    pub(crate) fn position(&self) -> Position {
        Position(self.position.get())
    }

    /// What the directory said at the page's knowledge. Nothing else of the ledger may be asked inside.
    pub(crate) fn directory<T>(&self, of: impl Fn(&Directory) -> T) -> Result<T, Problem> {
        let mut found = None;
        self.gateway.ledger.views.look(&mut |around| {
            found = Some(match self.known {
                Some(known) => of(&around.directory().known_at(known.until())),
                None => of(around.directory()),
            });
        });
        found.ok_or_else(|| Problem::again_later("unavailable", "the views show nothing just now", 1))
    }

    /// Staff, units, and the patients named: those that are in what the page shows.
    pub(crate) fn people(
        &self,
        patients: impl IntoIterator<Item = (TenantId, PatientId)>,
    ) -> Result<People, Problem> {
        let patients: Vec<_> = patients.into_iter().collect();
        let mut glance = self.glance.borrow_mut();
        patients.iter().for_each(|(tenant, patient)| glance.shows(*tenant, *patient));
        self.directory(|directory| People::of(directory, patients.iter().copied()))
    }

    /// A patient's file at the page's day and knowledge.
    pub(crate) fn file(&self, tenant: TenantId, patient: PatientId) -> Result<File, Problem> {
        let named = self.directory(|directory| Named::of(directory, tenant, patient, self.day()))?;
        File::read(&self.gateway.ledger, &named, self.day(), self.until())
    }

    /// The address of a page at the same day, knowledge and tenant; `rest` is more of the query string.
    pub(crate) fn to(&self, path: &str, rest: &[(&str, String)]) -> String {
        let mut parts: Vec<String> =
            rest.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        parts.extend(self.tenant_part().map(|tenant| format!("tenant={tenant}")));
        parts.extend(self.valid.map(|day| format!("valid={day}")));
        parts.extend(self.known.map(|known| format!("known={}", encoded(&known.to_string()))));
        parts.extend(self.why.map(|why| format!("why={why}")));
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    }

    /// The address of a patient's page.
    pub(crate) fn to_patient(&self, tenant: TenantId, patient: PatientId) -> String {
        let named = self.tenant.is_none().then(|| ("tenant", tenant.to_string()));
        self.to(&format!("/pasient/{patient}"), named.as_slice())
    }

    /// The tenant as far as the address has to name it: for those who have none of their own.
    pub(crate) fn tenant_part(&self) -> Option<TenantId> {
        let free = self.actor.tenant.is_none() || matches!(self.actor.role, Role::Supervisor | Role::System);
        self.tenant.filter(|_| free)
    }
}

/// One part of the query string, read; an empty one is not there.
pub(crate) fn part<T: std::str::FromStr>(
    parts: &Parts,
    name: &str,
    accepted: &str,
) -> Result<Option<T>, Problem> {
    match parts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match text.parse() {
            Ok(read) => Ok(Some(read)),
            Err(_) => Err(Problem::malformed(&format!("/{name}"), format!("skal være {accepted}"))),
        },
    }
}

/// A text as it may stand in a query string.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_character_it_may_not() {
        assert_eq!(encoded("2026-03-14T23:59:00+01:00"), "2026-03-14T23%3A59%3A00%2B01%3A00");
        assert_eq!(encoded("æ&\""), "%C3%A6%26%22");
    }
}
