//! Answers to questions as far as the caller may see them: the one way to the views for API and pages.

use std::collections::HashMap;

use samspor_core::actor::{Actor, Role};
use samspor_core::directory::Directory;
use samspor_core::submit::World;
use samspor_core::words::{Day, Instant, PatientId, PersonId, TenantId, UnitId};
use samspor_projections::question::{Question, ReportName};
use samspor_projections::reports::suppression::leaves_the_tenant;
use serde_json::Value;

use super::files::{File, Named};
use super::gateway::Gateway;
use super::guarded::Guarded;
use super::problem::Problem;
use super::rights::{Scope, scope_of};

/// An answer and which of its rows the caller may see; a single object has no rows.
pub(crate) struct Allowed {
    pub(crate) answer: Value,
    /// The rows before any was left out, each with whether the caller may see it.
    pub(crate) rows: Vec<(Value, bool)>,
}

impl Allowed {
    /// The answer with the rows the caller may see.
    pub(crate) fn into_value(mut self) -> Value {
        if let Some(rows) = self.answer.get_mut("rows") {
            *rows = self.rows.into_iter().filter(|(_, may)| *may).map(|(row, _)| row).collect();
        }
        self.answer
    }
}

/// Answers a question for a caller, at the ledger's own now.
///
/// # Errors
///
/// 403 where the role may not ask the report, or not about this tenant or patient.
pub(crate) fn ask(gateway: &Gateway, actor: &Actor, question: Question) -> Result<Allowed, Problem> {
    let now = gateway.now();
    let Some(scope) = scope_of(actor.role, question.report) else {
        let detail = format!("the report {} is not for {:?}", question.report, actor.role);
        return Err(Problem::not_allowed(detail));
    };
    let outside = question.outside || is_outside(actor) && leaves_the_tenant(question.report);
    let question = Question { tenant: tenant_for(actor, question.tenant)?, outside, ..question };
    let own = Own::of(gateway, actor, scope, now);
    let question = own.narrowed(question)?;
    has_no_one_in_it(&question)?;
    let guarded = Guarded::of(gateway, actor, question.tenant)?;
    guarded.may_open(question.tenant, question.patient)?;
    let mut answer = gateway.ledger.answer(&question, now).map_err(Problem::from)?;
    let mut rows = taken(&mut answer, "rows");
    own.mark(question.report, &mut rows)?;
    guarded.mark(&question, &mut rows);
    if question.report == ReportName::Vacancies {
        let mut hindsight = taken(&mut answer, "hindsight");
        own.mark(question.report, &mut hindsight)?;
        guarded.mark(&question, &mut hindsight);
        answer["hindsight"] = kept(&hindsight).cloned().collect();
        answer["total_days"] = kept(&rows).filter_map(|row| row["days"].as_i64()).sum::<i64>().into();
    }
    if answer.get("rows").is_some() {
        answer["rows"] = Value::Array(Vec::new());
    }
    Ok(Allowed { answer, rows })
}

/// The rows of one part of an answer, taken out of it; whether the caller may see them is still to be marked.
fn taken(answer: &mut Value, part: &str) -> Vec<(Value, bool)> {
    let rows = match answer.get_mut(part).map(Value::take) {
        Some(Value::Array(rows)) => rows,
        Some(_) | None => Vec::new(),
    };
    rows.into_iter().map(|row| (row, true)).collect()
}

fn kept(rows: &[(Value, bool)]) -> impl Iterator<Item = &Value> {
    rows.iter().filter(|(_, may)| *may).map(|(row, _)| row)
}

/// The report upwards is of a whole tenant: narrowed to one patient, person or unit it would tell of somebody.
fn has_no_one_in_it(question: &Question) -> Result<(), Problem> {
    if question.report != ReportName::LeaderReport {
        return Ok(());
    }
    let fields = [
        ("/patient", question.patient.is_some()),
        ("/person", question.person.is_some()),
        ("/unit", question.unit.is_some()),
    ];
    match fields.into_iter().find(|(_, asked)| *asked) {
        Some((field, _)) => Err(Problem::malformed(field, "this report is of a whole tenant: leave it out")),
        None => Ok(()),
    }
}

/// Whether the caller is of no tenant: what is summed up for them has left it.
fn is_outside(actor: &Actor) -> bool {
    actor.role == Role::Supervisor
}

