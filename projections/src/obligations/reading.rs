//! How a draft of an obligation becomes one: deadlines, extensions, suspensions and lapses are read in here, once for all rules.

use samspor_core::fact::Mark;
use samspor_core::patient::assignment::Assignment;
use samspor_core::patient::consent::ScopeKind;
use samspor_core::patient::participant::Direction;
use samspor_core::register::policy::{Deadline, Rule};
use samspor_core::words::{Day, EventId, PersonId, UnitId};

use super::obligation::{Obligation, Owner, State, met, unmet};
use super::suspension::{DAYS_AFTER_RESUMPTION, Suspension, needs_consent, suspensions};
use super::why::{First, Moved, Settled};
use crate::file_at::FileAt;

/// Where the due day comes from before anything moves it.
#[derive(Clone, Copy)]
enum Start {
    /// The deadline is counted from the draft's day.
    Counted,
    /// The deadline is counted back from a day.
    CountedBack(Day),
    /// The rule, or what began it, states the day.
    Stated(Day),
}

/// What a rule says of one obligation, before lapses, suspensions and extensions are read in.
pub(super) struct Draft {
    rule: Rule,
    trigger: Mark,
    part: u16,
    /// The day the deadline counts from, and the policy's day.
    counts_from: Day,
    start: Start,
    /// The first fact that meets it.
    met: Option<Mark>,
    /// What ends it beside the lapses of the whole file.
    ended: Option<Mark>,
    /// When it waits beside the suspensions of the whole file.
    waits: Vec<Suspension>,
    person: Option<PersonId>,
    unit: Option<UnitId>,
}

impl Draft {
    /// An obligation that begins with a fact and counts from its day.
    pub(super) fn new(rule: Rule, trigger: Mark) -> Self {
        let counts_from = trigger.on;
        Self {
            rule,
            trigger,
            part: 0,
            counts_from,
            start: Start::Counted,
            met: None,
            ended: None,
            waits: Vec::new(),
            person: None,
            unit: None,
        }
    }

    pub(super) fn part(self, part: u16) -> Self {
        Self { part, ..self }
    }

    pub(super) fn counting_from(self, counts_from: Day) -> Self {
        Self { counts_from, ..self }
    }

    pub(super) fn due_on(self, due: Day) -> Self {
        Self { start: Start::Stated(due), ..self }
    }

    /// Due the deadline's length before a day.
    pub(super) fn due_before(self, day: Day) -> Self {
        Self { start: Start::CountedBack(day), ..self }
    }

    /// Whether the obligation is of this rule, and was started by this event.
    pub(super) fn is_of(&self, rule: Rule, trigger: EventId) -> bool {
        self.rule == rule && self.trigger.event == trigger
    }

    pub(super) fn met_by(self, met: Option<Mark>) -> Self {
        Self { met, ..self }
    }

    pub(super) fn ended_by(self, ended: Option<Mark>) -> Self {
        Self { ended, ..self }
    }

    pub(super) fn waiting(self, waits: Vec<Suspension>) -> Self {
        Self { waits, ..self }
    }

    pub(super) fn of(self, person: Option<PersonId>, unit: Option<UnitId>) -> Self {
        Self { person, unit, ..self }
    }

    /// The assignment's own: its person and unit have it, and it lapses with the assignment.
    pub(super) fn carried_by(self, assignment: &Assignment) -> Self {
        self.of(Some(assignment.person), Some(assignment.unit)).ended_by(assignment.end.map(|end| end.mark))
    }
}

/// A file with what all rules ask of it, worked out once.
pub(super) struct Reading<'a> {
    pub(super) at: &'a FileAt<'a>,
    /// Death, closings and transfers out.
    lapses: Vec<Mark>,
    /// For want of a consent to the coordinator, and of one to the group.
    suspensions: [(ScopeKind, Vec<Suspension>); 2],
}

/// What moves a due date, or stops it for a while.
enum Turn {
    Extended(Day),
    Suspended,
    Resumed,
}

