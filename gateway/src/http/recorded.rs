//! Log before show: what was made for a reader is let out once its reading is on record; so is a refusal.

use axum::Json;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use samspor_core::access::Outcome;
use samspor_core::submit::World;
use serde_json::Value;
use uuid::Uuid;

use super::gateway::Gateway;
use super::problem::Problem;
use crate::access::{Glance, Reader, Recorded};
use crate::clock;

/// The id under which a reading stands in the access log, told with what was shown.
const READING: HeaderName = HeaderName::from_static("samspor-reading");

/// What a reader may be shown: its reading is durable in the access log.
pub(crate) struct OnRecord<T> {
    shown: T,
    request: Uuid,
    /// Nothing else makes one of these.
    _recorded: Recorded,
}

impl<T> OnRecord<T> {
    /// The response that shows it.
    pub(crate) fn response(self, of: impl FnOnce(T) -> Response) -> Response {
        let mut response = of(self.shown);
        if let Ok(request) = HeaderValue::from_str(&self.request.to_string()) {
            response.headers_mut().insert(READING, request);
        }
        response
    }
}

impl IntoResponse for OnRecord<Value> {
    fn into_response(self) -> Response {
        self.response(|answer| Json(answer).into_response())
    }
}

impl Gateway {
    /// A request that begins now.
    pub(crate) fn glance(&self, reader: Reader, name: impl Into<String>) -> Result<Glance, Problem> {
        let fresh = clock::fresh_bytes().map_err(|error| Problem::failed(&error))?;
        let request = uuid::Builder::from_random_bytes(fresh).into_uuid();
        Ok(Glance::new(reader, request, name, self.now()))
    }

    /// Asks a question where it may block, and lets what it came to out when the reading is on record.
    pub(crate) async fn read_on_record<T: Send + 'static>(
        &self,
        mut glance: Glance,
        work: impl FnOnce(&Self, &mut Glance) -> Result<T, Problem> + Send + 'static,
    ) -> Result<OnRecord<T>, Problem> {
        let asked = move |gateway: &Self| {
            let done = work(gateway, &mut glance);
            Ok((glance, done))
        };
        let (glance, done) = self.read(asked).await?;
        self.on_record(glance, done).await
    }

    /// Lets something out when its reading is on record, or a refusal; what failed otherwise showed nobody anything.
    ///
    /// # Errors
    ///
    /// The refusal itself; 503 or 507 where the access log doesn't take the record.
    pub(crate) async fn on_record<T>(
        &self,
        glance: Glance,
        done: Result<T, Problem>,
    ) -> Result<OnRecord<T>, Problem> {
        match done {
            Ok(shown) => {
                let request = glance.request();
                let recorded = self.record(glance, Outcome::Granted).await?;
                Ok(OnRecord { shown, request, _recorded: recorded })
            }
            Err(problem) => Err(self.refused(glance, problem).await),
        }
    }

    /// Puts a refusal on record, if the problem is that the caller may not do or see this; it then names its record.
    /// What comes back is to be told: the problem, or that it can't be put on record.
    pub(crate) async fn refused(&self, glance: Glance, problem: Problem) -> Problem {
        if problem.status != 403 {
            return problem;
        }
        let request = glance.request();
        let code = problem.code.unwrap_or("E-AUTH").to_owned();
        match self.record(glance, Outcome::Denied(code)).await {
            Ok(_) => problem.recorded_as(request),
            Err(not_recorded) => not_recorded,
        }
    }

    async fn record(&self, glance: Glance, outcome: Outcome) -> Result<Recorded, Problem> {
        self.write_record(move |gateway| {
            let mut readings = None;
            gateway.ledger.views.look(&mut |around| {
                readings = Some(glance.readings(&outcome, around.directory()));
            });
            let Some(readings) = readings else {
                return Err(Problem::again_later("unavailable", "the views show nothing just now", 1));
            };
            gateway.ledger.access.record(&readings, gateway.now()).map_err(Problem::from)
        })
        .await
    }
}
