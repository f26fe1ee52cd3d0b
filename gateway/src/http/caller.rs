//! Who calls: a bearer token of a program, or the cookie a browser got when it signed in.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Redirect;
use samspor_core::actor::Actor;

use super::gateway::Gateway;
use super::problem::Problem;

/// The cookie's name.
pub(crate) const COOKIE_NAME: &str = "samspor";

/// The actor of a request to the API; without one the answer is 401.
pub(crate) struct Caller(pub(crate) Actor);

/// The actor of a request for a page; without one the browser is sent to sign in.
pub(crate) struct Visitor(pub(crate) Actor);

impl FromRequestParts<Gateway> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        caller_of(&parts.headers, gateway).map(Self)
    }
}

impl FromRequestParts<Gateway> for Visitor {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Redirect> {
        caller_of(&parts.headers, gateway).map(Self).map_err(|_| Redirect::to("/logg-inn"))
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
