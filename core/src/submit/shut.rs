//! What erasing and blocking mean for a command: whom it erases, and that a file nobody can read takes none.

use super::SubmitError;
use crate::catalogue::Ask;
use crate::command::Command;
use crate::directory::Directory;
use crate::entry::Opened;
use crate::log::{Log, Position, StreamKey};
use crate::refusal::{IdentityFault, Refusal};
use crate::words::{Day, PatientId};

/// A file whose newest entry is blocked was not read as it stands: whatever is decided would be in its way for ever.
pub(super) fn newest_can_be_read(
    log: &dyn Log,
    command: &Command,
    newest: Position,
) -> Result<(), SubmitError> {
    let (StreamKey::Patient(..), Some(before)) = (command.stream(), newest.0.checked_sub(1)) else {
        return Ok(());
    };
    match log.page(Position(before), 1)?.first().map(|placed| log.open(placed)).transpose()? {
        Some(Opened::Shut(shut)) => Err(Refusal::Identity(IdentityFault::Shut(shut.why)).into()),
        Some(Opened::Entry(_)) | None => Ok(()),
    }
}

/// The references that are one patient's with an erased one on a day.
pub(super) fn erased_with(command: &Command, directory: &Directory, today: Day) -> Vec<PatientId> {
    let erased = command.patient.filter(|_| erases(command));
    let joined = erased.map(|patient| directory.merged_into(patient, today)).unwrap_or_default();
    joined.into_iter().filter(|one| Some(*one) != erased).collect()
}

/// Whether it asks for an erasure.
pub(super) fn erases(command: &Command) -> bool {
    matches!(command.ask, Ask::ErasePersonalData(_))
}
