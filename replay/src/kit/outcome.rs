//! Then: what became of a command, held against what was expected.

use samspor_core::deviation::Deviation;
use samspor_core::submit::Answer;

use crate::history::{Line, Told};

/// The answer to a command or its refusal. What is not as expected fails the test, with the story so far.
pub struct Outcome {
    asked: String,
    answer: Result<Answer, Told>,
    story: Vec<String>,
}

impl Outcome {
    pub(super) fn new(line: &Line, answer: Result<Answer, Told>, told: &[Line]) -> Self {
        Self { asked: line.to_string(), answer, story: told.iter().map(ToString::to_string).collect() }
    }

    /// It was accepted; the answer.
    ///
    /// # Panics
    /// If it was refused.
    pub fn accepted(self) -> Answer {
        self.holds(self.answer.is_ok(), "accepted");
        self.answer.expect("it has just been found accepted")
    }

    /// It was accepted with these events, in their order.
    ///
    /// # Panics
    /// If not.
    #[allow(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "the end of a sentence as well as a part"
    )]
    pub fn then_events<const N: usize>(self, names: [&str; N]) -> Self {
        let is = |answer: &Answer| answer.events.iter().map(|event| event.name).eq(names.iter().copied());
        self.holds(self.answer.as_ref().is_ok_and(is), &format!("the events {names:?}"));
        self
    }

    /// It was accepted with exactly these deviations, in any order.
    ///
    /// # Panics
    /// If not.
    pub fn then_deviations<const N: usize>(self, deviations: [Deviation; N]) {
        let mut expected = deviations.to_vec();
        expected.sort();
        let is = |answer: &Answer| answer.deviations == expected;
        let codes: Vec<&str> = expected.iter().map(|one| one.code()).collect();
        self.holds(self.answer.as_ref().is_ok_and(is), &format!("accepted with the deviations {codes:?}"));
    }

    /// It was refused with this code.
    ///
    /// # Panics
    /// If not.
    pub fn then_refused(self, code: &str) {
        let is = |told: &Told| told.code == Some(code);
        self.holds(self.answer.as_ref().is_err_and(is), &format!("refused with {code}"));
    }

    fn holds(&self, holds: bool, expected: &str) {
        assert!(
            holds,
            "{}\n  expected {expected}\n  got      {}\nthe story so far:\n{}",
            self.asked,
            self.got(),
            self.story.join("\n")
        );
    }

    fn got(&self) -> String {
        match &self.answer {
            Ok(answer) => {
                let events: Vec<&str> = answer.events.iter().map(|event| event.name).collect();
                let codes: Vec<&str> = answer.deviations.iter().map(|one| one.code()).collect();
                format!(
                    "accepted at position {} with the events {events:?}, deviations {codes:?}",
                    answer.position
                )
            }
            Err(told) => told.told.clone(),
        }
    }
}
