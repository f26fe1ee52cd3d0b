//! Why a view can't be kept, or a question can't be answered.

use samspor_core::entry::Unreadable;
use samspor_core::log::{NotRead, Unavailable};
use thiserror::Error;

/// Why the views could not follow the log; the next try begins again from what the log has.
#[derive(Clone, Debug, Error)]
pub enum ViewError {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// An entry can't be read: corruption.
    #[error(transparent)]
    Corrupt(#[from] Unreadable),
}

impl From<NotRead> for ViewError {
    fn from(error: NotRead) -> Self {
        match error {
            NotRead::Unavailable(unavailable) => unavailable.into(),
            NotRead::Corrupt(unreadable) => unreadable.into(),
        }
    }
}

/// Why a question has no answer.
#[derive(Clone, Debug, Error)]
pub enum QuestionError {
    /// The report can't be made without this field of the question.
    #[error("{0} is missing: the report is about one")]
    Missing(&'static str),
    /// The interval asked about ends before it begins.
    #[error("to is before from")]
    Order,
    /// The report names patients or staff: it has no form for readers outside the tenant.
    #[error("the report names patients or staff, and does not leave the tenant")]
    NotOutside,
    #[error(transparent)]
    View(#[from] ViewError),
}
