//! D17 and D17r: whoever is coordinator has the basic course, and a refresher each year. One person's, over all patients.

use std::collections::BTreeMap;

use samspor_core::fact::Mark;
use samspor_core::patient::PatientFile;
use samspor_core::register::Register;
use samspor_core::register::person::{Activity, CompetenceKind};
use samspor_core::register::policy::Rule;
use samspor_core::words::{Day, PersonId};

use super::obligation::{Obligation, Owner, State, met as met_on, unmet};
use super::why::{First, Settled};

/// A statutory assignment that some patient's file has, as training looks at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    pub person: PersonId,
    pub mark: Mark,
    /// The first day it no longer runs.
    pub to: Option<Day>,
}

impl Held {
    /// The statutory assignments of a file.
    pub fn of_file(file: &PatientFile) -> impl Iterator<Item = Self> + '_ {
        let primaries = file.assignments.iter().filter(|one| one.seat().is_some());
        primaries.map(|one| Self { person: one.person, mark: one.mark, to: one.to() })
    }

    fn runs_on(&self, day: Day) -> bool {
        self.mark.on <= day && self.to.is_none_or(|to| day < to)
    }
}

/// The training obligations of everybody who has or had a patient by `day`, in order of rule, due day and trigger.
/// `held` is over all files of the tenant read at that day.
pub fn training(held: impl IntoIterator<Item = Held>, register: &Register, day: Day) -> Vec<Obligation> {
    let mut obligations = Vec::new();
    training_telling(held, register, day, &mut |settled| obligations.push(settled.obligation));
    obligations.sort_by_key(|one| (one.rule, one.due, one.triggered_on, one.trigger));
    obligations
}

/// The same, each with what it follows from, in order of person.
pub fn training_telling(
    held: impl IntoIterator<Item = Held>,
    register: &Register,
    day: Day,
    told: &mut impl FnMut(Settled),
) {
    let mut coordinators: BTreeMap<PersonId, (Mark, bool)> = BTreeMap::new();
    for one in held.into_iter().filter(|one| one.mark.on <= day) {
        let known = coordinators.entry(one.person).or_insert((one.mark, false));
        *known = (known.0.min(one.mark), known.1 || one.runs_on(day));
    }
    let mut activities: BTreeMap<PersonId, Vec<&Activity>> = BTreeMap::new();
    for activity in register.activities.iter().filter(|one| one.mark.on <= day) {
        activities.entry(activity.person).or_default().push(activity);
    }
    for (person, (first, has_patients)) in coordinators {
        let mut activities = activities.remove(&person).unwrap_or_default();
        activities.sort_by_key(|one| one.mark);
        let learner = Learner { person, has_patients, register, day, activities };
        learner.obligations(first, told);
    }
}

struct Learner<'a> {
    person: PersonId,
    has_patients: bool,
    register: &'a Register,
    day: Day,
    /// All activities up to the day, in order.
    activities: Vec<&'a Activity>,
}

impl Learner<'_> {
    fn obligations(&self, first: Mark, told: &mut impl FnMut(Settled)) {
        let basic = self.activities.iter().find(|one| one.kind == CompetenceKind::Basic);
        told(self.settled(Rule::D17, first, basic.map(|one| one.mark)));
        for (index, activity) in self.activities.iter().enumerate() {
            if is_course(activity.kind) {
                let mut after = self.activities.iter().skip(index + 1);
                let next = after.find(|one| one.kind == CompetenceKind::Refresher);
                let next = next.map(|one| one.mark);
                told(self.settled(Rule::D17Refresher, activity.mark, next));
            }
        }
    }

    fn settled(&self, rule: Rule, trigger: Mark, met: Option<Mark>) -> Settled {
        let deadline = self.register.deadline(rule, trigger.on, self.day);
        let counted = deadline.counted(trigger.on);
        let (state, days) = match met {
            Some(act) => met_on(counted.due, act.on),
            None if self.has_patients => unmet(counted.due, self.day),
            None => (State::Lapsed, 0),
        };
        let obligation = Obligation {
            rule,
            due: counted.due,
            trigger: trigger.event,
            part: 0,
            triggered_on: trigger.on,
            state,
            met_on: met.map(|act| act.on),
            days,
            owner: Owner::of(rule),
            person: Some(self.person),
            unit: self.register.persons.get(&self.person).map(|person| person.unit),
            substitute: None,
            with_tenant: None,
            number_from: deadline.source,
        };
        Settled { obligation, trigger, deadline, first: First::Counted(counted), met, lapsed: None }
    }
}