impl<'a> Reading<'a> {
    pub(super) fn of(at: &'a FileAt<'a>) -> Self {
        let file = at.file;
        let out = file.transfers.iter().filter(|one| one.direction == Direction::Out).map(|one| one.mark);
        let lapses = file.death.into_iter().chain(file.case.closings()).chain(out).collect();
        let of = |scope| (scope, suspensions(file, scope));
        Self { at, lapses, suspensions: [of(ScopeKind::Coordinator), of(ScopeKind::Group)] }
    }

    /// The deadline for what begins on a day.
    pub(super) fn deadline(&self, rule: Rule, trigger: Day) -> Deadline {
        self.at.register.deadline(rule, trigger, self.at.day)
    }

    /// The obligation on the file's day.
    pub(super) fn settle(&self, draft: Draft) -> Obligation {
        self.settle_telling(draft, &mut |_| ()).obligation
    }

    /// The obligation on the file's day, with what it follows from; `told` hears of each move of its due day.
    pub(super) fn settle_telling(&self, draft: Draft, told: &mut impl FnMut(Moved)) -> Settled {
        let deadline = self.deadline(draft.rule, draft.counts_from);
        let lapse = self.lapse(&draft);
        let met_by = draft.met.filter(|act| lapse.is_none_or(|lapse| act.on <= lapse.on));
        let first = match draft.start {
            Start::Counted => First::Counted(deadline.counted(draft.counts_from)),
            Start::CountedBack(day) => First::CountedBack(deadline.counted_back(day)),
            Start::Stated(due) => First::Stated(due),
        };
        let (due, suspended) = self.course(&draft, first.due(), met_by.or(lapse), told);
        let (state, days) = match (met_by, lapse, suspended) {
            (Some(_), _, Some(InTime(true))) => (State::Met, 0),
            (Some(act), _, _) => met(due, act.on),
            (None, Some(_), _) => (State::Lapsed, 0),
            (None, None, Some(_)) => (State::Suspended, 0),
            (None, None, None) => unmet(due, self.at.day),
        };
        let owner = Owner::of(draft.rule);
        let obligation = Obligation {
            rule: draft.rule,
            due,
            trigger: draft.trigger.event,
            part: draft.part,
            triggered_on: draft.counts_from,
            state,
            met_on: met_by.map(|act| act.on),
            days,
            owner,
            person: draft.person,
            unit: draft.unit,
            substitute: draft
                .person
                .filter(|_| owner == Owner::Coordinator)
                .and_then(|person| self.substitute_of(person)),
            with_tenant: None,
            number_from: deadline.source,
        };
        let lapsed = lapse.filter(|_| met_by.is_none());
        Settled { obligation, trigger: draft.trigger, deadline, first, met: met_by, lapsed }
    }

    /// The first lapse after the trigger, in the file's order; a death is one for whatever is triggered later too (trap T21).
    fn lapse(&self, draft: &Draft) -> Option<Mark> {
        if lapses_by_nothing(draft.rule) {
            return None;
        }
        let after = self.lapses.iter().copied().chain(draft.ended).filter(|lapse| draft.trigger < *lapse);
        after.chain(self.at.file.death).min()
    }

    /// The person and unit of a duty that is the primary's of the day, if there is one.
    pub(super) fn primary(&self) -> (Option<PersonId>, Option<UnitId>) {
        let primary = self.at.file.primaries_on(self.at.day).next();
        (primary.map(|one| one.person), primary.map(|one| one.unit))
    }