/// The tenant a question is about: the caller's own; any or all for those who have none.
pub(crate) fn tenant_for(actor: &Actor, asked: Option<TenantId>) -> Result<Option<TenantId>, Problem> {
    match (actor.role, actor.tenant) {
        (Role::System | Role::Supervisor, _) => Ok(asked),
        (_, Some(own)) if asked.is_none_or(|asked| asked == own) => Ok(Some(own)),
        (_, Some(_)) => {
            Err(Problem::wrong_tenant("you act for another tenant than this one: ask about your own"))
        }
        (_, None) => Err(Problem::wrong_tenant("the token names no tenant, and this role has one")),
    }
}

/// Refuses a caller who may not open a patient's file at a tenant.
pub(crate) fn may_open(
    gateway: &Gateway,
    actor: &Actor,
    report: ReportName,
    tenant: TenantId,
    patient: PatientId,
) -> Result<(), Problem> {
    let Some(scope) = scope_of(actor.role, report) else {
        return Err(Problem::not_allowed(format!("a patient's file is not for {:?}", actor.role)));
    };
    tenant_for(actor, Some(tenant))?;
    let own = Own::of(gateway, actor, scope, gateway.now());
    let question = Question { tenant: Some(tenant), patient: Some(patient), ..Question::new(report) };
    Guarded::of(gateway, actor, Some(tenant))?.may_open(Some(tenant), Some(patient))?;
    own.narrowed(question).map(drop)
}

/// What is the caller's own.
struct Own<'a> {
    gateway: &'a Gateway,
    actor: &'a Actor,
    scope: Scope,
    now: Instant,
    unit: Option<UnitId>,
}

impl<'a> Own<'a> {
    fn of(gateway: &'a Gateway, actor: &'a Actor, scope: Scope, now: Instant) -> Self {
        let mut own = Self { gateway, actor, scope, now, unit: actor.unit };
        if let (None, Some(tenant), Some(person)) = (own.unit, actor.tenant, actor.person) {
            own.unit = own.look(|directory| Some(directory.register(tenant)?.persons.get(&person)?.unit));
        }
        own
    }

    /// The question about what is the caller's own, or the refusal of one about somebody else's.
    fn narrowed(&self, mut question: Question) -> Result<Question, Problem> {
        match self.scope {
            Scope::Everything => {}
            Scope::TopLeader => {
                self.leads_all()?;
                self.only_own_patient(&question)?;
            }
            Scope::Figures => self.only_own_patient(&question)?,
            Scope::OwnFile => question.patient = Some(self.own_file(question.patient)?),
            Scope::OwnPatients | Scope::OwnUnit => {
                self.only_own_patient(&question)?;
                if question.report == ReportName::PatientsOf {
                    question.person = Some(self.own_person(question.tenant, question.person)?);
                }
            }
        }
        Ok(question)
    }

    /// Refuses a question about one patient who is not the caller's.
    fn only_own_patient(&self, question: &Question) -> Result<(), Problem> {
        let theirs = match (question.tenant, question.patient) {
            (Some(tenant), Some(patient)) => !self.has(tenant, patient)?,
            (_, None) => false,
            (None, Some(_)) => true,
        };
        let detail = "this patient is not one of yours: the coordinator, the unit and the coordinating unit see the file";
        if theirs { Err(Problem::not_allowed(detail)) } else { Ok(()) }
    }

    fn leads_all(&self) -> Result<(), Problem> {
        let top = self.look(|directory| {
            let unit = directory.register(self.actor.tenant?)?.units.get(&self.unit?)?;
            Some(unit.parent.is_none())
        });
        let detail = "the report is for leaders of a unit that stands under no other";
        if top == Some(true) { Ok(()) } else { Err(Problem::not_allowed(detail)) }
    }

    fn own_file(&self, asked: Option<PatientId>) -> Result<PatientId, Problem> {
        let today = self.now.day();
        let own = self.actor.acting_for;
        let survivor = |patient| self.look(|directory| Some(directory.survivor(patient, today)));
        match (own, asked) {
            (Some(own), None) => Ok(own),
            (Some(own), Some(asked)) if survivor(own) == survivor(asked) => Ok(asked),
            _ => Err(Problem::not_allowed("a patient sees the own file only")),
        }
    }

