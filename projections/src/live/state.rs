//! What the live view holds in memory, and how it follows the log.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use samspor_core::catalogue::Event;
use samspor_core::directory::Directory;
use samspor_core::entry::{Entry, class_of};
use samspor_core::log::{Class, Log, Placed, Position, StreamKey};
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId};

use super::crew::{Crew, made_of};
use super::error::ViewError;
use super::touched::Touched;
use crate::contribution::Contribution;
use crate::gathered::{Gathered, Reading};

/// Most entries read from the log at a time while following it.
const PAGE_ENTRIES: usize = 1024;
/// Files computed again at a time, so that what was read of them need not all be in memory.
const FILES_AT_A_TIME: usize = 16_384;

/// The contributions of every patient on a day, of all that is known, with the indexes over them.
pub(super) struct Live {
    /// Shared with questions that are being answered; copied when it changes meanwhile.
    pub(super) directory: Arc<Directory>,
    pub(super) position: Position,
    /// When the newest entry was recorded.
    pub(super) newest_at: Instant,
    pub(super) today: Day,
    /// By surviving reference.
    pub(super) contributions: BTreeMap<TenantId, BTreeMap<PatientId, Contribution>>,
    /// Every reference that has entries at a tenant, merged ones too.
    pub(super) streams: BTreeSet<(TenantId, PatientId)>,
    /// Which contributions change by themselves on a day.
    queue: BTreeMap<Day, BTreeSet<(TenantId, PatientId)>>,
    /// The patients a person has, had or will have a statutory assignment for.
    assigned: HashMap<(TenantId, PersonId), BTreeSet<PatientId>>,
}

impl Live {
    /// An empty view on a day.
    pub(super) fn new(today: Day) -> Self {
        Self {
            directory: Arc::default(),
            position: Position::START,
            newest_at: Instant::from_micros(i64::MIN),
            today,
            contributions: BTreeMap::new(),
            streams: BTreeSet::new(),
            queue: BTreeMap::new(),
            assigned: HashMap::new(),
        }
    }

    /// Whether the view has every entry of the log and stands on this day or a later one.
    pub(super) fn is_current(&self, log: &dyn Log, today: Day) -> bool {
        self.position >= log.head() && self.today >= today
    }

    /// Takes in what the log has after the view's position and moves to the day, if it is later.
    ///
    /// After an error the view is incomplete: the caller throws it away.
    pub(super) fn follow(&mut self, log: &dyn Log, crew: &dyn Crew, today: Day) -> Result<(), ViewError> {
        let mut touched = Touched::default();
        loop {
            let page = log.page(self.position, PAGE_ENTRIES)?;
            if page.is_empty() {
                break;
            }
            for placed in &page {
                self.take(log, placed, &mut touched)?;
            }
        }
        // Nothing is known before its day: a view that stood on an earlier one would not see it change by itself.
        let newest = (self.position > Position::START).then(|| self.newest_at.day());
        let today = newest.map_or(today, |newest| today.max(newest));
        if today > self.today {
            touched.patients.extend(self.relinked(today));
            self.today = today;
            let later = self.queue.split_off(&today.next());
            for due in std::mem::replace(&mut self.queue, later).into_values() {
                touched.files.extend(due);
            }
        }
        self.refresh(log, crew, &touched)
    }

    /// A patient's entries are read with the whole file, later; but an erasure changes the register too.
    fn take(&mut self, log: &dyn Log, placed: &Placed, touched: &mut Touched) -> Result<(), ViewError> {
        let file = match log.stream_of(placed) {
            Some(StreamKey::Patient(tenant, patient)) => Some((tenant, patient)),
            Some(StreamKey::Ledger | StreamKey::Register(_)) | None => None,
        };
        if let Some(file) = file {
            self.streams.insert(file);
            touched.files.insert(file);
        }
        let tells_of_others = file.is_none() || class_of(placed) == Some(Class::E);
        if tells_of_others {
            let opened = log.open(placed)?;
            if let Some(entry) = Arc::make_mut(&mut self.directory).take_opened(opened) {
                self.note_erased(log, &entry)?;
                touched.add(&entry, &self.directory);
            }
        }
        self.position = placed.position;
        self.newest_at = placed.recorded_at;
        Ok(())
    }

    /// What was erased with a file may have had entries that say no more whose they are.
    fn note_erased(&mut self, log: &dyn Log, entry: &Entry) -> Result<(), ViewError> {
        let (Some(Event::PersonalDataErased(told)), Some(tenant)) =
            (entry.body.main(), entry.body.stream.tenant())
        else {
            return Ok(());
        };
        for patient in &told.with {
            if !log.stream(&StreamKey::Patient(tenant, *patient), entry.position)?.is_empty() {
                self.streams.insert((tenant, *patient));
            }
        }
        Ok(())
    }

