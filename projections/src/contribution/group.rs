//! The groups of a file that are not dissolved, and their meetings (P13).

use samspor_core::patient::group::Group;
use samspor_core::patient::meeting::Meeting;
use samspor_core::words::{Day, EventId};
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;

/// One group as it is on the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupSeen {
    pub group: EventId,
    pub last_meeting: Option<Day>,
    /// The earliest day from the day on that a summons or the last meeting names.
    pub next_meeting: Option<Day>,
    /// How many meetings have no minutes.
    pub minutes_missing: usize,
}

/// Every group that is not dissolved, in the file's order.
pub(super) fn groups(at: &FileAt<'_>) -> Box<[GroupSeen]> {
    let file = at.file;
    let is_dissolved = |one: &&Group| file.dissolutions.iter().any(|end| end.group == one.mark.event);
    let running = file.groups.iter().filter(|one| !is_dissolved(one));
    running.map(|one| seen(at, one.mark.event)).collect()
}

fn seen(at: &FileAt<'_>, group: EventId) -> GroupSeen {
    let file = at.file;
    let meetings: Vec<&Meeting> = file.meetings.iter().filter(|one| one.group == group).collect();
    let summoned = file.summonses.iter().filter(|one| one.group == group).map(|one| one.meeting_on);
    let agreed = meetings.last().and_then(|one| one.next_meeting_on);
    let has_minutes = |one: &&&Meeting| file.minutes.iter().any(|filed| filed.meeting == one.mark.event);
    GroupSeen {
        group,
        last_meeting: meetings.last().map(|one| one.mark.on),
        next_meeting: summoned.chain(agreed).filter(|on| *on >= at.day).min(),
        minutes_missing: meetings.iter().filter(|one| !has_minutes(one)).count(),
    }
}
