//! What every answer carries for the browser's sake, and the check that a form comes from our own pages.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::gateway::Gateway;
use super::problem::Problem;
use crate::log::jetstream::Promised;

/// Nothing from elsewhere, nothing inline, in nobody's frame, forms to ourselves.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

const LEDGER_DURABILITY: HeaderName = HeaderName::from_static("ledger-durability");

const ALWAYS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the headers on an answer; what says nothing of caching is not stored anywhere.
pub(crate) async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Says of every answer that what was acknowledged may be lost in a power cut, where the operator has chosen that.
pub(crate) async fn promised(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    match gateway.ledger.promised() {
        Promised::Durable => {}
        Promised::Lazy => {
            response.headers_mut().insert(LEDGER_DURABILITY, HeaderValue::from_static("lazy"));
        }
    }
    response
}

/// Refuses what a page of another site has a signed-in browser send.
pub(crate) async fn same_site(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !comes_from_us(request.headers()) {
        let detail = "a form is taken from this gateway's own pages only";
        return Problem::of("cross-site", detail).into_response();
    }
    next.run(request).await
}

/// Browsers send `Sec-Fetch-Site`, older ones `Origin`; a program that sends neither holds no cookie of a browser's.
fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match (text(ORIGIN), text(HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(headers: &[(&'static str, &'static str)]) -> bool {
        let named = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        comes_from_us(&named.collect())
    }

    #[test]
    fn forms_of_other_sites_are_told_by_what_browsers_send() {
        let host = ("host", "127.0.0.1:8080");
        assert!(sent(&[host, ("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(sent(&[host]));
        assert!(!sent(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(!sent(&[host, ("sec-fetch-site", "same-site")]));
        assert!(!sent(&[host, ("origin", "http://evil.example")]));
        assert!(!sent(&[host, ("origin", "null")]));
        assert!(!sent(&[("origin", "http://127.0.0.1:8080")]));
    }
}
