//! Who calls and why: a bearer token of a program, or the cookie a browser got when it signed in; a purpose if one is stated.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use samspor_core::access::{Purpose, UnknownPurpose};
use samspor_core::actor::Actor;

use super::gateway::Gateway;
use super::problem::Problem;
use crate::access::Reader;
use crate::pages::refused_page;

/// The cookie's name.
pub(crate) const COOKIE_NAME: &str = "samspor";

/// The header that says why somebody reads.
const PURPOSE: HeaderName = HeaderName::from_static("samspor-purpose");

/// The reader of a request to the API; without one the answer is 401.
pub(crate) struct Caller(pub(crate) Reader);

/// The reader of a request for a page; without one the browser is sent to sign in.
pub(crate) struct Visitor(pub(crate) Reader);

impl FromRequestParts<Gateway> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let actor = caller_of(&parts.headers, gateway)?;
        Ok(Self(Reader::of(actor, purpose_in(parts)?)))
    }
}

impl FromRequestParts<Gateway> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Response> {
        let Ok(actor) = caller_of(&parts.headers, gateway) else {
            return Err(Redirect::to("/logg-inn").into_response());
        };
        let purpose = purpose_in(parts).map_err(|problem| refused_page(&problem))?;
        Ok(Self(Reader::of(actor, purpose)))
    }
}

/// The purpose the request states: in its header, or as `why` in its address.
fn purpose_in(parts: &Parts) -> Result<Option<Purpose>, Problem> {
    let accepted = |_| Problem::malformed("/why", format!("{UnknownPurpose}; in {PURPOSE} or as why=CODE"));
    let query = parts.uri.query().unwrap_or_default().split('&');
    let query = query.filter_map(|part| part.strip_prefix("why=")).find(|code| !code.is_empty());
    let query: Option<Purpose> = query.map(str::parse).transpose().map_err(accepted)?;
    let header = parts.headers.get(PURPOSE).map(|value| value.to_str().unwrap_or_default());
    let header: Option<Purpose> = header.map(str::parse).transpose().map_err(accepted)?;
    match (header, query) {
        (Some(header), Some(query)) if header != query => {
            Err(Problem::malformed("/why", format!("differs from the header {PURPOSE}")))
        }
        (header, query) => Ok(header.or(query)),
    }
}

fn caller_of(headers: &HeaderMap, gateway: &Gateway) -> Result<Actor, Problem> {
    let accepted = "send a development token as `Authorization: Bearer …`, or sign in with one";
    let Some(token) = token_in(headers) else { return Err(Problem::of("no-caller", accepted)) };
    gateway
        .tokens
        .read(token, gateway.now())
        .map_err(|error| Problem::of("no-caller", format!("{error}: {accepted}")))
}

/// The token of the `Authorization` header; where there is none, of the cookie.
fn token_in(headers: &HeaderMap) -> Option<&str> {
    match headers.get(AUTHORIZATION) {
        Some(value) => {
            let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
        }
        None => headers.get_all(COOKIE).iter().find_map(cookie_in),
    }
}

fn cookie_in(value: &HeaderValue) -> Option<&str> {
    let pairs = value.to_str().ok()?.split(';');
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_in_the_header_or_in_the_cookie() {
        let of = |name, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_str(value).unwrap());
            token_in(&headers).map(str::to_owned)
        };
        assert_eq!(of(AUTHORIZATION, "Bearer ab.cd").as_deref(), Some("ab.cd"));
        assert_eq!(of(AUTHORIZATION, "Basic ab.cd"), None);
        assert_eq!(of(AUTHORIZATION, "ab.cd"), None);
        assert_eq!(of(COOKIE, "other=1; samspor=ab.cd").as_deref(), Some("ab.cd"));
        assert_eq!(of(COOKIE, "xsamspor=ab.cd"), None);
    }
}