    /// The due day as it stood when the obligation was settled (else today), and whether it was suspended then.
    fn course(
        &self,
        draft: &Draft,
        first_due: Day,
        settled: Option<Mark>,
        told: &mut impl FnMut(Moved),
    ) -> (Day, Option<InTime>) {
        let (mut due, mut suspended) = (first_due, None);
        // What is suspended twice waits until both are over.
        let mut suspensions = 0;
        for (by, turn) in self.turns(draft) {
            let from = due;
            match turn {
                // An extension counts from its day on, also for an act of that day.
                Turn::Extended(new_due) if settled.is_none_or(|settled| by.on <= settled.on) => {
                    due = new_due;
                    told(Moved::Extended { by, from, to: due });
                }
                Turn::Suspended if settled.is_none_or(|settled| by < settled) => {
                    suspensions += 1;
                    suspended.get_or_insert(InTime(by < draft.trigger || by.on <= due));
                    told(Moved::Suspended { by });
                }
                Turn::Resumed if settled.is_none_or(|settled| by < settled) => {
                    suspensions -= 1;
                    if suspensions == 0 {
                        suspended = None;
                        let earliest = by.on.plus_days(DAYS_AFTER_RESUMPTION);
                        due = due.max(earliest);
                        told(Moved::Resumed { by, earliest, from, to: due });
                    }
                }
                Turn::Extended(_) | Turn::Suspended | Turn::Resumed => {}
            }
        }
        (due, suspended)
    }

    /// The extensions of the obligation, and the suspensions that were not over when it began, in the file's order.
    fn turns(&self, draft: &Draft) -> Vec<(Mark, Turn)> {
        let mut turns: Vec<(Mark, Turn)> = self.extensions(draft).collect();
        let needed = self.suspensions.iter().filter(|(scope, _)| needs_consent(draft.rule, *scope));
        let of_file = needed.flat_map(|(_, suspensions)| suspensions);
        for one in of_file.chain(&draft.waits) {
            if one.resumed.is_none_or(|resumed| draft.trigger < resumed) {
                turns.push((one.withdrawn, Turn::Suspended));
                turns.extend(one.resumed.map(|resumed| (resumed, Turn::Resumed)));
            }
        }
        turns.sort_by_key(|(mark, _)| *mark);
        turns
    }

    fn extensions(&self, draft: &Draft) -> impl Iterator<Item = (Mark, Turn)> {
        let (rule, trigger, at) = (draft.rule, draft.trigger.event, self.at);
        let of_file =
            move |patient| patient == at.patient || at.facts.iter().any(|fact| fact.patient == Some(patient));
        let about = at.register.extensions.iter().filter(move |one| {
            one.rule == rule && one.trigger_event == trigger && one.mark.on <= at.day && of_file(one.patient)
        });
        about.map(|one| (one.mark, Turn::Extended(one.new_due)))
    }

    /// The newest substitute of a person who runs on the file's day.
    fn substitute_of(&self, person: PersonId) -> Option<PersonId> {
        let running = self.at.file.substitutes_on(self.at.day).filter(|one| one.for_person == person);
        running.last().map(|one| one.person)
    }
}

/// A complaint is handled and an order met also when the patient is dead, the case closed, or the responsibility elsewhere.
fn lapses_by_nothing(rule: Rule) -> bool {
    matches!(rule, Rule::D20 | Rule::D24)
}

/// Whether an act during a suspension is in time: it is unless the obligation was overdue when the suspension began.
#[derive(Clone, Copy)]
struct InTime(bool);

#[cfg(test)]
mod tests {
    use samspor_core::register::policy::Rule;
    use serde_json::json;

    use crate::obligations::given::{ANE, Given, day};
    use crate::obligations::{State, of_file};

    fn reported() -> (Given, samspor_core::words::EventId) {
        let mut given = Given::new();
        let report = given.report("2025-03-03", "2025-03-03");
        (given, report)
    }

    #[test]
    fn death_closing_and_transfer_out_lapse_what_was_open() {
        for lapse in [Given::die, Given::close, Given::move_out] {
            let (mut given, _) = reported();
            lapse(&mut given, "2025-03-10");
            assert_eq!(given.one(Rule::D01, "2025-03-09").state, State::Pending);
            assert_eq!(given.one(Rule::D01, "2025-04-10").state, State::Lapsed);
            assert_eq!(given.one(Rule::D02, "2025-04-10").state, State::Lapsed);
        }
    }

