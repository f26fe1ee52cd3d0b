//! What the generator remembers of one patient's file at one tenant, and what it has in store for it.

use samspor_core::words::Day;

use super::dice::Dice;

/// A patient's file at one tenant, as far as the next line depends on it.
#[derive(Debug)]
pub(super) struct File {
    /// The patient's alias; what the file names begins with `key`, which differs from tenant to tenant.
    pub(super) patient: String,
    pub(super) key: String,
    pub(super) tenant: usize,
    pub(super) unit: usize,
    /// The municipality whose file came before this one.
    pub(super) home: Option<usize>,
    pub(super) born: Day,
    pub(super) dice: Dice,
    pub(super) course: Course,
    pub(super) seat: Option<Seat>,
    /// Counts the coordinators so far; what was in store for an earlier one is dropped.
    pub(super) turn: u32,
    /// A change is written down and has not come yet.
    pub(super) changing: bool,
    pub(super) substitute: Option<(usize, Day)>,
    pub(super) planned: Option<String>,
    pub(super) consent: Option<Consent>,
    /// Somebody has agreed to a plan.
    pub(super) plan_consent: bool,
    /// The light collaboration that is no plan yet.
    pub(super) light: Option<String>,
    pub(super) plan: Option<Plan>,
    /// The group, if there is one.
    pub(super) group: Option<String>,
    pub(super) lifelong: bool,
    pub(super) contacted: Day,
    pub(super) names: u32,
    /// How many more command lines it may write; without a limit the calendar ends it.
    pub(super) lines_left: Option<u32>,
}

/// Whether there is a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Open,
    Closed,
    Over,
}

/// The primary coordinator of today.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    pub(super) person: usize,
    pub(super) role: &'static str,
    pub(super) since: Day,
}

/// The plan that stands.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) alias: String,
    pub(super) paused: bool,
}

/// The newest consent.
#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub(super) alias: String,
    pub(super) parties: Vec<&'static str>,
    /// Whether it is one to a group too.
    pub(super) group: bool,
    /// The parents' consent is not enough from this day (*den helserettslige myndighetsalderen*, 16).
    pub(super) until: Option<Day>,
}

/// What comes to a file one day.
#[derive(Clone, Debug)]
pub(super) enum Incident {
    Report,
    Rerouted(String),
    Repeated(String),
    Reply,
    Assess,
    Offer,
    Answer,
    Appoint,
    TaskAnswer(u32),
    Mandate(u32),
    Inform(u32),
    Contact(u32),
    ServiceContact(u32),
    Participant,
    PlanWish,
    PlanDecision,
    PlanStart,
    PlanRevision(String),
    PlanPause(String),
    Group,
    Summons,
    Meeting(bool),
    Minutes(String),
    Notify,
    Received(String, usize),
    Transition,
    Discharge,
    Sixteen,
    SoonEighteen,
    Eighteen,
    ChangeWish,
    Change(u32, &'static str, Option<Day>),
    TakeOver(u32, usize),
    Handover(u32),
    Departure(u32),
    Successor,
    Substitute(usize),
    SubstituteEnds(usize),
    Withdrawal,
    ConsentAgain,
    Correct(String, Day),
    Voided(Box<[String; 2]>),
    Referral,
    NeedCeases,
    Death,
    Move,
    Close(&'static str),
    Reopen,
    Complaint(Complained),
}

/// What comes of a refusal, each by the name of what it follows on.
#[derive(Clone, Debug)]
pub(super) enum Complained {
    /// Of the refusal, made on that day.
    Received(String, Day),
    Processed(String),
    Decided(String),
    Complied(String),
}

impl File {
    /// A file nothing stands in yet, at the first tenant and unit until it is said otherwise.
    pub(super) fn empty(patient: &str, born: Day, dice: Dice, today: Day) -> Self {
        Self {
            patient: patient.to_owned(),
            key: patient.to_owned(),
            tenant: 0,
            unit: 0,
            home: None,
            born,
            dice,
            course: Course::Open,
            seat: None,
            turn: 0,
            changing: false,
            substitute: None,
            planned: None,
            consent: None,
            group: None,
            light: None,
            plan: None,
            plan_consent: false,
            lifelong: false,
            contacted: today,
            names: 0,
            lines_left: None,
        }
    }

    /// Whether it is the patient's first file, not one at a tenant they came to later.
    pub(super) fn is_first(&self) -> bool {
        self.key == self.patient
    }

    /// A name for what is made next: `p017-f3`.
    pub(super) fn name(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{}-{kind}{}", self.key, self.names)
    }

    pub(super) fn birthday(&self, age: i32) -> Day {
        self.born.plus_months(12 * age)
    }

    /// The coordinator's share of what the consent covers on `day`; nothing when it covers nobody.
    pub(super) fn parties(&self, day: Day) -> &[&'static str] {
        match &self.consent {
            Some(consent) if consent.until.is_none_or(|until| day < until) => &consent.parties,
            Some(_) | None => &[],
        }
    }
}