    /// The references under which links begin or end to hold between today and a later day.
    fn relinked(&self, later: Day) -> BTreeSet<PatientId> {
        let pairs = |day| -> BTreeSet<(PatientId, PatientId)> {
            self.directory.links_on(day).map(|link| (link.survivor, link.merged)).collect()
        };
        let (now, then) = (pairs(self.today), pairs(later));
        now.symmetric_difference(&then).flat_map(|(survivor, merged)| [*survivor, *merged]).collect()
    }

    fn refresh(&mut self, log: &dyn Log, crew: &dyn Crew, touched: &Touched) -> Result<(), ViewError> {
        let mut files = Vec::new();
        for (tenant, reference) in self.references(touched) {
            let survivor = self.directory.survivor(reference, self.today);
            if survivor != reference {
                self.put((tenant, reference), None);
            }
            files.push((tenant, survivor));
        }
        let at = (self.today, Instant::from_micros(i64::MAX));
        let reading = Reading::of(files.len());
        for files in files.chunks(FILES_AT_A_TIME) {
            let made = made_of(crew, files, |file| {
                let gathered = Gathered::read(log, reading, &self.directory, *file, at)?;
                Ok::<_, ViewError>(gathered.and_then(|gathered| gathered.contribution(&self.directory)))
            })?;
            for (file, contribution) in files.iter().zip(made) {
                self.put(*file, contribution);
            }
        }
        Ok(())
    }

    /// The references to be computed again, each once.
    fn references(&self, touched: &Touched) -> BTreeSet<(TenantId, PatientId)> {
        let mut all: BTreeSet<(TenantId, PatientId)> = touched.files.clone();
        // A link brings a tenant's file under a reference that may have no entries of its own there.
        let tenants = || self.directory.tenants().map(|(tenant, _)| tenant);
        let has = |file: &(TenantId, PatientId)| {
            self.streams.contains(file) || self.contribution(file.0, file.1).is_some()
        };
        // What was merged into a patient has no contribution of its own and may get one now.
        let merged = |patient: &PatientId| self.directory.merged_into(*patient, self.today);
        for patient in touched.patients.iter().flat_map(merged) {
            all.extend(tenants().map(|tenant| (tenant, patient)).filter(has));
        }
        if !touched.tenants.is_empty() {
            let kept = self.contributions.iter();
            let kept = kept.flat_map(|(tenant, files)| files.keys().map(move |patient| (*tenant, *patient)));
            let files = self.streams.iter().copied().chain(kept);
            all.extend(files.filter(|(tenant, _)| touched.tenants.contains(tenant)));
        }
        for (tenant, person) in &touched.coordinated_by {
            all.extend(self.assigned_to(*tenant, *person).map(|patient| (*tenant, patient)));
        }
        for (tenant, policy) in &touched.under_rule {
            let concerned = |one: &&Contribution| {
                one.obligations.iter().any(|due| due.rule == policy.rule && due.triggered_on >= policy.from)
            };
            let of_tenant = self.contributions.get(tenant).into_iter().flat_map(BTreeMap::values);
            all.extend(of_tenant.filter(concerned).map(|one| (*tenant, one.patient)));
        }
        all
    }

    /// The patients a person has, had or will have a statutory assignment for.
    pub(super) fn assigned_to(
        &self,
        tenant: TenantId,
        person: PersonId,
    ) -> impl Iterator<Item = PatientId> + '_ {
        self.assigned.get(&(tenant, person)).into_iter().flatten().copied()
    }

    /// The contribution of a patient at a tenant.
    pub(super) fn contribution(&self, tenant: TenantId, patient: PatientId) -> Option<&Contribution> {
        self.contributions.get(&tenant)?.get(&patient)
    }

    /// Puts a contribution in the place of the old one, in every index too.
    pub(super) fn put(&mut self, file: (TenantId, PatientId), contribution: Option<Contribution>) {
        let (tenant, patient) = file;
        let of_tenant = self.contributions.entry(tenant).or_default();
        if let Some(old) = of_tenant.remove(&patient) {
            if let Some(queued) = old.next_change_on.and_then(|day| self.queue.get_mut(&day)) {
                queued.remove(&file);
            }
            for tenure in &old.tenures {
                if let Some(patients) = self.assigned.get_mut(&(tenant, tenure.person)) {
                    patients.remove(&patient);
                }
            }
        }
        if let Some(new) = contribution {
            if let Some(day) = new.next_change_on {
                self.queue.entry(day).or_default().insert(file);
            }
            for tenure in &new.tenures {
                self.assigned.entry((tenant, tenure.person)).or_default().insert(patient);
            }
            of_tenant.insert(patient, new);
        }
    }
}