    #[test]
    fn a_death_registered_late_lapses_from_the_day_of_death() {
        let (mut given, _) = reported();
        given.assess("2025-03-20");
        given.die("2025-03-10");
        assert_eq!(given.brief(Rule::D01, "2025-03-25"), ["2025-03-17 Lapsed 0"]);
    }

    #[test]
    fn a_lapse_touches_only_what_began_before_it() {
        let (mut given, _) = reported();
        given.close("2025-03-10");
        given.report("2025-03-10", "2025-03-10");
        assert_eq!(given.brief(Rule::D01, "2025-03-11"), ["2025-03-17 Lapsed 0", "2025-03-24 Pending 0"]);
    }

    #[test]
    fn what_was_met_by_the_day_of_the_lapse_stays_met() {
        let (mut given, _) = reported();
        given.close("2025-03-18");
        given.assess("2025-03-18");
        assert_eq!(given.brief(Rule::D01, "2025-04-18"), ["2025-03-17 MetLate 1"]);
    }

    #[test]
    fn an_extension_counts_from_its_own_day() {
        let (mut given, report) = reported();
        given.extend("2025-03-20", "D01", report, "2025-04-01");
        assert_eq!(given.brief(Rule::D01, "2025-03-19"), ["2025-03-17 Overdue 2"]);
        assert_eq!(given.brief(Rule::D01, "2025-03-20"), ["2025-04-01 Pending 0"]);
        given.extend("2025-03-25", "D01", report, "2025-03-28");
        assert_eq!(given.brief(Rule::D01, "2025-03-30"), ["2025-03-28 Overdue 2"]);
    }

    #[test]
    fn what_was_met_late_stays_late_after_an_extension() {
        let (mut given, report) = reported();
        given.assess("2025-03-19");
        given.extend("2025-03-20", "D01", report, "2025-04-01");
        assert_eq!(given.brief(Rule::D01, "2025-03-25"), ["2025-03-17 MetLate 2"]);
    }

    #[test]
    fn an_extension_is_for_one_rule_one_trigger_and_one_patient() {
        let (mut given, report) = reported();
        given.extend("2025-03-10", "D02", report, "2025-05-01");
        given.extend_for_another("2025-03-10", "D01", report, "2025-05-01");
        assert_eq!(given.one(Rule::D01, "2025-03-10").due, day("2025-03-17"));
        assert_eq!(given.one(Rule::D02, "2025-03-10").due, day("2025-05-01"));
    }

    #[test]
    fn obligations_stand_in_order_of_rule_and_due_day() {
        let (mut given, _) = reported();
        given.report("2025-03-01", "2025-03-01");
        given.appoint("2025-03-05", ANE, "Municipal");
        let order = given.on("2025-03-05", |at| {
            of_file(at).iter().map(|one| (one.rule, one.due.to_string())).collect::<Vec<_>>()
        });
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(order.len(), 6);
    }

    #[test]
    fn nothing_is_due_to_the_dead_whatever_was_told_before_the_notice() {
        let mut given = Given::new();
        given.report("2025-02-10", "2025-02-10");
        given.report("2025-02-10", "2025-01-10");
        given.assess("2025-01-13");
        given.appoint("2025-02-10", ANE, "Municipal");
        let told = json!({"kind": "visit", "due_on": "2025-02-24", "owner": ANE});
        given.tell("2025-02-10", "FollowUpPlanned", &told);
        assert_eq!(given.brief(Rule::D08Planned, "2025-03-03"), ["2025-02-24 Overdue 7"]);
        given.die("2025-02-03");
        assert_eq!(given.brief(Rule::D08Planned, "2025-03-03"), ["2025-02-24 Lapsed 0"]);
        assert_eq!(given.brief(Rule::D05, "2025-03-03"), ["2025-02-24 Lapsed 0"]);
        assert_eq!(given.brief(Rule::D01, "2025-03-03"), ["2025-01-24 Met 0", "2025-02-24 Lapsed 0"]);
        assert_eq!(given.brief(Rule::D01, "2025-02-02"), Vec::<String>::new());
    }
}
