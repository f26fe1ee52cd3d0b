//! One request while it is under way: who asks for what, and whom what they will be shown is about.

use std::collections::{BTreeMap, BTreeSet};

use samspor_core::access::{Outcome, Purpose, Reading, What};
use samspor_core::actor::Actor;
use samspor_core::directory::Directory;
use samspor_core::log::Position;
use samspor_core::words::{CommandId, Day, Instant, PatientId, TenantId};
use samspor_projections::question::{Known, Question, ReportName};
use serde_json::Value;
use uuid::Uuid;

/// The most patients of one record: an entry has a largest size.
const PATIENTS_MAX: usize = 4096;

/// Whoever reads, and why.
#[derive(Clone, Debug)]
pub struct Reader {
    pub actor: Actor,
    pub purpose: Purpose,
}

/// What is to go on record of a request that is being answered.
#[derive(Clone, Debug)]
pub struct Glance {
    reader: Reader,
    request: Uuid,
    name: String,
    tenant: Option<TenantId>,
    about: Option<PatientId>,
    valid: Day,
    known: Instant,
    position: Position,
    /// The access log itself is asked: its answers count its own records, not the ledger's.
    is_of_readings: bool,
    decision: String,
    patients: BTreeSet<(Option<TenantId>, PatientId)>,
    /// How much of each tenant is shown.
    shown: BTreeMap<Option<TenantId>, u64>,
}

/// The records of one request: one for each tenant whose patients are in it, and at least one.
#[derive(Clone, Debug)]
pub struct Readings {
    first: Reading,
    more: Vec<Reading>,
}

impl Reader {
    /// Whoever reads with the purpose of the role, unless another is given.
    pub fn of(actor: Actor, purpose: Option<Purpose>) -> Self {
        let purpose = purpose.unwrap_or(Purpose::of(actor.role));
        Self { actor, purpose }
    }
}

impl Readings {
    /// The records, in the order in which they are written.
    pub fn all(&self) -> impl Iterator<Item = &Reading> {
        std::iter::once(&self.first).chain(&self.more)
    }

    /// The id that all of them share.
    pub fn request(&self) -> Uuid {
        self.first.request
    }
}

impl From<Reading> for Readings {
    fn from(first: Reading) -> Self {
        Self { first, more: Vec::new() }
    }
}

impl Glance {
    /// Nothing shown yet of something named, now. The request's id comes from outside, fresh.
    pub fn new(reader: Reader, request: Uuid, name: impl Into<String>, now: Instant) -> Self {
        Self {
            tenant: reader.actor.tenant,
            about: reader.actor.acting_for,
            reader,
            request,
            name: name.into(),
            valid: now.day(),
            known: now,
            position: Position::START,
            is_of_readings: false,
            decision: String::new(),
            patients: BTreeSet::new(),
            shown: BTreeMap::new(),
        }
    }

    /// The request's id, which its records carry.
    pub fn request(&self) -> Uuid {
        self.request
    }

    /// Whoever reads.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What a question says of tenant, patient, day and knowledge.
    #[must_use]
    pub fn asking(mut self, question: &Question) -> Self {
        self.about(question.tenant, question.patient);
        self.at(question.valid, question.known);
        self.is_of_readings = question.report == ReportName::AccessLog;
        self
    }

    /// Which tenant and patient it is about; what is not said stays as it was.
    pub fn about(&mut self, tenant: Option<TenantId>, patient: Option<PatientId>) {
        self.tenant = tenant.or(self.tenant);
        self.about = patient.or(self.about);
    }

    /// The day and knowledge it is about, where they are named.
    pub fn at(&mut self, valid: Option<Day>, known: Option<Known>) {
        self.valid = valid.unwrap_or(self.valid);
        self.known = known.map_or(self.known, Known::until);
    }

    /// The rule by which it was decided who may see this.
    pub fn decided_by(&mut self, rule: impl Into<String>) {
        self.decision = rule.into();
    }

    /// The ledger's position that something shown was made from.
    pub fn reached(&mut self, position: u64) {
        self.position = self.position.max(Position(position));
    }

    /// A patient of a tenant is in what will be shown.
    pub fn shows(&mut self, tenant: TenantId, patient: PatientId) {
        self.shows_many(Some(tenant), patient, 1);
    }

    /// So much about one patient will be shown, at one tenant or at all of them.
    pub fn shows_many(&mut self, tenant: Option<TenantId>, patient: PatientId, count: u64) {
        self.patients.insert((tenant, patient));
        *self.shown.entry(tenant).or_default() += count;
    }