/// Whether a refresher is due a year after it.
fn is_course(kind: CompetenceKind) -> bool {
    match kind {
        CompetenceKind::Basic | CompetenceKind::Refresher => true,
        CompetenceKind::TargetGroup
        | CompetenceKind::IndividualGuidance
        | CompetenceKind::GroupGuidance
        | CompetenceKind::Tool => false,
    }
}

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;

    use crate::obligations::given::{ANE, BJARNE, Given, HOME, day};
    use crate::obligations::{Owner, State};

    #[test]
    fn the_basic_course_is_due_three_months_after_the_first_patient() {
        let mut given = Given::new();
        assert!(given.all(Rule::D17, "2025-01-06").is_empty());
        let first = given.appoint("2025-01-07", ANE, "Municipal");
        given.appoint("2025-02-07", ANE, "Specialist");
        let late = given.one(Rule::D17, "2025-04-08");
        assert_eq!((late.due, late.state, late.days), (day("2025-04-07"), State::Overdue, 1));
        assert_eq!((late.trigger, late.owner), (first, Owner::Ke));
        assert_eq!((late.person, late.unit), (ANE.parse().ok(), HOME.parse().ok()));
        given.course("2025-04-10", ANE, "Basic");
        assert_eq!(given.brief(Rule::D17, "2025-04-10"), ["2025-04-07 MetLate 3"]);
    }

    #[test]
    fn a_course_from_before_the_first_patient_counts() {
        let mut given = Given::new();
        given.course("2023-12-01", ANE, "Basic");
        given.appoint("2025-01-07", ANE, "Municipal");
        assert_eq!(given.one(Rule::D17, "2025-01-07").met_on, Some(day("2023-12-01")));
    }

    #[test]
    fn a_refresher_is_due_a_year_after_each_course_once_the_person_has_a_patient() {
        let mut given = Given::new();
        given.course("2023-12-01", ANE, "Basic");
        given.course("2023-12-01", BJARNE, "Basic");
        given.course("2024-03-01", ANE, "GroupGuidance");
        given.appoint("2025-01-07", ANE, "Municipal");
        assert!(given.all(Rule::D17Refresher, "2025-01-06").is_empty());
        assert_eq!(given.brief(Rule::D17Refresher, "2025-01-10"), ["2024-12-01 Overdue 40"]);
        let refresher = given.course("2025-02-10", ANE, "Refresher");
        let rows = given.brief(Rule::D17Refresher, "2025-06-18");
        assert_eq!(rows, ["2024-12-01 MetLate 71", "2026-02-10 Pending 0"]);
        assert_eq!(given.all(Rule::D17Refresher, "2025-06-18")[1].trigger, refresher);
    }

    #[test]
    fn training_lapses_on_days_without_a_patient_unless_it_was_met() {
        let mut given = Given::new();
        given.course("2023-12-01", ANE, "Basic");
        given.appoint("2025-01-07", ANE, "Municipal");
        given.appoint("2025-01-07", BJARNE, "Pathway");
        given.end("2025-02-01", "Municipal", false);
        assert_eq!(given.one(Rule::D17, "2025-02-01").state, State::Met);
        assert_eq!(given.one(Rule::D17Refresher, "2025-02-01").state, State::Lapsed);
        given.appoint("2025-03-01", ANE, "Municipal");
        assert_eq!(given.brief(Rule::D17Refresher, "2025-03-01"), ["2024-12-01 Overdue 90"]);
    }
}