    /// The person whose patients are asked about: oneself, or for a leader somebody of the unit.
    fn own_person(&self, tenant: Option<TenantId>, asked: Option<PersonId>) -> Result<PersonId, Problem> {
        let person = asked.or(self.actor.person);
        let own = match (self.scope, person) {
            (Scope::OwnUnit, Some(person)) => self.leads(tenant, None, Some(person)),
            (_, person) => person.is_some() && person == self.actor.person,
        };
        let detail = "ask about yourself, or as a leader about somebody of your unit";
        person.filter(|_| own).ok_or_else(|| Problem::not_allowed(detail))
    }

    /// Marks the rows that are not the caller's own.
    fn mark(&self, report: ReportName, rows: &mut [(Value, bool)]) -> Result<(), Problem> {
        if !matches!(self.scope, Scope::OwnPatients | Scope::OwnUnit) {
            return Ok(());
        }
        // Obligations and caseloads name the unit they are of; other rows are of a patient's.
        let by_patient =
            !matches!(report, ReportName::Overdue | ReportName::Obligations | ReportName::Caseload)
                || self.scope == Scope::OwnPatients;
        // An obligation of leaders that names neither, such as an order of the authority (D24), is of the patient's too.
        let is_leaders = |row: &Value| {
            row["owner"] == "Leader" && row.get("person").is_none() && row.get("unit").is_none()
        };
        let mut known: HashMap<(TenantId, PatientId), bool> = HashMap::new();
        for (row, may) in rows {
            let tenant = read(row, "tenant").or(self.actor.tenant);
            let mine = self.names_me(row, tenant, report);
            let by_patient = by_patient || is_leaders(row);
            *may = match (mine, tenant, read::<PatientId>(row, "patient")) {
                (true, _, _) => true,
                (false, Some(tenant), Some(patient)) if by_patient => match known.get(&(tenant, patient)) {
                    Some(has) => *has,
                    None => {
                        let has = self.has(tenant, patient)?;
                        known.insert((tenant, patient), has);
                        has
                    }
                },
                (false, _, _) => false,
            };
        }
        Ok(())
    }

    /// Whether a row names the caller, or the caller's unit.
    fn names_me(&self, row: &Value, tenant: Option<TenantId>, report: ReportName) -> bool {
        let (person, substitute) = (read(row, "person"), read(row, "substitute"));
        if self.scope == Scope::OwnUnit {
            return self.leads(tenant, read(row, "unit"), person);
        }
        let me = self.actor.person;
        // A question about one's own patients was narrowed to oneself.
        report == ReportName::PatientsOf || (me.is_some() && (person == me || substitute == me))
    }

    fn leads(&self, tenant: Option<TenantId>, unit: Option<UnitId>, person: Option<PersonId>) -> bool {
        let within = self.look(|directory| {
            let register = directory.register(tenant?)?;
            let theirs = unit.or_else(|| Some(register.persons.get(&person?)?.unit))?;
            Some(register.is_within(theirs, self.unit?))
        });
        within == Some(true)
    }

    /// Whether the patient is or was the caller's, or the caller's unit's.
    fn has(&self, tenant: TenantId, patient: PatientId) -> Result<bool, Problem> {
        let today = self.now.day();
        let named = self.look(|directory| Some(Named::of(directory, tenant, patient, today)));
        let Some(named) = named else { return Ok(false) };
        let file = File::read(&self.gateway.ledger, &named, Day::LAST, self.now)?;
        Ok(match (self.scope, self.actor.person, self.unit) {
            (Scope::OwnPatients, Some(me), _) => file.names(me),
            (Scope::OwnUnit | Scope::Figures | Scope::TopLeader, _, Some(unit)) => {
                let units: Vec<UnitId> = file.file.assignments.iter().map(|one| one.unit).collect();
                let within = self.look(|directory| {
                    let register = directory.register(tenant)?;
                    Some(units.iter().any(|one| register.is_within(*one, unit)))
                });
                within == Some(true)
            }
            _ => false,
        })
    }

    fn look<T>(&self, of: impl Fn(&Directory) -> Option<T>) -> Option<T> {
        looked(self.gateway, of)
    }
}

/// What the directory says now.
pub(crate) fn looked<T>(gateway: &Gateway, of: impl Fn(&Directory) -> Option<T>) -> Option<T> {
    let mut found = None;
    gateway.ledger.views.look(&mut |around| found = of(around.directory()));
    found
}

fn read<T: std::str::FromStr>(row: &Value, field: &str) -> Option<T> {
    row.get(field)?.as_str()?.parse().ok()
}