    /// An answer of the contract will be shown: its rows, or the one object it is.
    pub fn shows_answer(&mut self, answer: &Value) {
        let text = |field: &str| answer.get(field).and_then(Value::as_str);
        self.at(
            text("valid").and_then(|day| day.parse().ok()),
            text("known").and_then(|known| known.parse().ok()),
        );
        if !self.is_of_readings {
            self.reached(answer["position"].as_u64().unwrap_or(0));
        }
        let lists = ["rows", "hindsight"].map(|part| answer.get(part).and_then(Value::as_array));
        if lists.iter().all(Option::is_none) {
            self.shows_row(answer);
        }
        lists.into_iter().flatten().flatten().for_each(|row| self.shows_row(row));
    }

    fn shows_row(&mut self, row: &Value) {
        let text = |field: &str| row.get(field).and_then(Value::as_str);
        let tenant = text("tenant").and_then(|id| id.parse().ok()).or(self.tenant);
        let patient: Option<PatientId> = text("patient").and_then(|id| id.parse().ok());
        self.patients.extend(patient.map(|patient| (tenant, patient)));
        *self.shown.entry(tenant).or_default() += 1;
    }

    /// What goes on record. A patient or tenant asked about whom the ledger doesn't know makes no stream of their own.
    pub fn readings(&self, outcome: &Outcome, directory: &Directory) -> Readings {
        let is_granted = *outcome == Outcome::Granted;
        let about = self.about.filter(|patient| directory.has_known(*patient));
        let parts = self.tenants(is_granted, about, directory).into_iter().flat_map(|tenant| {
            let seen = self.patients.iter().filter(|(of, _)| is_granted && *of == tenant);
            let patients: BTreeSet<PatientId> = seen.map(|(_, patient)| *patient).chain(about).collect();
            in_parts(patients).into_iter().map(move |patients| (tenant, patients))
        });
        let mut readings = parts.zip(0u64..).map(|((tenant, patients), number)| {
            let shown = self.shown.get(&tenant).or(self.shown.get(&None)).copied().filter(|_| is_granted);
            let shown = shown.unwrap_or(0);
            self.reading((tenant, about), patients, (outcome.clone(), shown), number)
        });
        let first = readings.next().unwrap_or_else(|| {
            self.reading((None, about), about.into_iter().collect(), (outcome.clone(), 0), 0)
        });
        Readings { first, more: readings.collect() }
    }

    /// The tenants in whose streams it is recorded; no tenant stands for many together.
    fn tenants(
        &self,
        is_granted: bool,
        about: Option<PatientId>,
        directory: &Directory,
    ) -> BTreeSet<Option<TenantId>> {
        let mut tenants: BTreeSet<Option<TenantId>> = BTreeSet::new();
        if is_granted {
            tenants.extend(self.shown.keys());
            tenants.extend(self.patients.iter().map(|(tenant, _)| tenant));
        }
        tenants.extend(self.tenant.filter(|tenant| directory.register(*tenant).is_some()).map(Some));
        let is_homeless = tenants.is_empty() || tenants.contains(&None);
        if let Some(patient) = about.filter(|_| is_homeless) {
            let homes = directory.tenants().map(|(tenant, _)| tenant);
            let homes = homes.filter(|tenant| {
                directory.is_registered_at(*tenant, patient)
                    || directory.erased_by(*tenant, patient).is_some()
            });
            tenants.extend(homes.map(Some));
            if tenants.len() > 1 {
                tenants.remove(&None);
            }
        }
        if tenants.is_empty() { BTreeSet::from([None]) } else { tenants }
    }

    fn reading(
        &self,
        (tenant, about): (Option<TenantId>, Option<PatientId>),
        patients: BTreeSet<PatientId>,
        (outcome, shown): (Outcome, u64),
        number: u64,
    ) -> Reading {
        Reading {
            id: CommandId(Uuid::new_v5(&self.request, &number.to_be_bytes())),
            request: self.request,
            actor: self.reader.actor.clone(),
            tenant,
            about,
            patients,
            what: What { known: self.known, name: self.name.clone(), valid: self.valid },
            why: self.reader.purpose,
            outcome,
            shown,
            position: self.position,
            decision: self.decision.clone(),
        }
    }
}

/// Sets of at most so many patients; one empty set where there are none.
fn in_parts(patients: BTreeSet<PatientId>) -> Vec<BTreeSet<PatientId>> {
    if patients.len() <= PATIENTS_MAX {
        return vec![patients];
    }
    let all: Vec<PatientId> = patients.into_iter().collect();
    all.chunks(PATIENTS_MAX).map(|part| part.iter().copied().collect()).collect()
}
