//! Every question there is about a world, and their answers as text.

use samspor_core::words::{Day, Instant};
use samspor_projections::live::Views;
use samspor_projections::question::{Known, Question, ReportName};

use super::Cast;

/// Every report about everybody, and those about one patient or person about each, as they stand now.
pub fn now_questions(cast: &Cast) -> Vec<Question> {
    let mut all = Vec::new();
    for report in ReportName::ALL {
        let whole = Question::new(*report);
        match report {
            ReportName::History | ReportName::State => {
                for tenancy in &cast.tenants {
                    let of = |patient: &_| Question {
                        tenant: Some(tenancy.id),
                        patient: Some(*patient),
                        ..whole.clone()
                    };
                    all.extend(cast.patients.iter().map(of));
                }
            }
            ReportName::Diff => {
                let of = |patient: &_| Question { patient: Some(*patient), ..whole.clone() };
                all.extend(cast.patients.iter().map(of));
            }
            ReportName::PatientsOf => {
                let persons = cast.tenants.iter().flat_map(|tenancy| &tenancy.persons);
                all.extend(persons.map(|person| Question { person: Some(*person), ..whole.clone() }));
            }
            ReportName::National | ReportName::Vacancies => {
                let of = |tenancy: &super::Tenancy| Question { tenant: Some(tenancy.id), ..whole.clone() };
                all.extend(cast.tenants.iter().map(of));
                all.push(whole);
            }
            _ => all.push(whole),
        }
    }
    all
}

/// The same questions at (D, K).
pub fn at(questions: &[Question], valid: Day, known: Known) -> Vec<Question> {
    let moved = |question: &Question| Question { valid: Some(valid), known: Some(known), ..question.clone() };
    questions.iter().map(moved).collect()
}

/// Some days around a history: before it, within it, on its newest day, and after.
pub fn spread(from: Day, to: Day) -> Vec<Day> {
    let length = to.days_since(from);
    [-400, length / 5, length / 2, length * 4 / 5, length, length + 1, length + 100]
        .into_iter()
        .map(|days| from.plus_days(days))
        .collect()
}

/// Every question with its answer, or what stands in the way of one.
pub fn answers(views: &Views, questions: &[Question], now: Instant) -> Vec<String> {
    let answer = |question: &Question| match views.answer(question, now) {
        Ok(answer) => format!("{question:?}: {answer}"),
        Err(error) => format!("{question:?}: {error}"),
    };
    questions.iter().map(answer).collect()
}
