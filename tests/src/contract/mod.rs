//! The log's contract, one function that every implementation runs.

mod draft;
mod order;
mod race;

pub use draft::{command, draft, stream};

use std::sync::Arc;

use samspor_core::log::Log;

/// Makes an empty log whose stream ids count up from one, as those of `MemoryLog::counting` do.
pub type Make<'a> = &'a dyn Fn() -> Arc<dyn Log>;

/// Closes a log and opens what it has stored; none where an implementation stores nothing.
pub type Restart<'a> = Option<&'a dyn Fn(Arc<dyn Log>) -> Arc<dyn Log>>;

/// Panics, naming the promise, unless logs that `make` makes keep every promise of [`Log`].
pub fn holds(make: Make<'_>, restart: Restart<'_>) {
    order::an_empty_log_has_nothing(&*make());
    order::positions_have_no_gaps(&*make());
    order::a_stale_append_writes_nothing(&*make());
    order::a_command_is_written_once(&*make());
    order::pages_and_streams_are_in_order(&*make());
    order::the_same_drafts_give_the_same_leaves(&*make());
    race::of_many_writers_one_wins_each_place(&make());
    race::who_takes_any_place_never_conflicts(&make());
    if let Some(restart) = restart {
        order::what_was_acknowledged_is_there_after_a_restart(make(), restart);
    }
}
