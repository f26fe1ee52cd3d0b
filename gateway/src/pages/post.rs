//! Forms sent: the command is submitted, and the page comes again, with what was done or with what was wrong.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use samspor_core::actor::Actor;
use samspor_core::command::Command;
use samspor_core::words::PatientId;

use super::field::Wrong;
use super::forms::{self, Kind, Sent};
use super::look::{Look, Parts};
use super::words::refusals;
use super::{patient, refused};
use crate::http::caller::Visitor;
use crate::http::gateway::Gateway;
use crate::http::problem::Problem;

/// What became of a form.
enum Outcome {
    /// The address to go to.
    Done(String),
    /// The page again, with what was wrong.
    Wrong(String),
}

/// `POST /pasient/{ref}/{form}`.
pub(crate) async fn take(
    State(gateway): State<Gateway>,
    Visitor(actor): Visitor,
    Path((reference, form)): Path<(String, String)>,
    values: Result<Form<Parts>, FormRejection>,
) -> Response {
    let sent = read(&reference, &form, values);
    let outcome = match sent {
        Ok((patient, kind, values)) => {
            gateway.write(move |gateway| submitted(gateway, &actor, (patient, kind), values)).await
        }
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(Outcome::Done(to)) => Redirect::to(&to).into_response(),
        Ok(Outcome::Wrong(html)) => (StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response(),
        Err(problem) => refused::page(&problem),
    }
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
    actor: &Actor,
    (patient, kind): (PatientId, &'static Kind),
    values: Parts,
) -> Result<Outcome, Problem> {
    let parts: Parts =
        values.get("tenant").map(|tenant| ("tenant".to_owned(), tenant.clone())).into_iter().collect();
    let look = Look::new(gateway, actor, &parts)?;
    let opened = patient::opened(&look, patient)?;
    let wrongs = match forms::command(kind, &look, &opened, &values)? {
        Err(wrongs) => wrongs,
        Ok(asked) => match submit(gateway, actor, &asked.to_string()) {
            Ok(position) => {
                let rest = [("at_least", position.to_string()), ("gjort", kind.name.to_owned())];
                return Ok(Outcome::Done(look.to(&format!("/pasient/{patient}"), &rest)));
            }
            Err(problem) => vec![wrong(kind, problem)?],
        },
    };
    let sent = Sent { form: kind.name.to_owned(), values, wrongs };
    patient::page(&look, &parts, patient, Some(&sent)).map(Outcome::Wrong)
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
