//! What a trust's file says of notifications to municipalities, sent and received (P15).

use samspor_core::patient::notification::Notification;
use samspor_core::words::{Day, TenantId, UnitId};
use serde::{Deserialize, Serialize};

use crate::file_at::FileAt;
use crate::obligations::{receipts_of, received_on};

/// One notification as it is known on the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotificationSeen {
    pub municipality: TenantId,
    pub identified_on: Day,
    pub sent_on: Day,
    /// The municipality's desk that had it first.
    pub first_received_by: Option<UnitId>,
    /// The day the coordinating unit had it.
    pub received_by_ke_on: Option<Day>,
}

/// Every notification sent up to the day, in the file's order.
pub(super) fn notifications(at: &FileAt<'_>) -> Box<[NotificationSeen]> {
    let seen = |one: &Notification| NotificationSeen {
        municipality: one.municipality,
        identified_on: one.identified_on,
        sent_on: one.mark.on,
        first_received_by: receipts_of(at.file, one).find_map(|receipt| receipt.first_received_by),
        received_by_ke_on: received_on(at.file, one, at.day),
    };
    at.file.notifications.iter().map(seen).collect()
}
