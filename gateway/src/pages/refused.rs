//! The pages for whoever is not let in, or finds nothing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::frame::Frame;
use crate::http::problem::Problem;
use crate::http::recorded::OnRecord;
use crate::tokens::TokenError;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    problem: &'static str,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    frame: Frame,
    heading: &'static str,
    text: &'static str,
    detail: String,
}

/// The page that tells how to sign in, and what was wrong with the token that came.
pub(crate) fn sign_in_page(error: Option<TokenError>) -> String {
    let problem = match error {
        None => "",
        Some(TokenError::Expired) => "Innloggingslenken er utløpt. Be om en ny med samspor token.",
        Some(TokenError::NotOurs) => "Innloggingslenken hører ikke til dette registeret.",
    };
    text_of(&SignIn { frame: Frame::bare("Logg inn"), problem })
}

/// A problem as a page.
pub(crate) fn page(problem: &Problem) -> Response {
    let (heading, text) = match problem.status {
        403 => ("Ikke tilgang", "Du har ikke tilgang til denne siden med den rollen du har her."),
        404 => ("Fant ikke siden", "Det er ingen side på denne adressen."),
        400 => ("Adressen kunne ikke leses", "En del av adressen har feil form. Gå tilbake og prøv på nytt."),
        503 | 507 => ("Prøv igjen om litt", "Registeret svarer ikke akkurat nå. Ingenting er gått tapt."),
        _ => (
            "Noe gikk galt",
            "Siden kunne ikke vises. Den som drifter registeret finner årsaken under nummeret nedenfor.",
        ),
    };
    let detail = format!("{} {}", problem.detail, problem.instance);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Html(text_of(&Refused { frame: Frame::bare(heading), heading, text, detail }))).into_response()
}

/// A page that nobody has been shown yet; it comes out only on record.
pub(crate) struct Rendered(String);

impl IntoResponse for OnRecord<Rendered> {
    fn into_response(self) -> Response {
        self.response(|page| Html(page.0).into_response())
    }
}

/// A page made from patients' data.
pub(crate) fn rendered(template: &impl Template) -> Rendered {
    Rendered(text_of(template))
}

/// A template's text; the templates hold strings and numbers only, so none fails.
fn text_of(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be rendered");
        String::new()
    })
}
