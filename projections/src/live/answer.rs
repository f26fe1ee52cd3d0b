//! Answering: the live contributions at (today, now), computed ones at any other (valid, known).

use std::collections::BTreeMap;

use samspor_core::directory::Directory;
use samspor_core::log::Position;
use samspor_core::words::{Day, Instant};
use serde::Serialize;
use serde_json::{Map, Value};

use super::error::QuestionError;
use super::past::{Contributions, Past};
use super::views::Views;
use crate::question::{Known, Question, ReportName};
use crate::reports::suppression::{fields as outside, leaves_the_tenant};
use crate::reports::{self, Row};
use crate::seen::{Seen, SeenTenant};

/// Where and when a question is asked: its days filled in.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    valid: Day,
    known: Known,
}

impl Views {
    /// The answer object of the contract: `valid`, `known`, `position`, and `rows` or the report's own fields.
    ///
    /// The same question with `valid` and `known` given has the same answer for ever, once `known` is past.
    pub fn answer(&self, question: &Question, now: Instant) -> Result<Value, QuestionError> {
        if question.outside && !leaves_the_tenant(question.report) {
            return Err(QuestionError::NotOutside);
        }
        if let ReportName::History | ReportName::State | ReportName::Diff | ReportName::MyPage =
            question.report
        {
            return self.answer_of_file(question, now);
        }
        if question.from.zip(question.to).is_some_and(|(from, to)| to < from) {
            return Err(QuestionError::Order);
        }
        if question.report == ReportName::PatientsOf && question.person.is_none() {
            return Err(QuestionError::Missing("person"));
        }
        let answer = |seen: &Seen<'_>, asked, position| {
            if question.report == ReportName::LeaderReport && seen.tenants.len() != 1 {
                return Err(QuestionError::Missing("tenant"));
            }
            let fields = if question.outside { outside(seen) } else { Some(reports::fields(seen)) };
            fields.map(|fields| object(asked, position, fields)).ok_or(QuestionError::NotOutside)
        };
        self.seeing(question, now, answer)?
    }

    fn answer_of_file(&self, question: &Question, now: Instant) -> Result<Value, QuestionError> {
        let files = self.files(question, question.valid, question.known, now)?;
        let rows = |rows| Map::from_iter([("rows".to_owned(), rows)]);
        let fields = match question.report {
            ReportName::State => files.state(question)?,
            ReportName::MyPage => files.my_page(question)?,
            ReportName::Diff => rows(value(&self.differences(&files, question, now)?)),
            _ => rows(value(&self.history_lines(&files, question)?)),
        };
        let asked = Asked { valid: files.valid, known: files.known };
        Ok(object(asked, files.past.position, fields))
    }

    /// The typed rows of a report; `question.report` is taken as that report.
    pub fn rows<R: Row>(&self, question: &Question, now: Instant) -> Result<Vec<R>, QuestionError> {
        let question = &Question { report: R::REPORT, ..question.clone() };
        self.seeing(question, now, |seen, _, _| reports::rows(seen))
    }

    /// Lets `see` see what the report is made from.
    pub(super) fn seeing<T>(
        &self,
        question: &Question,
        now: Instant,
        see: impl FnOnce(&Seen<'_>, Asked, Position) -> T,
    ) -> Result<T, QuestionError> {
        self.catch_up(now)?;
        let live = self.live();
        let valid = question.valid.unwrap_or(now.day());
        let known = question.known.unwrap_or(Known::Moment(now.max(live.newest_at)));
        let asked = Asked { valid, known };
        let until = known.until();
        if valid == live.today && until >= live.newest_at {
            let seen = seen(question, valid, &live.directory, &live.contributions);
            return Ok(see(&seen, asked, live.position));
        }
        let past = Past::of(&live, question.tenant);
        drop(live);
        let past = past.known_at(self.log(), until)?;
        let patient = question.patient.filter(|_| !question.report.counts_whole_tenants());
        let contributions = past.contributions((self.log(), self.crew()), patient, (valid, until))?;
        let seen = seen(question, valid, &past.directory, &contributions);
        Ok(see(&seen, asked, past.position))
    }
}

fn object(asked: Asked, position: Position, fields: Map<String, Value>) -> Value {
    let mut object = Map::new();
    object.insert("valid".to_owned(), asked.valid.to_string().into());
    object.insert("known".to_owned(), asked.known.to_string().into());
    object.insert("position".to_owned(), position.0.into());
    object.extend(fields);
    Value::Object(object)
}

fn value<T: Serialize>(told: &T) -> Value {
    serde_json::to_value(told).expect("rows have string keys and finite numbers")
}

fn seen<'a>(
    question: &'a Question,
    day: Day,
    directory: &'a Directory,
    contributions: &'a Contributions,
) -> Seen<'a> {
    let patient = question.patient.map(|patient| directory.survivor(patient, day));
    let one = patient.filter(|_| !question.report.counts_whole_tenants());
    let tenants = directory.tenants().filter(|(id, _)| question.tenant.is_none_or(|tenant| tenant == *id));
    let tenants = tenants.map(|(id, register)| {
        let files = contributions.get(&id);
        let patients = match one {
            Some(patient) => files.and_then(|files| files.get(&patient)).into_iter().collect(),
            None => files.into_iter().flat_map(BTreeMap::values).collect(),
        };
        SeenTenant { id, kind: crate::gathered::kind_of(directory, id), register, patients }
    });
    Seen { question, patient, day, directory, tenants: tenants.collect() }
}
