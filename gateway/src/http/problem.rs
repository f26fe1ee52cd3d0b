//! Refusals as people and programs hear them over HTTP: RFC 9457 problem details, one form for every failure.

use std::ops::Deref;

use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use samspor_core::refusal::Refusal;
use samspor_core::submit::SubmitError;
use samspor_projections::live::{QuestionError, ViewError};
use serde::Serialize;

use crate::access::NotRecorded;
use crate::clock;
use crate::disk::tells_of_no_space;

/// What went wrong, and what would be accepted. It never repeats an identity.
#[derive(Clone, Debug)]
pub struct Problem(Box<Details>);

/// The members of a problem's JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Details {
    /// The stable path of the kind's description, `/problems/<slug>`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    /// An id of this one answer, to find it in the operator's log; a refusal's is its record's in the access log.
    pub instance: String,
    /// The public code of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<&'static str>,
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

/// What is wrong with one field of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Where it stands in the body, as a JSON pointer.
    pub pointer: String,
    pub code: &'static str,
    pub message: String,
}

/// Every kind of problem: slug, title, status, what it means. The slug of a refusal is its code in small letters without `E-`.
pub(crate) const KINDS: &[(&str, &str, u16)] = &[
    ("malformed", "The request can't be read", 400),
    ("freetext", "A text holds what may be an identity number", 400),
    ("no-caller", "Nobody says who calls", 401),
    ("auth", "The caller may not do this", 403),
    ("tenant", "Another tenant's data", 403),
    ("not-allowed", "The caller may not see this", 403),
    ("cross-site", "The form was sent from another site", 403),
    ("not-found", "Nothing is at this address", 404),
    ("method-not-allowed", "The address doesn't take this method", 405),
    ("in-progress", "The same command is being decided", 409),
    ("version", "The stream has a newer entry than the caller has seen", 412),
    ("too-large", "The body is too large", 413),
    ("media-type", "The body is not JSON", 415),
    ("ident", "The identity is unknown or not valid here", 422),
    ("dup", "The command id was used with another body", 422),
    ("future", "The day lies too far ahead", 422),
    ("ref", "A reference points at nothing here", 422),
    ("order", "An interval ends before it begins", 422),
    ("dead", "The patient had died", 422),
    ("closed", "The case was closed", 422),
    ("auth-restricted", "The patient has reserved against this person or unit", 422),
    ("case-open", "The case is open already", 422),
    ("double-primary", "Another primary coordinator has the seat", 422),
    ("not-current", "Nothing of this kind runs on the day", 422),
    ("role", "The role doesn't belong here", 422),
    ("child-age", "The patient is no child on the day", 422),
    ("delegation", "The unit has no authority to appoint", 422),
    ("assess", "The outcome contradicts the criteria", 422),
    ("consent-scope", "A participant is outside every valid consent", 422),
    ("consent-giver", "Whoever consents has no standing on the day", 422),
    ("ke-overlap", "Another coordinating unit answers for the same patients", 422),
    ("immutable", "The field can't be corrected", 422),
    ("law-floor", "A deadline of the law can't be made laxer", 422),
    ("corrupt", "The ledger can't be read", 500),
    ("failed", "The gateway failed", 500),
    ("unavailable", "The ledger can't answer just now", 503),
    ("no-space", "The ledger's disk is full", 507),
    ("projection-behind", "The views have not reached the position asked for", 503),
    ("busy", "Too many requests at once", 503),
];

