//! Questions about one patient's file itself: its history, its state, and what is different between two of them.

use std::collections::BTreeMap;

use samspor_core::entry::Opened;
use samspor_core::log::{Position, StreamKey};
use samspor_core::words::{Day, Instant, PatientId, TenantId};
use serde_json::{Map, Value, json};

use super::error::{QuestionError, ViewError};
use super::past::Past;
use super::views::Views;
use crate::gathered::Gathered;
use crate::question::{Known, Question};
use crate::reports::diff::{Compared, Difference};
use crate::reports::history::{Line, Told, ToldShut, history};
use crate::reports::my_page::my_page;
use crate::reports::state::{digest, state};

/// The files of one patient at the tenants asked about, at one (valid, known).
pub(super) struct Files {
    pub(super) past: Past,
    pub(super) files: BTreeMap<TenantId, Gathered>,
    pub(super) known: Known,
    pub(super) valid: Day,
}

impl Views {
    /// A patient's history in log order; `patient` is needed.
    pub fn history(&self, question: &Question, now: Instant) -> Result<Vec<Told>, QuestionError> {
        Ok(self.files(question, question.valid, question.known, now)?.history(question.include_corrected))
    }

    /// A patient's history, with the entries that are erased or blocked among the others.
    pub(super) fn history_lines(
        &self,
        files: &Files,
        question: &Question,
    ) -> Result<Vec<Line>, QuestionError> {
        let told = files.history(question.include_corrected);
        let mut lines: Vec<Line> = told.into_iter().map(|told| Line::Told(Box::new(told))).collect();
        let Some(patient) = question.patient else { return Ok(lines) };
        for (tenant, survivor) in files.past.files(Some(patient), files.valid) {
            for reference in files.past.directory.merged_into(survivor, files.valid) {
                let stream = StreamKey::Patient(tenant, reference);
                for placed in self.log().stream(&stream, Position(u64::MAX)).map_err(ViewError::from)? {
                    if placed.recorded_at <= files.known.until()
                        && let Opened::Shut(shut) = self.log().open(&placed).map_err(ViewError::from)?
                    {
                        lines.push(Line::Shut(ToldShut::of((tenant, survivor), &shut)));
                    }
                }
            }
        }
        lines.sort_by_key(Line::position);
        Ok(lines)
    }

    /// What is different between (`valid`, `known`) and (`valid2`, `known2`) in a patient's files; `patient` is needed.
    pub fn diff(&self, question: &Question, now: Instant) -> Result<Vec<Difference>, QuestionError> {
        let before = self.files(question, question.valid, question.known, now)?;
        self.differences(&before, question, now)
    }

    pub(super) fn differences(
        &self,
        before: &Files,
        question: &Question,
        now: Instant,
    ) -> Result<Vec<Difference>, QuestionError> {
        let (valid, known) = (question.valid2.or(question.valid), question.known2.or(question.known));
        let after = self.files(question, valid, known, now)?;
        let mut tenants: Vec<TenantId> = before.files.keys().chain(after.files.keys()).copied().collect();
        tenants.sort_unstable();
        tenants.dedup();
        let compared = |tenant: &TenantId| {
            let (before, after) = (before.files.get(tenant), after.files.get(tenant));
            Compared { before, after }.differences()
        };
        Ok(tenants.iter().flat_map(compared).collect())
    }

    pub(super) fn files(
        &self,
        question: &Question,
        valid: Option<Day>,
        known: Option<Known>,
        now: Instant,
    ) -> Result<Files, QuestionError> {
        let patient: PatientId = question.patient.ok_or(QuestionError::Missing("patient"))?;
        self.catch_up(now)?;
        let live = self.live();
        let valid = valid.unwrap_or(now.day());
        let known = known.unwrap_or(Known::Moment(now.max(live.newest_at)));
        let past = Past::of(&live, question.tenant);
        drop(live);
        let past = past.known_at(self.log(), known.until())?;
        let mut files = BTreeMap::new();
        for gathered in past.gathered(self.log(), patient, (valid, known.until())) {
            let gathered = gathered?;
            files.insert(gathered.tenant, gathered);
        }
        Ok(Files { past, files, known, valid })
    }
}

impl Files {
    pub(super) fn history(&self, originals: bool) -> Vec<Told> {
        let mut rows: Vec<Told> = self.files.values().flat_map(|file| history(file, originals)).collect();
        rows.sort_by_key(|row| row.position);
        rows
    }

    /// The patient's own page of the one file there is; `tenant` is needed where several tenants have one.
    pub(super) fn my_page(&self, question: &Question) -> Result<Map<String, Value>, QuestionError> {
        let mut files = self.files.values();
        match (files.next(), files.next()) {
            (Some(_), Some(_)) => Err(QuestionError::Missing("tenant")),
            (Some(file), None) => {
                let at = file.at(&self.past.directory);
                Ok(at.map_or_else(Map::new, |at| my_page(file, &at, &self.past.directory)))
            }
            (None, _) => Ok(Map::from_iter([("patient".to_owned(), json!(question.patient))])),
        }
    }

    /// The state of the one file there is; `tenant` is needed where several tenants have one.
    pub(super) fn state(&self, question: &Question) -> Result<Map<String, Value>, QuestionError> {
        let mut files = self.files.values();
        match (files.next(), files.next()) {
            (Some(_), Some(_)) => Err(QuestionError::Missing("tenant")),
            (Some(file), None) => {
                let at = file.at(&self.past.directory);
                Ok(at.map_or_else(Map::new, |at| state(file, &at)))
            }
            (None, _) => {
                let nothing = json!({"patient": question.patient, "facts": []});
                let mut nothing = nothing.as_object().cloned().unwrap_or_default();
                let digest = digest(&nothing);
                nothing.insert("digest".to_owned(), digest.into());
                Ok(nothing)
            }
        }
    }
}
