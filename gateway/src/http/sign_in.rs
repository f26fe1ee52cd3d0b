//! Signing a browser in with a development token, and out again.

use axum::extract::{Query, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::caller::COOKIE_NAME;
use super::gateway::Gateway;
use crate::pages;

/// The query string of a sign-in link.
#[derive(Deserialize)]
pub(crate) struct Link {
    token: Option<String>,
}

/// `GET /logg-inn?token=…`: puts the token in a cookie that scripts and other sites don't see, and leaves the address bar without it.
pub(crate) async fn sign_in(State(gateway): State<Gateway>, Query(link): Query<Link>) -> Response {
    let Some(token) = link.token else {
        return (StatusCode::OK, Html(pages::sign_in_page(None))).into_response();
    };
    match gateway.tokens.read(&token, gateway.now()) {
        Ok(_) => onward("/oversikt", &format!("{COOKIE_NAME}={token}; HttpOnly; SameSite=Strict; Path=/")),
        Err(error) => (StatusCode::UNAUTHORIZED, Html(pages::sign_in_page(Some(error)))).into_response(),
    }
}

/// `POST /logg-ut`: takes the cookie away.
pub(crate) async fn sign_out() -> Response {
    onward("/logg-inn", &format!("{COOKIE_NAME}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"))
}

fn onward(to: &'static str, cookie: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(LOCATION, HeaderValue::from_static(to));
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        headers.insert(SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}
