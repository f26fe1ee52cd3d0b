//! Single illegal steps: a legal history, and one command that must be refused with a known code.

use std::fmt;
use std::ops::Range;

use proptest::prelude::*;
use samspor_core::actor::{Actor, Role};
use samspor_core::submit::World;
use samspor_core::words::{Day, PatientId, PersonId};
use samspor_projections::question::{Question, ReportName};
use serde_json::{Value, json};

use super::cast::Tenancy;
use super::draw::Draw;
use super::legal::Legal;
use super::step::{Step, steps};
use super::trial::Tried;

/// A legal history and the command that may not follow it.
pub struct Illegal {
    pub legal: Legal,
    /// The command as JSON.
    pub sent: Value,
    pub actor: Actor,
    /// The code of the refusal.
    pub code: &'static str,
}

/// Legal histories, each with one command that must be refused.
///
/// ```
/// use proptest::prelude::*;
/// use samspor_replay::kit::worlds::illegal_steps;
///
/// proptest!(ProptestConfig::with_cases(8), |(mut illegal in illegal_steps(5..20))| {
///     prop_assert_eq!(illegal.refusal(), Some(illegal.code));
/// });
/// ```
pub fn illegal_steps(count: Range<usize>) -> impl Strategy<Value = Illegal> {
    // A registration that is voided takes people and units away from what comes after.
    let lasting = steps(count).prop_map(|steps| {
        let lasting: Vec<Step> = steps.into_iter().filter(|step| step.command != "VoidEntry").collect();
        Legal::of(&lasting)
    });
    (lasting, any::<u64>())
        .prop_filter_map("a municipality is left", |(legal, draw)| Illegal::after(legal, draw))
}

impl Illegal {
    /// Sends the command; the code of its refusal, none if it was accepted.
    pub fn refusal(&mut self) -> Option<&'static str> {
        self.legal.trial.send_as_given(&self.sent, &self.actor).err()
    }

    /// None where every municipality's registration was voided.
    fn after(legal: Legal, draw: u64) -> Option<Self> {
        let mut draw = Draw(draw);
        let stage = Stage::of(&legal, draw)?;
        let made: Vec<(&'static str, Wrong)> =
            WRONGS.iter().filter_map(|(code, wrong)| Some((*code, wrong(&stage)?))).collect();
        let chosen = draw.below(made.len());
        let (code, (sent, actor)) = made.into_iter().nth(chosen)?;
        Some(Self { legal, sent, actor, code })
    }
}

/// The command, after the steps before it.
impl fmt::Debug for Illegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.legal)?;
        write!(f, "then {} by {:?}, to be refused with {}", self.sent, self.actor.role, self.code)
    }
}

/// A command and who sends it.
type Wrong = (Value, Actor);

/// What a wrong is made from: a municipality and a patient, today.
struct Stage<'a> {
    legal: &'a Legal,
    at: &'a Tenancy,
    patient: PatientId,
    today: Day,
}

