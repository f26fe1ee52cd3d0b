//! The directory: every tenant's register, and which reference is whose, as known.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use crate::catalogue::Event;
use crate::entry::{Entry, Opened};
use crate::known::{fact_of, facts_known};
use crate::log::{Position, StreamKey};
use crate::register::Register;
use crate::register::identity::Link;
use crate::seal::{Subject, subjects_of};
use crate::words::{
    Day, EventId, Instant, Label, NationalNumber, NumberKind, PatientId, PersonId, Series, TenantId,
};

/// All registers of a ledger and the identity vault over them; a function of the register entries taken in.
#[derive(Clone, Default)]
pub struct Directory {
    simulated: Option<bool>,
    tenants: BTreeMap<TenantId, Kept>,
    /// The tenant that registered a patient first.
    patients: HashMap<PatientId, TenantId>,
    numbers: HashMap<NationalNumber, PatientId>,
    /// The names of the staff, by what registered the person.
    names: HashMap<Uuid, Label>,
    /// Whose personal data a tenant erased, by which entry.
    erased: HashMap<(TenantId, PatientId), Position>,
    /// The decisions themselves, in log order.
    erasures: Vec<(TenantId, Arc<Entry>)>,
    /// The names of patients, each as one tenant was given it.
    patient_names: HashMap<(TenantId, PatientId), Label>,
}

#[derive(Clone, Default)]
struct Kept {
    register: Register,
    newest: Position,
    entries: Vec<Arc<Entry>>,
}

impl Directory {
    /// Takes one more entry in, in log order; of patients' files only an erasure changes it.
    pub fn take(&mut self, entry: &Arc<Entry>) {
        match entry.body.stream {
            StreamKey::Ledger => self.begin(entry),
            StreamKey::Register(tenant) => self.register_entry(tenant, entry),
            StreamKey::Patient(tenant, patient) => {
                if let Some(Event::PersonalDataErased(told)) = entry.body.main() {
                    self.erase(tenant, &told.patients(patient).collect::<Vec<_>>(), entry);
                }
            }
        }
    }

    /// Takes one more entry in as far as it can be read, and hands it back; of one that is erased or blocked, that it
    /// stands in a register.
    pub fn take_opened(&mut self, opened: Opened) -> Option<Arc<Entry>> {
        match opened {
            Opened::Entry(entry) => {
                let entry = Arc::new(*entry);
                self.take(&entry);
                Some(entry)
            }
            Opened::Shut(shut) => {
                if let Some(StreamKey::Register(tenant)) = shut.stream {
                    self.tenants.entry(tenant).or_default().newest = shut.position;
                }
                None
            }
        }
    }

    /// The directory as it was known at a moment.
    #[must_use]
    pub fn known_at(&self, known: Instant) -> Self {
        let erasures = self.erasures.iter().filter(|(_, entry)| entry.recorded_at <= known).cloned();
        let mut then = Self { simulated: self.simulated, erasures: erasures.collect(), ..Self::default() };
        for (tenant, entry) in self.register_entries() {
            if entry.recorded_at <= known {
                then.register_entry(tenant, entry);
            }
        }
        then
    }

    /// Whether the ledger is marked as simulated; none before its first entry.
    pub fn simulated(&self) -> Option<bool> {
        self.simulated
    }

    /// Which series of national numbers the ledger takes; both, while it has no mark.
    pub fn takes(&self, number: &NationalNumber) -> bool {
        match self.simulated {
            Some(true) => number.accepted_in(Series::Simulated),
            Some(false) => number.accepted_in(Series::Real),
            None => true,
        }
    }

    /// The tenants registered, in order of their organisation numbers.
    pub fn tenants(&self) -> impl Iterator<Item = (TenantId, &Register)> {
        self.tenants
            .iter()
            .filter(|(_, kept)| kept.register.tenant.is_some())
            .map(|(id, kept)| (*id, &kept.register))
    }