impl Problem {
    /// A problem of a kind of [`KINDS`].
    pub(crate) fn of(slug: &str, detail: impl Into<String>) -> Self {
        let known = KINDS.iter().find(|(one, _, _)| *one == slug);
        let (title, status) =
            known.map_or(("The request is refused", 422), |(_, title, status)| (title, *status));
        Self(Box::new(Details {
            kind: format!("/problems/{slug}"),
            title,
            status,
            detail: detail.into(),
            instance: clock::fresh_bytes::<16>().map_or_else(
                |_| "urn:uuid:00000000-0000-0000-0000-000000000000".to_owned(),
                |bytes| format!("urn:uuid:{}", uuid::Builder::from_random_bytes(bytes).into_uuid()),
            ),
            code: None,
            errors: Vec::new(),
            legal_basis: None,
            retry_after_s: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(&mut self.0);
        self
    }

    /// The problem under the id that its record has in the access log.
    pub(crate) fn recorded_as(self, request: uuid::Uuid) -> Self {
        self.with(|told| told.instance = format!("urn:uuid:{request}"))
    }

    /// The request itself can't be read: which part, and what would be accepted.
    pub(crate) fn malformed(pointer: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let at = pointer.trim_start_matches('/');
        let detail = if at.is_empty() { message.clone() } else { format!("{at}: {message}") };
        let error = FieldError { pointer: pointer.to_owned(), code: "E-MALFORMED", message };
        Self::of("malformed", detail).with(|told| {
            told.code = Some("E-MALFORMED");
            told.errors = vec![error];
        })
    }

    /// The caller is known, and may not see this.
    pub(crate) fn not_allowed(detail: impl Into<String>) -> Self {
        Self::of("not-allowed", detail).with(|told| told.code = Some("E-AUTH"))
    }

    /// The caller's data is another tenant's.
    pub(crate) fn wrong_tenant(detail: impl Into<String>) -> Self {
        Self::of("tenant", detail).with(|told| told.code = Some("E-TENANT"))
    }

    pub(crate) fn not_found() -> Self {
        Self::of("not-found", "nothing is at this address; the contract lists the addresses there are")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::of("method-not-allowed", "the header Allow lists the methods this address takes")
    }

    /// Try again, after so many seconds.
    pub(crate) fn again_later(slug: &str, detail: impl Into<String>, after_s: u32) -> Self {
        Self::of(slug, detail).with(|told| told.retry_after_s = Some(after_s))
    }

    /// A task of ours did not end as it should; the operator reads why.
    pub(crate) fn failed(error: &dyn std::fmt::Display) -> Self {
        let problem = Self::of("failed", "the operator finds the cause under the instance's id");
        tracing::error!(instance = %problem.instance, %error, "a request failed");
        problem
    }

    fn no_space(error: &dyn std::fmt::Display, detail: &str) -> Self {
        let problem = Self::again_later("no-space", detail, 60);
        tracing::error!(instance = %problem.instance, %error, "the disk is full");
        problem
    }

    fn corrupt(error: &dyn std::fmt::Display) -> Self {
        let problem = Self::of("corrupt", "the operator finds the position under the instance's id");
        tracing::error!(instance = %problem.instance, %error, "the ledger is corrupt");
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = refusal.code();
        let slug = code.trim_start_matches("E-").to_ascii_lowercase();
        let errors = match &refusal {
            Refusal::Malformed { path, problem } => vec![field_error(path, code, problem)],
            Refusal::FreeText { path } => vec![field_error(path, code, &refusal.to_string())],
            _ => Vec::new(),
        };
        let legal_basis = refusal.legal_basis();
        Self::of(&slug, refusal.to_string()).with(|told| {
            told.code = Some(code);
            told.errors = errors;
            told.legal_basis = legal_basis;
        })
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Refused(refusal) => refusal.into(),
            SubmitError::Unavailable(why) if tells_of_no_space(&why.0) => {
                Self::no_space(&why, "nothing more is taken until the operator has made room")
            }
            SubmitError::Unavailable(why) => {
                let problem = Self::again_later(
                    "unavailable",
                    "try again with the same command id: it may be written",
                    1,
                );
                tracing::warn!(instance = %problem.instance, error = %why, "the ledger is unavailable");
                problem
            }
            SubmitError::Corrupt(why) => Self::corrupt(&why),
        }
    }
}

impl From<NotRecorded> for Problem {
    fn from(error: NotRecorded) -> Self {
        match &error {
            NotRecorded::NoSpace(_) => Self::no_space(
                &error,
                "the reading can't be put on record, so nothing is shown until the operator has made room",
            ),
            NotRecorded::Unavailable(_) => {
                let detail = "the reading can't be put on record, so nothing is shown: try again";
                let problem = Self::again_later("unavailable", detail, 1);
                tracing::error!(instance = %problem.instance, %error, "a reading is not on record");
                problem
            }
        }
    }
}

impl From<QuestionError> for Problem {
    fn from(error: QuestionError) -> Self {
        match error {
            QuestionError::Missing(field) => {
                Self::malformed(&format!("/{field}"), "missing: the report is about one, name it")
            }
            QuestionError::Order => {
                Self::malformed("/to", "before from: give an interval that ends after it begins")
            }
            QuestionError::NotOutside => Self::malformed(
                "/outside",
                "the report names patients or staff: ask for national, distribution, measures or leader-report",
            ),
            QuestionError::View(error) => error.into(),
        }
    }
}

impl From<ViewError> for Problem {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Unavailable(why) => super::files::unavailable(why),
            ViewError::Corrupt(why) => Self::corrupt(&why),
        }
    }
}

fn field_error(path: &str, code: &'static str, message: &str) -> FieldError {
    let parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty() && *part != "?");
    let pointer = parts.map(|part| format!("/{part}")).collect();
    FieldError { pointer, code, message: message.to_owned() }
}

impl Deref for Problem {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after_s = self.retry_after_s;
        let mut response = (status, Json(&*self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(after_s) = retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(after_s));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_code_rule_and_source() {
        let problem = Problem::from(Refusal::ChildIsAdult { birthday: "2025-02-10".parse().unwrap() });
        assert_eq!((problem.status, problem.code), (422, Some("E-CHILD-AGE")));
        assert_eq!(problem.kind, "/problems/child-age");
        assert_eq!(problem.legal_basis, Some("hol § 7-2 a, pbrl § 2-5 c"));
        assert!(problem.detail.contains("2025-02-10") && problem.detail.contains("Municipal"));
    }

    #[test]
    fn statuses_are_those_of_the_contract() {
        let status = |refusal: Refusal| Problem::from(refusal).status;
        let text = String::new;
        assert_eq!(status(Refusal::Malformed { path: text(), problem: text() }), 400);
        assert_eq!(status(Refusal::FreeText { path: text() }), 400);
        assert_eq!(status(Refusal::Authority(text())), 403);
        assert_eq!(status(Refusal::Tenant(samspor_core::refusal::TenantFault::NotYours)), 403);
        let position = samspor_core::log::Position;
        assert_eq!(status(Refusal::Stale { newest: position(2), seen: position(1) }), 412);
        assert_eq!(status(Refusal::Duplicate(position(1))), 422);
        assert_eq!(status(Refusal::Order(text())), 422);
        assert_eq!(status(Refusal::CaseIsOpen), 422);
    }

    #[test]
    fn an_unreadable_field_is_named_by_its_pointer() {
        let path = "data.scopes[1].ShareWith".to_owned();
        let problem = Problem::from(Refusal::Malformed { path, problem: "a list is needed".to_owned() });
        assert_eq!(problem.errors[0].pointer, "/data/scopes/1/ShareWith");
    }

    #[test]
    fn every_kind_is_listed_once() {
        for (slug, _, _) in KINDS {
            assert_eq!(KINDS.iter().filter(|(other, _, _)| other == slug).count(), 1, "{slug}");
        }
    }
}
