//! The steps that make a write durable, as switches, so that the fault tests can show that each is needed.

/// Which of the steps that make a group durable are taken. Everything but [`Durability::FULL`] loses
/// acknowledged entries; it exists for the fault tests, which must catch a log without the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durability {
    /// One `fdatasync` after each group, and after a tail is cut.
    pub sync_group: bool,
    /// The directory is synced after a segment got its name.
    pub sync_directory: bool,
    /// The senders hear of their positions after the sync, not before it.
    pub answer_after_sync: bool,
}

impl Durability {
    /// Every step: what a log runs with.
    pub const FULL: Self = Self { sync_group: true, sync_directory: true, answer_after_sync: true };

    /// No sync: for a fresh log that is filled as a whole, synced as a whole, and thrown away if that is broken off.
    pub const NONE: Self = Self { sync_group: false, sync_directory: false, answer_after_sync: true };
}
