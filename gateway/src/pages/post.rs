//! Forms sent: the command is submitted, and the page comes again, with what was done or with what was wrong.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::words::PatientId;

use super::field::Wrong;
use super::forms::{self, Kind, Sent};
use super::look::{Look, Parts};
use super::refused::Rendered;
use super::words::refusals;
use super::{patient, refused};
use crate::access::Glance;
use crate::http::caller::Visitor;
use crate::http::commands;
use crate::http::gateway::Gateway;
use crate::http::problem::Problem;

/// What became of a form.
enum Outcome {
    /// The address to go to.
    Done(String),
    /// The page again, with what was wrong; and whether that was who sent it.
    Wrong(Rendered, Option<Problem>),
}

/// `POST /pasient/{ref}/{form}`.
pub(crate) async fn take(
    State(gateway): State<Gateway>,
    Visitor(reader): Visitor,
    Path((reference, form)): Path<(String, String)>,
    values: Result<Form<Parts>, FormRejection>,
) -> Response {
    let done = async {
        let (patient, kind, values) = read(&reference, &form, values)?;
        let mut glance = gateway.glance(reader.clone(), "/pasient")?;
        glance.about(None, Some(patient));
        glance.decided_by("rights:page");
        let work = move |gateway: &Gateway| {
            let outcome = submitted(gateway, &mut glance, (patient, kind), values);
            Ok((glance, outcome))
        };
        let (page, denied) = match gateway.write(work).await? {
            (_, Ok(Outcome::Done(to))) => return Ok(Redirect::to(&to).into_response()),
            (glance, Ok(Outcome::Wrong(page, denied))) => {
                (gateway.on_record(glance, Ok(page)).await?, denied)
            }
            (glance, Err(problem)) => (gateway.on_record(glance, Err(problem)).await?, None),
        };
        if let Some(denied) = denied {
            let asked = (kind.command, reader.actor.tenant, Some(patient));
            let told = commands::denied(&gateway, reader, asked, denied).await;
            if told.status != 403 {
                return Err(told);
            }
        }
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    done.await.unwrap_or_else(|problem: Problem| refused::page(&problem))
}

fn read(
    reference: &str,
    form: &str,
    values: Result<Form<Parts>, FormRejection>,
) -> Result<(PatientId, &'static Kind, Parts), Problem> {
    let patient = reference.parse().map_err(|_| Problem::not_found())?;
    let kind = forms::kind(form).ok_or_else(Problem::not_found)?;
    let Form(values) = values.map_err(|_| Problem::malformed("", "skjemaet kunne ikke leses"))?;
    Ok((patient, kind, values))
}

fn submitted(
    gateway: &Gateway,
    glance: &mut Glance,
    (patient, kind): (PatientId, &'static Kind),
    values: Parts,
) -> Result<Outcome, Problem> {
    let actor = &glance.reader().actor.clone();
    let parts: Parts =
        values.get("tenant").map(|tenant| ("tenant".to_owned(), tenant.clone())).into_iter().collect();
    let look = Look::new(gateway, actor, glance, &parts)?;
    let opened = patient::opened(&look, patient)?;
    let mut denied = None;
    let wrongs = match forms::command(kind, &look, &opened, &values)? {
        Err(wrongs) => wrongs,
        Ok(asked) => match submit(gateway, actor, &asked.to_string()) {
            Ok(position) => {
                let rest = [("at_least", position.to_string()), ("gjort", kind.name.to_owned())];
                return Ok(Outcome::Done(look.to(&format!("/pasient/{patient}"), &rest)));
            }
            Err(problem) => {
                denied = (problem.status == 403).then(|| problem.clone());
                vec![wrong(kind, problem)?]
            }
        },
    };
    let sent = Sent { form: kind.name.to_owned(), values, wrongs };
    patient::page(&look, &parts, patient, Some(&sent)).map(|page| Outcome::Wrong(page, denied))
}

fn submit(gateway: &Gateway, actor: &Actor, asked: &str) -> Result<u64, Problem> {
    let command = Command::from_json(asked, None)?;
    let _under_way = gateway.begin(command.id)?;
    Ok(gateway.ledger.submit(&command, actor, gateway.now())?.position.0)
}

/// What a refusal says at the form: the field it is about and the words; a failure of ours is no refusal.
fn wrong(kind: &Kind, problem: Problem) -> Result<Wrong, Problem> {
    let Some(code) = problem.code else { return Err(problem) };
    let (field, text) = refusals::refusal(code);
    let pointed = problem.errors.first().and_then(|error| error.pointer.rsplit('/').next());
    let has = |name: &str| kind.fields.iter().any(|asked| asked.name == name);
    let pointed = pointed.filter(|name| has(name));
    if let Some(asked) = pointed.and_then(|name| kind.fields.iter().find(|asked| asked.name == name)) {
        let text = if code == "E-MALFORMED" {
            format!("{} har feil form", asked.label)
        } else {
            format!("{}: {text}", asked.label)
        };
        return Ok(Wrong { field: asked.name.to_owned(), text });
    }
    let field = match field {
        "person" if has("to_person") => {
            if code == "E-NOT-CURRENT" {
                "from_person"
            } else {
                "to_person"
            }
        }
        field => field,
    };
    Ok(Wrong { field: field.to_owned(), text: format!("{text} ({code}).") })
}
