//! What the access log answers: the report `access-log` (P22), and who has read on the patient's own page (P23).

use std::collections::BTreeSet;

use samspor_core::access::ReadingAt;
use samspor_core::log::{Position, StreamKey};
use samspor_core::submit::World;
use samspor_core::words::{Instant, PatientId, TenantId};
use samspor_projections::live::{QuestionError, ViewError, Views};
use samspor_projections::question::{Known, Question};
use samspor_projections::reports::access_log::{AccessRow, Asked};
use serde_json::{Value, json};

use super::AccessLog;
use crate::pages::readings;

/// What of the access log is asked about, and where to look for it.
struct Sought<'a> {
    asked: Asked<'a>,
    known: Known,
    up_to: Position,
    /// The streams that can name the patient; none where everybody is asked about.
    streams: Option<Vec<StreamKey>>,
}

impl AccessLog {
    /// The answer object of `access-log`. Its `position` counts the records of the access log.
    pub fn answer(&self, views: &Views, question: &Question, now: Instant) -> Result<Value, QuestionError> {
        let sought = self.sought(views, question, now)?;
        let mut rows: Vec<AccessRow> = Vec::new();
        self.found(&sought, |read| rows.extend(sought.asked.rows(&read)))?;
        let (valid, known, position) = (sought.asked.valid, sought.known, sought.up_to);
        Ok(json!({"valid": valid, "known": known, "position": position, "rows": rows}))
    }

    /// The readings asked about, in log order.
    pub fn readings(
        &self,
        views: &Views,
        question: &Question,
        now: Instant,
    ) -> Result<Vec<ReadingAt>, QuestionError> {
        let sought = self.sought(views, question, now)?;
        let mut readings = Vec::new();
        self.found(&sought, |read| {
            if sought.asked.takes(&read) {
                readings.push(read);
            }
        })?;
        Ok(readings)
    }

    /// Adds to the patient's own page who has read the file, newest first, in plain words.
    pub fn tell_patient(
        &self,
        views: &Views,
        (question, now): (&Question, Instant),
        page: &mut Value,
    ) -> Result<(), QuestionError> {
        let tenant = page["tenant"].as_str().and_then(|tenant| tenant.parse().ok());
        let question = Question { tenant: tenant.or(question.tenant), ..question.clone() };
        let mut read = self.readings(views, &question, now)?;
        read.reverse();
        let mut told = Vec::new();
        views.look(&mut |around| {
            told = read.iter().map(|one| readings::told(one, around.directory())).collect();
        });
        page["who_has_read"] = told.into();
        Ok(())
    }

    fn sought<'a>(
        &self,
        views: &Views,
        question: &'a Question,
        now: Instant,
    ) -> Result<Sought<'a>, QuestionError> {
        let up_to = self.head();
        let newest = self.moment_of(up_to).map_err(ViewError::from)?;
        let known = question.known.unwrap_or(Known::Moment(newest.map_or(now, |newest| now.max(newest))));
        let valid = question.valid.unwrap_or(now.day());
        let mut asked =
            Asked { question, references: BTreeSet::new(), patient: None, valid, until: known.until() };
        let mut streams = None;
        if let Some(patient) = question.patient {
            views.look(&mut |around| {
                let directory = around.directory();
                let survivor = directory.survivor(patient, now.day());
                asked.references = directory.merged_into(survivor, now.day()).into_iter().collect();
                asked.references.extend([patient, survivor]);
                asked.patient = Some(survivor);
                let tenants = directory.tenants().map(|(tenant, _)| tenant);
                let tenants = tenants.filter(|tenant| question.tenant.is_none_or(|one| one == *tenant));
                streams = Some(streams_of(tenants, &asked.references, question.tenant.is_none()));
            });
        }
        Ok(Sought { asked, known, up_to, streams })
    }

    fn found(&self, sought: &Sought<'_>, mut each: impl FnMut(ReadingAt)) -> Result<(), QuestionError> {
        let Some(streams) = &sought.streams else {
            return Ok(self.each(sought.up_to, each).map_err(ViewError::from)?);
        };
        let mut found = Vec::new();
        for stream in streams {
            found.extend(self.stream(stream, sought.up_to).map_err(ViewError::from)?);
        }
        found.sort_by_key(|read| read.position);
        found.into_iter().for_each(&mut each);
        Ok(())
    }
}

/// A patient's own streams, the lists of the tenants, and what was about no tenant.
fn streams_of(
    tenants: impl Iterator<Item = TenantId>,
    references: &BTreeSet<PatientId>,
    with_ledgers: bool,
) -> Vec<StreamKey> {
    let own = |tenant| references.iter().map(move |patient| StreamKey::Patient(tenant, *patient));
    let streams = tenants.flat_map(|tenant| own(tenant).chain([StreamKey::Register(tenant)]));
    streams.chain(with_ledgers.then_some(StreamKey::Ledger)).collect()
}