/// A wrong for each code; none where the history gives no occasion.
type Make = fn(&Stage<'_>) -> Option<Wrong>;

/// The codes, each with a command that earns it. A new rule that refuses gets a line here.
const WRONGS: &[(&str, Make)] = &[
    ("E-MALFORMED", |stage| Some(stage.ke("OpenCase", &json!({"colour": "red"})))),
    ("E-FREETEXT", |stage| {
        Some(stage.register("RegisterUnit", &json!({"name": "Enhet 02917149979", "service": "ke"})))
    }),
    ("E-IDENT", |stage| {
        let (mut sent, actor) = stage.ke("RecordDeath", &json!({"source": "Notice"}));
        sent["patient"] = json!("00000000-0000-7000-8000-ffffffffffff");
        Some((sent, actor))
    }),
    ("E-TENANT", |stage| {
        let (sent, actor) = stage.ke("RecordDeath", &json!({"source": "Notice"}));
        let other = stage.legal.trial.cast().tenants.iter().find(|other| other.id != stage.at.id)?;
        Some((sent, Actor { tenant: Some(other.id), ..actor }))
    }),
    ("E-DUP", |stage| {
        let here = |tried: &&Tried| tried.sent["tenant"] == json!(stage.at.id);
        let before = stage.legal.accepted().filter(here).last()?;
        let mut sent = before.sent.clone();
        sent["on"] = json!("2019-01-01");
        Some((sent, before.actor.clone()))
    }),
    ("E-FUTURE", |stage| {
        let (mut sent, actor) = stage.ke("RecordDeath", &json!({"source": "Notice"}));
        sent["on"] = json!(stage.today.next());
        Some((sent, actor))
    }),
    ("E-AUTH", |stage| {
        let (sent, actor) = stage.ke("RecordDeath", &json!({"source": "Notice"}));
        Some((sent, Actor { role: Role::Supervisor, ..actor }))
    }),
    ("E-VERSION", |stage| {
        let (mut sent, actor) = stage.register("RegisterUnit", &json!({"name": "Ny", "service": "ke"}));
        sent["expected"] = json!(0);
        Some((sent, Actor { role: Role::System, tenant: None, ..actor }))
    }),
    ("E-REF", |stage| {
        let nobody = json!({"person": "00000000-0000-7000-8000-ffffffffffff", "kind": "Basic"});
        Some(stage.register("RecordCompetence", &nobody))
    }),
    ("E-ORDER", |stage| {
        let away = json!({"person": stage.at.persons[0], "expected_to": stage.today.plus_days(-1)});
        let (sent, actor) = stage.register("RegisterAbsence", &away);
        Some((sent, Actor { role: Role::UnitLeader, unit: stage.at.units.first().copied(), ..actor }))
    }),
    ("E-LAW-FLOOR", |stage| {
        let laxer = json!({"rule": "D02", "value": "P2M", "from": stage.today, "source": "Local"});
        Some(stage.register("AdoptDeadline", &laxer))
    }),
    ("E-NOT-CURRENT", |stage| {
        let ending = json!({"role": "ContactPsychologist", "cause": "other", "need_persists": false});
        Some(stage.ke("EndAssignment", &ending))
    }),
    ("E-CASE-OPEN", |stage| {
        stage.coordinated().map(|(patient, _)| stage.ke_of(patient, "OpenCase", &json!({})))
    }),
    ("E-DOUBLE-PRIMARY", |stage| {
        let (patient, person) = stage.coordinated()?;
        let again = json!({"person": person, "role": "Municipal", "unit": stage.at.units[0]});
        Some(stage.ke_of(patient, "AppointCoordinator", &again))
    }),
];

impl<'a> Stage<'a> {
    fn of(legal: &'a Legal, mut draw: Draw) -> Option<Self> {
        let trial = &legal.trial;
        let mut standing = Vec::new();
        trial.views().look(&mut |around| standing = around.directory().tenants().map(|(id, _)| id).collect());
        let at = trial.cast().tenants.iter().find(|one| !one.is_trust && standing.contains(&one.id))?;
        Some(Self { legal, at, patient: draw.of(&trial.cast().patients), today: trial.now().day() })
    }

    /// The coordinating unit asks something about the patient.
    fn ke(&self, command: &str, data: &Value) -> Wrong {
        self.ke_of(self.patient, command, data)
    }

    fn ke_of(&self, patient: PatientId, command: &str, data: &Value) -> Wrong {
        let (mut sent, actor) = self.register(command, data);
        sent["patient"] = json!(patient);
        (sent, actor)
    }

    /// The coordinating unit asks something of the register.
    fn register(&self, command: &str, data: &Value) -> Wrong {
        let sent = json!({"type": command, "tenant": self.at.id, "data": data});
        let actor = Actor {
            acting_for: None,
            person: None,
            role: Role::KeMunicipal,
            tenant: Some(self.at.id),
            unit: None,
        };
        (sent, actor)
    }

    /// A patient with a running municipal coordinator, against whom nobody has reserved; and the coordinator.
    fn coordinated(&self) -> Option<(PatientId, PersonId)> {
        let trial = &self.legal.trial;
        let question = Question { tenant: Some(self.at.id), ..Question::new(ReportName::Coordinators) };
        let rows = trial
            .views()
            .rows::<samspor_projections::reports::coordinators::Coordinator>(&question, trial.now());
        let reserved = |patient: PatientId| trial.has_made(self.at.id, patient, "AccessRestrictionSet");
        rows.ok()?.into_iter().find(|row| !reserved(row.patient)).map(|row| (row.patient, row.person))
    }
}