    /// Whose register has entries: what the directory was read from, beside the ledger's own stream.
    pub fn registers(&self) -> impl Iterator<Item = TenantId> + '_ {
        self.tenants.keys().copied()
    }

    /// A registered tenant's register.
    pub fn register(&self, tenant: TenantId) -> Option<&Register> {
        self.tenants.get(&tenant).map(|kept| &kept.register).filter(|register| register.tenant.is_some())
    }

    /// The position of the newest entry of a tenant's register.
    pub fn newest_in(&self, tenant: TenantId) -> Position {
        self.tenants.get(&tenant).map_or(Position::START, |kept| kept.newest)
    }

    /// The entries of a tenant's register, oldest first.
    pub fn entries_of(&self, tenant: TenantId) -> &[Arc<Entry>] {
        self.tenants.get(&tenant).map_or(&[], |kept| &kept.entries)
    }

    /// Whether a patient is registered at any tenant.
    pub fn knows(&self, patient: PatientId) -> bool {
        self.patients.contains_key(&patient)
    }

    /// Whether a reference is a patient's, or was one's until the data were erased.
    pub fn has_known(&self, patient: PatientId) -> bool {
        self.knows(patient) || self.erased.keys().any(|(_, erased)| *erased == patient)
    }

    /// The entry that erased a patient's personal data at a tenant.
    pub fn erased_by(&self, tenant: TenantId, patient: PatientId) -> Option<Position> {
        self.erased.get(&(tenant, patient)).copied()
    }

    /// The entries that erased personal data, with their tenants, in log order.
    pub fn erasures(&self) -> impl Iterator<Item = (TenantId, &Entry)> + '_ {
        self.erasures.iter().map(|(tenant, entry)| (*tenant, &**entry))
    }

    /// Whether a tenant registered a patient itself.
    pub fn is_registered_at(&self, tenant: TenantId, patient: PatientId) -> bool {
        self.register(tenant).is_some_and(|register| register.patients.contains_key(&patient))
    }

    /// A patient's day of birth for the rules that go by age, such as whose consent stands: as the tenant has it, else as the
    /// one that registered the patient first. That is the one fact tenants share; it is never shown, see [`Self::born_at`].
    pub fn born(&self, tenant: TenantId, patient: PatientId) -> Option<Day> {
        let first = || self.born_at(*self.patients.get(&patient)?, patient);
        self.born_at(tenant, patient).or_else(first)
    }

    /// A patient's day of birth as a tenant itself has it; what may be shown there.
    pub fn born_at(&self, tenant: TenantId, patient: PatientId) -> Option<Day> {
        self.register(tenant)?.patients.get(&patient)?.born
    }

    /// The reference of a national number.
    pub fn patient_of(&self, number: &NationalNumber) -> Option<PatientId> {
        self.numbers.get(number).copied()
    }

    /// Whether a reference has a number of the population register itself, no D- or help number.
    pub fn has_birth_number(&self, patient: PatientId) -> bool {
        self.numbers.iter().any(|(number, owner)| *owner == patient && number.kind() == NumberKind::Birth)
    }

    /// The name a person of the staff was registered with.
    pub fn person_name(&self, person: PersonId) -> Option<&Label> {
        self.names.get(&person.0)
    }

    /// The name a tenant itself was given of a patient; whoever shows it puts the showing on record.
    pub fn patient_name(&self, tenant: TenantId, patient: PatientId) -> Option<&Label> {
        self.patient_names.get(&(tenant, patient))
    }

    /// The links that hold on a day, of every tenant.
    pub fn links_on(&self, day: Day) -> impl Iterator<Item = &Link> {
        self.tenants.values().flat_map(|kept| &kept.register.links).filter(move |link| link.holds_on(day))
    }

    /// The reference a patient goes by on a day: the one that survives every link.
    pub fn survivor(&self, patient: PatientId, day: Day) -> PatientId {
        let mut at = patient;
        // Links make no cycles; the bound holds even for a log that says otherwise.
        for _ in 0..=self.links_on(day).count() {
            match self.links_on(day).find(|link| link.merged == at) {
                Some(link) => at = link.survivor,
                None => break,
            }
        }
        at
    }

    /// The references whose files are read as one with a surviving one's on a day, itself first.
    pub fn merged_into(&self, survivor: PatientId, day: Day) -> Vec<PatientId> {
        let mut all = vec![survivor];
        let mut next = 0;
        while let Some(at) = all.get(next).copied() {
            next += 1;
            let merged = self.links_on(day).filter(|link| link.survivor == at).map(|link| link.merged);
            let new: Vec<PatientId> = merged.filter(|one| !all.contains(one)).collect();
            all.extend(new);
        }
        all
    }

    /// Every registered reference with the tenant that registered it first.
    pub fn patients(&self) -> impl Iterator<Item = PatientId> + '_ {
        self.patients.keys().copied()
    }

    /// Forgets what the register said of the references that are erased: what a reading from zero, without their keys,
    /// would give.
    fn erase(&mut self, tenant: TenantId, patients: &[PatientId], entry: &Arc<Entry>) {
        for patient in patients {
            self.erased.entry((tenant, *patient)).or_insert(entry.position);
        }
        self.erasures.push((tenant, Arc::clone(entry)));
        let Some(kept) = self.tenants.get_mut(&tenant) else { return };
        let subjects = subjects_of(tenant, &kept.entries);
        let gone = |subject: &Subject| matches!(subject, Subject::Patient(_, one) if patients.contains(one));
        let (entries, newest) = (std::mem::take(&mut kept.entries), kept.newest);
        let left = entries.into_iter().zip(subjects).filter(|(_, subject)| !gone(subject));
        kept.entries =
            left.map(|(entry, _)| entry).map(|entry| without_identity(entry, tenant, patients)).collect();
        let facts = facts_known(kept.entries.iter().map(AsRef::as_ref), Instant::from_micros(i64::MAX));
        kept.register = Register::read(&facts);
        kept.newest = newest;
        self.vault_anew();
    }

    /// Reads who is who again, from the entries that are left.
    fn vault_anew(&mut self) {
        self.patients.clear();
        self.patient_names.clear();
        let entries: Vec<(TenantId, Arc<Entry>)> =
            self.register_entries().into_iter().map(|(tenant, entry)| (tenant, Arc::clone(entry))).collect();
        for (tenant, entry) in &entries {
            self.vault(*tenant, entry);
        }
        self.number_anew();
    }

    fn begin(&mut self, entry: &Entry) {
        for event in &entry.body.events {
            if let Event::LedgerBegan(told) = &*event.what {
                self.simulated.get_or_insert(told.simulated);
            }
        }
    }

    fn register_entry(&mut self, tenant: TenantId, entry: &Arc<Entry>) {
        self.vault(tenant, entry);
        let kept = self.tenants.entry(tenant).or_default();
        kept.newest = entry.position;
        kept.entries.push(Arc::clone(entry));
        let amends =
            entry.body.events.iter().any(|event| {
                matches!(&*event.what, Event::EntryCorrected(_) | Event::EntryMarkedErroneous(_))
            });
        if amends {
            let facts = facts_known(kept.entries.iter().map(AsRef::as_ref), entry.recorded_at);
            kept.register = Register::read(&facts);
            self.number_anew();
        } else {
            for (index, event) in (0u16..).zip(&entry.body.events) {
                kept.register.evolve(&fact_of(entry, index, event));
            }
        }
    }

    /// The entries of all registers, in log order.
    fn register_entries(&self) -> Vec<(TenantId, &Arc<Entry>)> {
        let all =
            self.tenants.iter().flat_map(|(tenant, kept)| kept.entries.iter().map(|entry| (*tenant, entry)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(_, entry)| entry.position);
        all
    }

    /// Reads the numbers again, without those of voided entries.
    fn number_anew(&mut self) {
        let entries: Vec<Arc<Entry>> =
            self.register_entries().into_iter().map(|(_, entry)| Arc::clone(entry)).collect();
        let events = entries.iter().flat_map(|entry| &entry.body.events);
        let voided: HashSet<EventId> = events
            .filter_map(|event| match &*event.what {
                Event::EntryMarkedErroneous(told) => Some(told.target),
                _ => None,
            })
            .collect();
        self.numbers.clear();
        for entry in &entries {
            if entry.main_event().is_some_and(|event| !voided.contains(&event.id)) {
                self.number(entry);
            }
        }
    }

    fn vault(&mut self, tenant: TenantId, entry: &Entry) {
        let name = entry.identity.as_ref().and_then(|identity| identity.name.clone());
        if let Some(name) = name {
            match (entry.body.patient, entry.main_event()) {
                (Some(patient), _) => drop(self.patient_names.entry((tenant, patient)).or_insert(name)),
                (None, Some(event)) => drop(self.names.entry(event.id.0).or_insert(name)),
                (None, None) => {}
            }
        }
        if let (Some(patient), Some(Event::PatientRegistered(_))) = (entry.body.patient, entry.body.main()) {
            self.patients.entry(patient).or_insert(tenant);
        }
        self.number(entry);
    }

    fn number(&mut self, entry: &Entry) {
        let number = entry.identity.as_ref().and_then(|identity| identity.nin.clone());
        let gives =
            matches!(entry.body.main(), Some(Event::PatientRegistered(_) | Event::PatientIdentityLinked(_)));
        if let (Some(patient), Some(number), true) = (entry.body.patient, number, gives) {
            self.numbers.entry(number).or_insert(patient);
        }
    }
}

/// The entry without number and name, where they are of one of these patients: its identity section can't be read.
fn without_identity(entry: Arc<Entry>, tenant: TenantId, patients: &[PatientId]) -> Arc<Entry> {
    let theirs = entry.body.patient.is_some_and(|patient| patients.contains(&patient));
    if !theirs || entry.identity.is_none() || entry.body.stream != StreamKey::Register(tenant) {
        return entry;
    }
    Arc::new(Entry { identity: None, ..Entry::clone(&entry) })
}
