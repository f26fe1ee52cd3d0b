//! The world a history is about: an agenda of what is to come, taken day by day, each writing its lines.

use std::collections::BTreeMap;

use samspor_core::words::Day;
use serde_json::json;

use super::cast::Cast;
use super::dice::Dice;
use super::file::{File, Incident};
use super::names::full_name;
use super::number::Numbers;
use super::pen::{Act, Pen};
use super::register::Post;
use super::scene::Scene;
use super::shape::Shape;
use super::stories::Script;

/// Everything the lines to come depend on; as an iterator, the lines.
#[derive(Debug)]
pub(super) struct World {
    pub(super) cast: Cast,
    pub(super) pen: Pen,
    pub(super) dice: Dice,
    pub(super) first_day: Day,
    pub(super) last_day: Day,
    /// So many command lines a patient, and nobody is lost on the way; else the calendar decides.
    pub(super) lines_each: Option<u32>,
    seed: u64,
    agenda: BTreeMap<(Day, u64), Due>,
    dues: u64,
    files: Vec<Option<Box<File>>>,
    unfinished: usize,
    numbers: Numbers,
}

/// Something on the agenda.
#[derive(Debug)]
enum Due {
    Admission(u32),
    File(usize, Incident),
    Post(Post),
    Script(Box<Script>),
}

impl World {
    pub(super) fn new(
        shapes: &[Shape],
        title: &str,
        seed: u64,
        days: [Day; 2],
        lines_each: Option<u32>,
    ) -> Self {
        let mut dice = Dice::new(seed, 0);
        let mut pen = Pen::new(if lines_each.is_some() { 4_000 } else { 30 });
        pen.title(title);
        let cast = Cast::registered(shapes, days[0], &mut dice, &mut pen);
        let mut world = Self {
            cast,
            pen,
            dice,
            first_day: days[0],
            last_day: days[1],
            lines_each,
            seed,
            agenda: BTreeMap::new(),
            dues: 0,
            files: Vec::new(),
            unfinished: 0,
            numbers: Numbers::default(),
        };
        world.open_register();
        world
    }

    /// The patients are registered from the first day to `over` days later, more of them early when `early`.
    pub(super) fn admit(&mut self, patients: u32, over: i64, early: bool) {
        self.unfinished = usize::try_from(patients).unwrap_or(usize::MAX);
        for patient in 1..=patients {
            let most = if early && self.dice.chance(38) { over / 7 } else { over };
            let wait = self.dice.between(0, most);
            self.plan(self.first_day.plus_days(wait), Due::Admission(patient));
        }
    }

    pub(super) fn plan_post(&mut self, day: Day, post: Post) {
        self.plan(day, Due::Post(post));
    }

    pub(super) fn plan_incident(&mut self, day: Day, file: usize, incident: Incident) {
        self.plan(day, Due::File(file, incident));
    }

    pub(super) fn plan_script(&mut self, day: Day, script: Script) {
        self.plan(day, Due::Script(Box::new(script)));
    }

    /// Offices are closed on Saturdays and Sundays.
    pub(super) fn office_day(day: Day) -> Day {
        let thursday = Day::FIRST.plus_days(2);
        match day.days_since(thursday).rem_euclid(7) {
            2 => day.plus_days(2),
            3 => day.plus_days(1),
            _ => day,
        }
    }

    /// Puts a file on the shelf and says where.
    pub(super) fn shelve(&mut self, file: File) -> usize {
        self.files.push(Some(Box::new(file)));
        self.files.len() - 1
    }

    /// Does something with a file while nothing else does.
    pub(super) fn with_file(&mut self, id: usize, today: Day, act: impl FnOnce(&mut Scene<'_>)) {
        let Some(mut file) = self.files.get_mut(id).and_then(Option::take) else { return };
        let mut scene = Scene { world: self, file: &mut file, id, today };
        act(&mut scene);
        if scene.file.lines_left == Some(0) {
            scene.leave_seat();
            self.unfinished -= 1;
        } else {
            self.files[id] = Some(file);
        }
    }

    /// A line in a tenant's register.
    pub(super) fn write(&mut self, today: Day, act: &Act) {
        self.pen.command(today, None, act);
    }

    /// An invented patient with an invented name and a synthetic number.
    pub(super) fn register_patient(&mut self, today: Day, alias: &str, tenant: usize, born: Day) {
        let mut what = json!({"tenant": self.cast.tenants[tenant].alias, "born": born.to_string(),
            "name": full_name(&mut self.dice)});
        if let Some(number) = self.numbers.next(born) {
            what["nin"] = json!(number);
        }
        self.pen.register(today, alias, "patient", &what);
    }

    /// Before everything else of that day.
    pub(super) fn plan_first(&mut self, day: Day, file: usize, incident: Incident) {
        self.dues += 1;
        self.agenda.insert((Self::office_day(day), self.dues), Due::File(file, incident));
    }

    fn plan(&mut self, day: Day, due: Due) {
        const AFTER_THE_FIRST: u64 = 1 << 40;
        self.dues += 1;
        self.agenda.insert((Self::office_day(day), AFTER_THE_FIRST + self.dues), due);
    }

    fn happens(&mut self, today: Day, due: Due) {
        match due {
            Due::Admission(patient) => self.admission(today, patient),
            Due::Post(post) => self.post(today, post),
            Due::Script(script) => self.script(today, *script),
            Due::File(id, incident) => self.with_file(id, today, |scene| scene.happens(incident)),
        }
    }

    fn admission(&mut self, today: Day, patient: u32) {
        let mut dice = Dice::new(self.seed, u64::from(patient));
        let tenant = dice.weighted(self.cast.tenants.iter().map(|tenant| tenant.share));
        let child = !self.cast.tenants[tenant].trust && dice.chance(17);
        let age = if child { dice.between(2, 16) } else { 18 + dice.between(0, 40) + dice.between(0, 34) };
        let months = i32::try_from(age).unwrap_or(40) * 12;
        let born = today.plus_months(-months).plus_days(-dice.between(20, 320));
        let unit = self.unit_for(tenant, child, &mut dice);
        let alias = format!("p{patient:03}");
        self.register_patient(today, &alias, tenant, born);
        let file =
            File { tenant, unit, lines_left: self.lines_each, ..File::empty(&alias, born, dice, today) };
        let id = self.shelve(file);
        self.plan_incident(today, id, Incident::Report);
    }

    /// Where a patient is taken on.
    pub(super) fn unit_for(&self, tenant: usize, child: bool, dice: &mut Dice) -> usize {
        let units = &self.cast.tenants[tenant].units;
        let ward = |unit: usize| self.cast.units[unit].ward;
        if let Some(unit) = units.iter().find(|unit| child && ward(**unit).children) {
            return *unit;
        }
        units[dice.weighted(units.iter().map(|unit| ward(*unit).weight))]
    }
}

impl Iterator for World {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        loop {
            if let Some(line) = self.pen.take() {
                return Some(line);
            }
            if self.lines_each.is_some() && self.unfinished == 0 {
                return None;
            }
            let ((today, _), due) = self.agenda.pop_first()?;
            if today > self.last_day {
                return None;
            }
            self.happens(today, due);
        }
    }
}
