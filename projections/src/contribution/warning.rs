//! What is to be known in time, or went by silently: warnings of active files (domain.md 3.5).

/// How many days before its end a consent is warned of.
pub(super) const WARNED_DAYS_BEFORE: i64 = 30;
